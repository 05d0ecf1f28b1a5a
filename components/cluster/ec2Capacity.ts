import * as autoscaling from "@pulumi/aws/autoscaling";
import type * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { architectureOf, type CpuArchitecture } from "../ecs/instanceTypes";
import { refuse } from "../errors";
import { capacityProblems, type Ec2CapacityClusterArgs, instanceTypesOf } from "./capacityArgs";
import { launchTemplate } from "./launchTemplate";

/**
 * EC2 instances that a cluster starts and stops by need: launch template, Auto Scaling group and capacity provider with
 * managed scaling and managed draining. EcsCluster makes one for each of its capacities; alone it serves a cluster that
 * is managed elsewhere, whose one association must then list the capacity provider.
 *
 * Children: `<name>` (Auto Scaling group and capacity provider), `<name>-<image>-<architecture>` (launch template).
 */
export class Ec2Capacity extends pulumi.ComponentResource {
    /** Name of the capacity provider. */
    readonly capacityProviderName: pulumi.Output<string>;
    /** ARN of the Auto Scaling group. */
    readonly autoScalingGroupArn: pulumi.Output<string>;
    /** Architecture of the instances. */
    readonly architecture: CpuArchitecture;

    constructor(name: string, args: Ec2CapacityClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: a child would start when what all of them need is known.
        super("ecs-ec2:index:Ec2Capacity", name, {}, opts);
        refuse(this, capacityProblems("", args));

        this.autoScalingGroupArn =
            args.autoScalingGroupArn === undefined
                ? autoScalingGroup(name, args, launchTemplate(name, args, this), this).arn
                : pulumi.output(args.autoScalingGroupArn);
        this.capacityProviderName = capacityProvider(name, args, this.autoScalingGroupArn, this).name;
        this.architecture = architectureOf(instanceTypesOf(args)[0] as string);
        this.registerOutputs({
            capacityProviderName: this.capacityProviderName,
            autoScalingGroupArn: this.autoScalingGroupArn,
            architecture: this.architecture,
        });
    }
}

function autoScalingGroup(
    name: string,
    args: Ec2CapacityClusterArgs,
    template: ec2.LaunchTemplate,
    parent: Ec2Capacity,
): autoscaling.Group {
    const { maxPreparedCapacity, minSize, poolState } = args.warmPool ?? {};
    return new autoscaling.Group(
        name,
        {
            minSize: args.minSize ?? 1,
            maxSize: args.maxSize ?? 4,
            vpcZoneIdentifiers: args.subnetIds,
            ...instances(args, template),
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
            ...(args.warmPool
                ? {
                      warmPool: {
                          minSize: minSize ?? 0,
                          maxGroupPreparedCapacity: maxPreparedCapacity ?? args.maxSize ?? 4,
                          poolState: poolState ?? "Stopped",
                      },
                  }
                : {}),
            // Deleting must not wait for instances that ECS protects.
            forceDelete: true,
            forceDeleteWarmPool: true,
            tags: [
                // Without this tag the service-linked role of ECS may not scale the group.
                { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
                ...Object.entries({ ...args.tags, Name: name }).map(([key, value]) => ({
                    key,
                    value,
                    propagateAtLaunch: true,
                })),
            ],
        },
        // ECS owns the number of instances from the first deployment on.
        { parent, ignoreChanges: ["desiredCapacity"], customTimeouts: { delete: "20m" } },
    );
}

/** One instance type by the template alone, several by a policy that starts on-demand instances only. */
function instances(
    args: Ec2CapacityClusterArgs,
    template: ec2.LaunchTemplate,
): Pick<autoscaling.GroupArgs, "launchTemplate" | "mixedInstancesPolicy"> {
    const types = instanceTypesOf(args);
    const version = pulumi.interpolate`${template.latestVersion}`;
    if (types.length === 1) {
        return { launchTemplate: { id: template.id, version } };
    }
    return {
        mixedInstancesPolicy: {
            instancesDistribution: {
                onDemandBaseCapacity: 0,
                onDemandPercentageAboveBaseCapacity: 100,
                onDemandAllocationStrategy: "prioritized",
            },
            launchTemplate: {
                launchTemplateSpecification: { launchTemplateId: template.id, version },
                overrides: types.map((instanceType) => ({ instanceType })),
            },
        },
    };
}

function capacityProvider(
    name: string,
    args: Ec2CapacityClusterArgs,
    autoScalingGroupArn: pulumi.Output<string>,
    parent: Ec2Capacity,
): ecs.CapacityProvider {
    return new ecs.CapacityProvider(
        name,
        {
            autoScalingGroupProvider: {
                autoScalingGroupArn,
                managedDraining: (args.managedDraining ?? true) ? "ENABLED" : "DISABLED",
                managedTerminationProtection: args.managedTerminationProtection ? "ENABLED" : "DISABLED",
                managedScaling: {
                    status: "ENABLED",
                    targetCapacity: args.targetCapacity ?? 100,
                    instanceWarmupPeriod: args.instanceWarmupPeriod ?? 300,
                },
            },
            tags: args.tags,
        },
        { parent, customTimeouts: { delete: "20m" } },
    );
}
