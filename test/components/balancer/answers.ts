// What AWS answers of the resources that test/support/aws.ts does not have. The engine asks that module for each
// answer, so that a type which stands in neither still fails.
import * as aws from "../../support/aws";
import type { Inputs } from "../../support/wire";

type Answer = (name: string, inputs: Inputs) => { id: string; [output: string]: unknown };

const arn = (service: string, resource: string) => `arn:aws:${service}:${aws.REGION}:${aws.ACCOUNT}:${resource}`;
const ofBucket: Answer = (_name, { bucket }) => ({ id: bucket });

const ANSWERS: Record<string, Answer> = {
    "aws:appautoscaling/scheduledAction:ScheduledAction": (name) => ({ id: name }),
    "aws:lb/listenerCertificate:ListenerCertificate": (name) => ({ id: name }),
    "aws:route53/record:Record": (name) => ({ id: name }),
    "aws:s3/bucket:Bucket": (name) => {
        const bucket = aws.physical(name);
        return { id: bucket, bucket, arn: `arn:aws:s3:::${bucket}` };
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket,
    "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
    "aws:servicediscovery/httpNamespace:HttpNamespace": (name) => ({
        id: `ns-${name}`,
        arn: arn("servicediscovery", `namespace/ns-${name}`),
    }),
    "aws:wafv2/webAclAssociation:WebAclAssociation": (name) => ({ id: name }),
};

// biome-ignore lint/suspicious/noExplicitAny: the exports of a CommonJS module can be replaced, its types cannot say so
const module_ = aws as any;
const { outputsOf, assertKnown } = aws;
module_.outputsOf = (type: string, name: string, inputs: Inputs) =>
    (ANSWERS[type] ?? ((n: string, i: Inputs) => outputsOf(type, n, i)))(name, inputs);
module_.assertKnown = (type: string) => (ANSWERS[type] ? undefined : assertKnown(type));
