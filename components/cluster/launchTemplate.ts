import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

import { userData } from "./agentConfig";
import { type Ec2CapacityClusterArgs, instanceTypesOf, machineImageOf } from "./capacityArgs";
import { dataDevice, imageKind, isBottlerocket, newestImage } from "./machineImage";

/** The launch template of a capacity: everything that an instance is from its first second. */
export function launchTemplate(
    name: string,
    args: Ec2CapacityClusterArgs,
    parent: pulumi.Resource,
): ec2.LaunchTemplate {
    const type = instanceTypesOf(args)[0] as string;
    const image = machineImageOf(args);
    const pinned = args.machineImageId === undefined && args.updateMachineImage !== true;
    const tags = { ...args.tags, Name: name };
    const warm: Record<string, string> = args.warmPool ? { ECS_WARM_POOLS_CHECK: "true" } : {};
    return new ec2.LaunchTemplate(
        // An image that stays fits one architecture and system only: another one is another template.
        `${name}-${imageKind(image, type)}`,
        {
            imageId: args.machineImageId ?? newestImage(image, type, parent),
            instanceType: type,
            iamInstanceProfile: { arn: args.instanceProfileArn },
            ...(args.keyName === undefined ? {} : { keyName: args.keyName }),
            ...network(args),
            // One hop: a container in bridge mode cannot take the instance's credentials. Its own come from ECS.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: volumes(args),
            monitoring: { enabled: true },
            userData: pulumi
                .output(args.clusterName)
                .apply((cluster) =>
                    Buffer.from(
                        userData(cluster, { ...args, image, agentConfig: { ...warm, ...args.agentConfig } }),
                    ).toString("base64"),
                ),
            // Default tags of the provider do not reach what an Auto Scaling group starts.
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
            updateDefaultVersion: true,
            tags,
        },
        { parent, ignoreChanges: pinned ? ["imageId"] : [] },
    );
}

function network(
    args: Ec2CapacityClusterArgs,
): Pick<ec2.LaunchTemplateArgs, "networkInterfaces" | "vpcSecurityGroupIds"> {
    if (!args.publicAddresses) return { vpcSecurityGroupIds: [args.securityGroupId] };
    return {
        networkInterfaces: [
            { associatePublicIpAddress: "true", deleteOnTermination: "true", securityGroups: [args.securityGroupId] },
        ],
    };
}

function volumes(args: Ec2CapacityClusterArgs): ec2.LaunchTemplateArgs["blockDeviceMappings"] {
    const image = machineImageOf(args);
    const encrypted = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
    return [
        ...(isBottlerocket(image) ? [{ deviceName: "/dev/xvda", ebs: encrypted }] : []),
        { deviceName: dataDevice(image), ebs: { ...encrypted, volumeSize: args.rootVolumeSize ?? 30 } },
        ...(args.volumes ?? []).map(({ deviceName, size, iops, throughput }) => ({
            deviceName,
            ebs: {
                ...encrypted,
                volumeSize: size,
                ...(iops === undefined ? {} : { iops }),
                ...(throughput === undefined ? {} : { throughput }),
            },
        })),
    ];
}
