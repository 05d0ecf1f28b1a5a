import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { Problem } from "../errors";
import { rangeProblems, shortName } from "../names";

/** Where a load balancer writes down each request. */
export interface AccessLogsArgs {
    /**
     * Name of a bucket of this region that lets Elastic Load Balancing write: "Enable access logs" of its guide has the
     * policy. Presence decides whether a bucket is made. Default: a bucket of the load balancer's own.
     */
    bucket?: pulumi.Input<string>;
    /** Folder in the bucket. Default: none. */
    prefix?: string;
    /** Days that the load balancer's own bucket keeps a log, 1 or more. Default: 90. */
    retentionDays?: number;
    /** Whether a destroy deletes the load balancer's own bucket with all logs in it. Default: false. */
    forceDestroy?: boolean;
}

/** What is wrong with the access logs: "Access logs for your Application Load Balancer". */
export function* accessLogsProblems(args: AccessLogsArgs | undefined): Generator<Problem> {
    if (!args) return;
    yield* rangeProblems("accessLogs.retentionDays", args.retentionDays, { min: 1, unit: "days" });
    for (const key of ["retentionDays", "forceDestroy"] as const) {
        if (args.bucket !== undefined && args[key] !== undefined) {
            yield { propertyPath: `accessLogs.${key}`, reason: "is up to the owner of the bucket; leave it out" };
        }
    }
    if (args.prefix !== undefined && (/^\/|\/$|AWSLogs/.test(args.prefix) || args.prefix === "")) {
        const reason = `must neither start nor end with / nor hold AWSLogs, got ${JSON.stringify(args.prefix)}`;
        yield { propertyPath: "accessLogs.prefix", reason };
    }
}

/** Who writes the logs: service principals of the two kinds of load balancer. */
export const LogWriter = {
    Application: "logdelivery.elasticloadbalancing.amazonaws.com",
    Network: "delivery.logs.amazonaws.com",
} as const;
type LogWriter = (typeof LogWriter)[keyof typeof LogWriter];

/** Name of the bucket, known once the load balancer may write into it. */
export function logBucket(
    name: string,
    args: AccessLogsArgs,
    writer: LogWriter,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    if (args.bucket !== undefined) return pulumi.output(args.bucket);
    const own = shortName(`${name}-logs`, 63);
    const opts = { parent };
    const { id: bucket, arn } = new s3.Bucket(own, { forceDestroy: args.forceDestroy ?? false, tags }, opts);
    new s3.BucketPublicAccessBlock(
        own,
        { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        opts,
    );
    new s3.BucketOwnershipControls(own, { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } }, opts);
    // Load balancers cannot write where the key is one of KMS.
    const encryption = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
    new s3.BucketServerSideEncryptionConfiguration(own, { bucket, rules: [encryption] }, opts);
    const expiry = { id: "expire", status: "Enabled", filter: {}, expiration: { days: args.retentionDays ?? 90 } };
    new s3.BucketLifecycleConfiguration(own, { bucket, rules: [expiry] }, opts);
    const policy = new s3.BucketPolicy(own, { bucket, policy: writePolicy(arn, args.prefix, writer, parent) }, opts);
    return pulumi.all([bucket, policy.id]).apply(([id]) => id);
}

/** "Enable access logs for your Application Load Balancer", and the same for Network Load Balancers; TLS only. */
function writePolicy(
    bucketArn: pulumi.Output<string>,
    prefix: string | undefined,
    writer: LogWriter,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const { accountId } = accountOf(parent);
    const folder = prefix === undefined ? "" : `${prefix}/`;
    const account = { StringEquals: { "aws:SourceAccount": accountId } };
    const network = writer === LogWriter.Network;
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: writer },
                Action: "s3:PutObject",
                Resource: pulumi.interpolate`${bucketArn}/${folder}AWSLogs/${accountId}/*`,
                Condition: account,
            },
            ...(network
                ? [
                      {
                          Effect: "Allow",
                          Principal: { Service: writer },
                          Action: "s3:GetBucketAcl",
                          Resource: bucketArn,
                          Condition: account,
                      },
                  ]
                : []),
            {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
}
