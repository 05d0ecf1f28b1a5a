import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

import { architectureOf, CpuArchitecture, isInstanceTypeName } from "../ecs/instanceTypes";
import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";
import { agentProblems, joinScript } from "./agentConfig";

/** EC2 instances of one kind, and how far their number may grow. */
export interface Ec2CapacityArgs {
    /**
     * On-demand instance types, best first, all of one architecture: that alone decides the machine image, the platform
     * that images are built for and the tasks' runtime platform. Default: t3.small.
     */
    instanceTypes?: string[];
    /** Fewest instances, 0 or more. Default: 1. */
    minSize?: number;
    /** Most instances, at least minSize and 1. Default: 4. */
    maxSize?: number;
    /** How full ECS keeps the instances, in percent, 1 to 100; below 100 leaves room for quick starts. Default: 100. */
    targetCapacity?: number;
    /** Share of the tasks of services that name no capacity, 0 to 1000. Default: 1 for the first capacity, else 0. */
    weight?: number;
    /**
     * Whether instances that run tasks are protected from scale-in by ECS. Safer for long-running work; replacing
     * instances takes longer. Default: false.
     */
    managedTerminationProtection?: boolean;
    /** Root volume in GiB, 30 (the image's own size) to 16384; gp3, encrypted. Default: 30. */
    rootVolumeSize?: number;
    /** Further variables of the ECS agent, such as ECS_RESERVED_MEMORY, appended to /etc/ecs/ecs.config. Default: none. */
    agentConfig?: Record<string, string>;
    /** Id of a machine image of one's own with the ECS agent. Default: the newest ECS-optimized AL2023 at creation. */
    machineImageId?: pulumi.Input<string>;
    /**
     * Whether this deployment takes the newest ECS-optimized image. Otherwise the image of the first deployment stays,
     * so that no `pulumi up` replaces instances by surprise. Default: false.
     */
    updateMachineImage?: boolean;
}

/** Surroundings of the capacity; EcsCluster gives them. */
export interface Ec2CapacityClusterArgs extends Ec2CapacityArgs {
    /** Name of the cluster to join. */
    clusterName: pulumi.Input<string>;
    /** Subnets of the instances. */
    subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Whether instances get public addresses: without NAT the agent cannot reach ECS otherwise. */
    publicAddresses: boolean;
    /** Security group of the instances. */
    securityGroupId: pulumi.Input<string>;
    /** ARN of the instance profile whose role lets the agent register the instance. */
    instanceProfileArn: pulumi.Input<string>;
    /** Tags of instances, volumes and everything else. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * EC2 instances that a cluster starts and stops by need: launch template, Auto Scaling group and capacity provider with
 * managed scaling and managed draining. EcsCluster makes one for each of its capacities; alone it serves a cluster that
 * is managed elsewhere, whose one association must then list the capacity provider.
 *
 * Children: `<name>` (launch template, Auto Scaling group and capacity provider).
 */
export class Ec2Capacity extends pulumi.ComponentResource {
    /** Name of the capacity provider. */
    readonly capacityProviderName: pulumi.Output<string>;
    /** Name of the Auto Scaling group. */
    readonly autoScalingGroupName: pulumi.Output<string>;
    /** Architecture of the instances. */
    readonly architecture: CpuArchitecture;

    constructor(name: string, args: Ec2CapacityClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:Ec2Capacity", name, args, opts);
        refuse(this, capacityProblems("", args));

        const template = launchTemplate(name, args, this);
        const group = autoScalingGroup(name, args, template, this);
        const provider = capacityProvider(name, args, group, this);

        this.capacityProviderName = provider.name;
        this.autoScalingGroupName = group.name;
        this.architecture = architectureOf(typesOf(args)[0] as string);
        this.registerOutputs({
            capacityProviderName: this.capacityProviderName,
            autoScalingGroupName: this.autoScalingGroupName,
            architecture: this.architecture,
        });
    }
}

const typesOf = (args: Ec2CapacityArgs) => args.instanceTypes ?? ["t3.small"];

/** What is wrong with a capacity; `path` is the prefix of the property paths, empty or ending with a dot. */
export function* capacityProblems(path: string, args: Ec2CapacityArgs): Generator<Problem> {
    const types = typesOf(args);
    const wrong = types.filter((type) => !isInstanceTypeName(type));
    if (types.length === 0 || wrong.length > 0) {
        yield {
            propertyPath: `${path}instanceTypes`,
            reason: `must list EC2 instance types such as t3.small or m7g.large, got ${JSON.stringify(types)}`,
        };
    } else if (new Set(types.map(architectureOf)).size > 1) {
        const split = types.map((type) => `${type} is ${architectureOf(type)}`).join(", ");
        yield {
            propertyPath: `${path}instanceTypes`,
            reason: `must be of one architecture, since an image runs on one; make a capacity of each, got ${split}`,
        };
    }
    const minSize = args.minSize ?? 1;
    yield* rangeProblems(`${path}minSize`, args.minSize, { min: 0, unit: "instances" });
    const maxSize = args.maxSize ?? 4;
    if (!Number.isInteger(maxSize) || maxSize < Math.max(1, minSize)) {
        yield {
            propertyPath: `${path}maxSize`,
            reason: `must be a whole number of instances, at least 1 and at least minSize (${minSize}), got ${maxSize}`,
        };
    }
    yield* rangeProblems(`${path}targetCapacity`, args.targetCapacity, { min: 1, max: 100, unit: "percent" });
    yield* rangeProblems(`${path}weight`, args.weight, { min: 0, max: 1000 });
    yield* rangeProblems(`${path}rootVolumeSize`, args.rootVolumeSize, { min: 30, max: 16384, unit: "GiB" });
    yield* agentProblems(`${path}agentConfig`, args.agentConfig ?? {});
}

function launchTemplate(name: string, args: Ec2CapacityClusterArgs, parent: Ec2Capacity): ec2.LaunchTemplate {
    const type = typesOf(args)[0] as string;
    const pinned = args.machineImageId === undefined && args.updateMachineImage !== true;
    const tags = { ...args.tags, Name: name };
    return new ec2.LaunchTemplate(
        name,
        {
            imageId: args.machineImageId ?? ecsOptimizedImage(architectureOf(type), parent),
            instanceType: type,
            iamInstanceProfile: { arn: args.instanceProfileArn },
            ...(args.publicAddresses
                ? {
                      networkInterfaces: [
                          {
                              associatePublicIpAddress: "true",
                              deleteOnTermination: "true",
                              securityGroups: [args.securityGroupId],
                          },
                      ],
                  }
                : { vpcSecurityGroupIds: [args.securityGroupId] }),
            // One hop: a container in bridge mode cannot take the instance's credentials. Its own come from ECS.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: {
                        volumeSize: args.rootVolumeSize ?? 30,
                        volumeType: "gp3",
                        encrypted: "true",
                        deleteOnTermination: "true",
                    },
                },
            ],
            monitoring: { enabled: true },
            userData: pulumi
                .output(args.clusterName)
                .apply((cluster) => Buffer.from(joinScript(cluster, args.agentConfig ?? {})).toString("base64")),
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

/** Newest ECS-optimized AL2023 image: "Retrieving Amazon ECS-optimized Linux AMI metadata" in the ECS guide. */
function ecsOptimizedImage(architecture: CpuArchitecture, parent: Ec2Capacity): pulumi.Output<string> {
    const variant = architecture === CpuArchitecture.ARM64 ? "arm64/" : "";
    const parameter = ssm.getParameterOutput(
        { name: `/aws/service/ecs/optimized-ami/amazon-linux-2023/${variant}recommended/image_id` },
        { parent },
    );
    // The provider marks every parameter as secret, but this one is public and belongs in a readable preview.
    return pulumi.unsecret(parameter.value);
}

function autoScalingGroup(
    name: string,
    args: Ec2CapacityClusterArgs,
    template: ec2.LaunchTemplate,
    parent: Ec2Capacity,
): autoscaling.Group {
    const types = typesOf(args);
    const specification = { version: pulumi.interpolate`${template.latestVersion}` };
    return new autoscaling.Group(
        name,
        {
            minSize: args.minSize ?? 1,
            maxSize: args.maxSize ?? 4,
            vpcZoneIdentifiers: args.subnetIds,
            ...(types.length === 1
                ? { launchTemplate: { id: template.id, ...specification } }
                : {
                      mixedInstancesPolicy: {
                          instancesDistribution: {
                              onDemandBaseCapacity: 0,
                              onDemandPercentageAboveBaseCapacity: 100,
                              onDemandAllocationStrategy: "prioritized",
                          },
                          launchTemplate: {
                              launchTemplateSpecification: { launchTemplateId: template.id, ...specification },
                              overrides: types.map((instanceType) => ({ instanceType })),
                          },
                      },
                  }),
            protectFromScaleIn: args.managedTerminationProtection ?? false,
            // A new launch template replaces the instances a few at a time, protected ones as well.
            instanceRefresh: {
                strategy: "Rolling",
                preferences: {
                    minHealthyPercentage: 100,
                    maxHealthyPercentage: 200,
                    scaleInProtectedInstances: "Refresh",
                },
            },
            // Deleting must not wait for instances that ECS protects.
            forceDelete: true,
            forceDeleteWarmPool: true,
            tags: [
                // Without this tag the service-linked role of ECS may not scale the group.
                { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
                { key: "Name", value: name, propagateAtLaunch: true },
                ...Object.entries(args.tags ?? {}).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
            ],
        },
        // ECS owns the number of instances from the first deployment on.
        { parent, ignoreChanges: ["desiredCapacity"], customTimeouts: { delete: "20m" } },
    );
}

function capacityProvider(
    name: string,
    args: Ec2CapacityClusterArgs,
    group: autoscaling.Group,
    parent: Ec2Capacity,
): ecs.CapacityProvider {
    return new ecs.CapacityProvider(
        name,
        {
            autoScalingGroupProvider: {
                autoScalingGroupArn: group.arn,
                managedDraining: "ENABLED",
                managedTerminationProtection: args.managedTerminationProtection ? "ENABLED" : "DISABLED",
                managedScaling: { status: "ENABLED", targetCapacity: args.targetCapacity ?? 100 },
            },
            tags: args.tags,
        },
        { parent, customTimeouts: { delete: "20m" } },
    );
}
