import type { ResourceType } from "../definition";
import { isUnknown, type Props, same, type Value } from "../values";
import { samePolicy, validatePolicy } from "./policyDocuments";
import { type Reference, simple } from "./simple";

const BUCKET = "aws:s3/bucket:Bucket";

const inBucket: Reference = {
    path: "bucket",
    type: BUCKET,
    code: "NoSuchBucket",
    message: () => "The specified bucket does not exist",
};

const OBJECTS = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];

export const bucket = simple({
    token: BUCKET,
    title: "S3 Bucket",
    api: {
        service: "S3",
        create: "CreateBucket",
        update: "PutBucketTagging",
        read: "HeadBucket",
        delete: "DeleteBucket",
    },
    autoName: { property: "bucket", max: 63, lower: true, unless: "bucketPrefix" },
    defaults: { forceDestroy: false },
    replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
    seconds: { create: 3, update: 2, delete: 2 },
    validate: ({ bucket: name }) =>
        typeof name === "string" && !isUnknown(name) && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
            ? [
                  {
                      property: "bucket",
                      reason: `validating S3 Bucket (${name}) name: only lowercase alphanumeric characters and hyphens allowed`,
                  },
              ]
            : [],
    outputs: (inputs, env) => {
        const name = inputs.bucket ?? `${inputs.bucketPrefix}${env.digits(26)}`;
        return {
            id: name,
            bucket: name,
            bucketPrefix: inputs.bucketPrefix ?? "",
            arn: `arn:${env.partition}:s3:::${name}`,
            bucketDomainName: `${name}.s3.${env.dnsSuffix}`,
            bucketRegionalDomainName: `${name}.s3.${env.region}.${env.dnsSuffix}`,
            bucketRegion: env.region,
            bucketNamespace: inputs.bucketNamespace ?? "global",
            hostedZoneId: `Z${env.hex(13, env.region).toUpperCase()}`,
            accelerationStatus: inputs.accelerationStatus ?? "",
            acl: inputs.acl ?? "",
            corsRules: inputs.corsRules ?? [],
            grants: inputs.grants ?? [],
            lifecycleRules: inputs.lifecycleRules ?? [],
            logging: inputs.logging ?? {},
            objectLockConfiguration: inputs.objectLockConfiguration ?? {},
            objectLockEnabled: inputs.objectLockEnabled ?? false,
            policy: inputs.policy ?? "",
            replicationConfiguration: inputs.replicationConfiguration ?? {},
            requestPayer: inputs.requestPayer ?? "BucketOwner",
            serverSideEncryptionConfiguration: inputs.serverSideEncryptionConfiguration ?? {
                rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
            },
            versioning: inputs.versioning ?? { enabled: false },
            website: inputs.website ?? {},
            websiteDomain: "",
            websiteEndpoint: "",
        };
    },
    create: (call, _inputs, outputs) => {
        const owner = call.world.list(BUCKET).find((each) => each.id === outputs.id);
        if (owner) {
            const isOurs = owner.account === call.account;
            const text = isOurs
                ? "Your previous request to create the named bucket succeeded and you already own it."
                : "The requested bucket name is not available.";
            call.fail(isOurs ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists", text);
        }
    },
    delete: (call) => {
        const objects = OBJECTS.flatMap((type) => call.list(type, (each) => each.bucket === call.entity.id));
        if (objects.length > 0 && !call.props.forceDestroy) {
            call.fail("BucketNotEmpty", "The bucket you tried to delete is not empty");
        }
        for (const object of objects) {
            call.remove(object);
        }
    },
});

/** A part of a bucket's configuration that is a resource of its own. */
function part(name: string, title: string, api: string, more: Partial<ResourceType> = {}): ResourceType {
    const className = name.charAt(0).toUpperCase() + name.slice(1);
    return simple({
        token: `aws:s3/${name}:${className}`,
        title,
        api: { service: "S3", create: `Put${api}`, update: `Put${api}`, read: `Get${api}`, delete: `Delete${api}` },
        replaceOn: ["bucket"],
        references: [inBucket],
        outputs: (inputs: Props) => ({ id: inputs.bucket }),
        ...more,
    });
}

export const bucketPolicy = part("bucketPolicy", "S3 Bucket Policy", "BucketPolicy", {
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
});
export const bucketPublicAccessBlock = part(
    "bucketPublicAccessBlock",
    "S3 Bucket Public Access Block",
    "PublicAccessBlock",
    {
        defaults: {
            blockPublicAcls: false,
            blockPublicPolicy: false,
            ignorePublicAcls: false,
            restrictPublicBuckets: false,
        },
    },
);
export const bucketVersioning = part("bucketVersioning", "S3 Bucket Versioning", "BucketVersioning");
export const bucketOwnershipControls = part(
    "bucketOwnershipControls",
    "S3 Bucket Ownership Controls",
    "BucketOwnershipControls",
);
export const bucketEncryption = part(
    "bucketServerSideEncryptionConfiguration",
    "S3 Bucket Server-side Encryption Configuration",
    "BucketEncryption",
    { sets: ["rules"] },
);
export const bucketAcl = part("bucketAcl", "S3 Bucket ACL", "BucketAcl", {
    outputs: (inputs, env) => ({
        id: `${inputs.bucket},${inputs.acl ?? ""}`,
        accessControlPolicy: inputs.accessControlPolicy ?? { owner: { id: env.hex(64) } },
    }),
});
export const bucketLogging = part("bucketLogging", "S3 Bucket Logging", "BucketLogging");
export const bucketLifecycle = part(
    "bucketLifecycleConfiguration",
    "S3 Bucket Lifecycle Configuration",
    "BucketLifecycleConfiguration",
    {
        outputs: (inputs) => ({
            id: inputs.bucket,
            transitionDefaultMinimumObjectSize: inputs.transitionDefaultMinimumObjectSize ?? "all_storage_classes_128K",
            expectedBucketOwner: inputs.expectedBucketOwner ?? "",
        }),
    },
);

const NO_CHECKSUMS = {
    checksumCrc32: "",
    checksumCrc32c: "",
    checksumCrc64nvme: "",
    checksumSha1: "",
    checksumSha256: "",
};

function object(name: string): ResourceType {
    const className = name.charAt(0).toUpperCase() + name.slice(1);
    return simple({
        token: `aws:s3/${name}:${className}`,
        title: "S3 Object",
        api: { service: "S3", create: "PutObject", update: "PutObject", read: "HeadObject", delete: "DeleteObject" },
        autoName: { property: "key" },
        defaults: { forceDestroy: false },
        replaceOn: ["bucket", "key"],
        references: [inBucket],
        equal: { source: (a: Value, b: Value) => same(a, b) },
        unknownOnUpdate: () => ["etag", "versionId"],
        keyOf: (_id, state) => `${state.bucket}/${state.key}`,
        outputs: (inputs, env) => ({
            id: inputs.key,
            arn: `arn:${env.partition}:s3:::${inputs.bucket}/${inputs.key}`,
            acl: inputs.acl ?? "",
            bucketKeyEnabled: inputs.bucketKeyEnabled ?? false,
            ...(name === "bucketObjectv2" ? NO_CHECKSUMS : {}),
            contentType: inputs.contentType ?? "application/octet-stream",
            etag: env.hex(32, JSON.stringify([inputs.content, inputs.source])),
            kmsKeyId: inputs.kmsKeyId ?? "",
            serverSideEncryption: inputs.serverSideEncryption ?? "AES256",
            storageClass: inputs.storageClass ?? "STANDARD",
            versionId: "",
        }),
    });
}

export const bucketObject = object("bucketObject");
export const bucketObjectv2 = object("bucketObjectv2");
