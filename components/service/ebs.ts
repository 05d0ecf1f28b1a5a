import type * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";

import { defined } from "./defined";
import type { EbsVolumeArgs } from "./volumes";

/** An EBS volume as a service asks for it; always encrypted. */
export function ebsConfiguration(
    name: string,
    args: EbsVolumeArgs,
    roleArn: pulumi.Input<string> | undefined,
): NonNullable<ecs.ServiceArgs["volumeConfiguration"]> {
    return {
        name,
        managedEbsVolume: {
            roleArn: roleArn as pulumi.Input<string>,
            encrypted: true,
            volumeType: args.volumeType ?? "gp3",
            ...defined({
                sizeInGb: args.size,
                iops: args.iops,
                throughput: args.throughput,
                kmsKeyId: args.kmsKeyArn,
                snapshotId: args.snapshotId,
                volumeInitializationRate: args.initializationRate,
                fileSystemType: args.fileSystemType,
            }),
            tagSpecifications: [{ resourceType: "volume", propagateTags: "SERVICE" }],
        },
    };
}
