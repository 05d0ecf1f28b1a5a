import type * as pulumi from "@pulumi/pulumi";

import { architectureOf, instanceTypeOf, isInstanceTypeName } from "../ecs/instanceTypes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { bootProblems } from "./agentConfig";
import { defaultMachineImage, type MachineImage } from "./machineImage";

/** Instances that are started ahead and wait, stopped or running, outside the group's own size. */
export interface WarmPoolArgs {
    /** Fewest instances that wait. Default: 0. */
    minSize?: number;
    /** Most instances, waiting and at work together. Default: the capacity's maxSize. */
    maxPreparedCapacity?: number;
    /** Stopped, Running or Hibernated. Default: Stopped, where only the volumes cost. */
    poolState?: string;
}

/** A further volume of each instance; gp3, encrypted, deleted with the instance. */
export interface InstanceVolumeArgs {
    /** Device name, such as /dev/sdf. */
    deviceName: string;
    /** Size in GiB, 1 to 65536. */
    size: number;
    /** IOPS, 3000 to 80000. Default: 3000. */
    iops?: number;
    /** Throughput in MiB/s, 125 to 2000. Default: 125. */
    throughput?: number;
}

/** EC2 instances of one kind, and how far their number may grow. */
export interface Ec2CapacityArgs {
    /**
     * On-demand instance types, best first, all of one architecture: that alone decides the machine image, the platform
     * that images are built for and the tasks' runtime platform. Default: t3.small.
     */
    instanceTypes?: string[];
    /** Fewest instances, 0 or more. With 0 the first task waits for an instance to start. Default: 1. */
    minSize?: number;
    /** Most instances, at least minSize and 1. Default: 4. */
    maxSize?: number;
    /** How full ECS keeps the instances, in percent, 1 to 100; below 100 leaves room for quick starts. Default: 100. */
    targetCapacity?: number;
    /** Seconds until a new instance counts in the metrics, 0 to 10000. Default: 300. */
    instanceWarmupPeriod?: number;
    /** Share of the tasks of services that name no capacity, 0 to 1000. Default: 1 for the first capacity, else 0. */
    weight?: number;
    /** Number of tasks of such a service that run here at least, 0 to 100000; one capacity may have it. Default: 0. */
    base?: number;
    /**
     * Whether instances that run tasks are protected from scale-in by ECS. Safer for long-running work; replacing
     * instances takes longer. Default: false.
     */
    managedTerminationProtection?: boolean;
    /** Whether ECS moves tasks away before an instance ends. Default: true. */
    managedDraining?: boolean;
    /** Instances that are started ahead. Default: none. */
    warmPool?: WarmPoolArgs;
    /** Root volume in GiB, or Bottlerocket's data volume, 30 to 16384; gp3, encrypted. Default: 30. */
    rootVolumeSize?: number;
    /** Further volumes. Default: none. */
    volumes?: InstanceVolumeArgs[];
    /** Operating system. Default: Amazon Linux 2023, with GPU drivers for instance types that have GPUs. */
    machineImage?: MachineImage;
    /** Id of a machine image of one's own of that kind. Default: the newest one at the first deployment. */
    machineImageId?: pulumi.Input<string>;
    /**
     * Whether this deployment takes the newest image: the preview shows which id replaces which, and instance refresh
     * rolls it out. Otherwise the image of the first deployment stays, so that no `pulumi up` replaces instances by
     * surprise. Default: false.
     */
    updateMachineImage?: boolean;
    /** Further variables of the ECS agent, such as ECS_RESERVED_MEMORY. Default: none. */
    agentConfig?: Record<string, string>;
    /** S3 URI of an agent configuration file, which instances get the right to read; agentConfig wins. Default: none. */
    agentConfigS3Uri?: string;
    /** Further lines of the boot script, or of Bottlerocket's settings in TOML. Default: none. */
    userData?: string;
    /** Name of an EC2 key pair for SSH, for which no port is opened. Default: none; use Session Manager. */
    keyName?: pulumi.Input<string>;
    /**
     * ARN of an Auto Scaling group that exists already, whose instances join the cluster by their own configuration.
     * No group is made then; instanceTypes still says the architecture. Default: none.
     */
    autoScalingGroupArn?: pulumi.Input<string>;
    /** Tags of the instances, their volumes and the rest of this capacity, over those of the cluster. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
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
}

/** Instance types of a capacity. */
export const instanceTypesOf = (args: Ec2CapacityArgs): string[] => args.instanceTypes ?? ["t3.small"];

/** Operating system of a capacity. */
export const machineImageOf = (args: Ec2CapacityArgs): MachineImage =>
    args.machineImage ?? defaultMachineImage(instanceTypesOf(args));

// What only a group of our own has, and an adopted one decides by itself.
const GROUP_ARGS = [
    "minSize",
    "maxSize",
    "warmPool",
    "rootVolumeSize",
    "volumes",
    "machineImageId",
    "updateMachineImage",
    "agentConfig",
    "agentConfigS3Uri",
    "userData",
    "keyName",
] as const;

/** What is wrong with a capacity; `path` is the prefix of the property paths, empty or ending with a dot. */
export function* capacityProblems(path: string, args: Ec2CapacityArgs): Generator<Problem> {
    yield* typeProblems(path, args);
    yield* sizeProblems(path, args);
    yield* rangeProblems(`${path}targetCapacity`, args.targetCapacity, { min: 1, max: 100, unit: "percent" });
    yield* rangeProblems(`${path}instanceWarmupPeriod`, args.instanceWarmupPeriod, {
        min: 0,
        max: 10000,
        unit: "seconds",
    });
    yield* rangeProblems(`${path}weight`, args.weight, { min: 0, max: 1000 });
    yield* rangeProblems(`${path}base`, args.base, { min: 0, max: 100000, unit: "tasks" });
    yield* volumeProblems(path, args);
    yield* bootProblems(path, { ...args, image: machineImageOf(args) });
    if (args.machineImageId !== undefined && args.updateMachineImage) {
        yield {
            propertyPath: `${path}updateMachineImage`,
            reason: "cannot go with machineImageId, which is the image",
        };
    }
    for (const key of args.autoScalingGroupArn === undefined ? [] : GROUP_ARGS) {
        if (args[key] !== undefined) {
            yield { propertyPath: `${path}${key}`, reason: "is up to the group of autoScalingGroupArn; leave it out" };
        }
    }
}

function* typeProblems(path: string, args: Ec2CapacityArgs): Generator<Problem> {
    const types = instanceTypesOf(args);
    const propertyPath = `${path}instanceTypes`;
    if (types.length === 0 || types.some((type) => !isInstanceTypeName(type))) {
        const reason = `must list EC2 instance types such as t3.small or m7g.large, got ${JSON.stringify(types)}`;
        yield { propertyPath, reason };
        return;
    }
    if (new Set(types.map(architectureOf)).size > 1) {
        const split = types.map((type) => `${type} is ${architectureOf(type)}`).join(", ");
        const reason = `must be of one architecture, since an image runs on one; make a capacity of each, got ${split}`;
        yield { propertyPath, reason };
    }
    const gpus = types.map((type) => (instanceTypeOf(type)?.gpus ?? 0) > 0);
    if (gpus.includes(true) && gpus.includes(false)) {
        yield { propertyPath, reason: `must all have GPUs or none, got ${types.join(", ")}` };
    }
}

function* sizeProblems(path: string, args: Ec2CapacityArgs): Generator<Problem> {
    const minSize = args.minSize ?? 1;
    const maxSize = args.maxSize ?? 4;
    yield* rangeProblems(`${path}minSize`, args.minSize, { min: 0, unit: "instances" });
    if (!Number.isInteger(maxSize) || maxSize < Math.max(1, minSize)) {
        yield {
            propertyPath: `${path}maxSize`,
            reason: `must be a whole number of instances, at least 1 and at least minSize (${minSize}), got ${maxSize}`,
        };
    }
    if (!args.warmPool) return;
    const { minSize: waiting, maxPreparedCapacity, poolState } = args.warmPool;
    yield* rangeProblems(`${path}warmPool.minSize`, waiting, { min: 0, unit: "instances" });
    yield* rangeProblems(`${path}warmPool.maxPreparedCapacity`, maxPreparedCapacity, {
        min: minSize,
        unit: "instances",
    });
    if (poolState !== undefined && !["Stopped", "Running", "Hibernated"].includes(poolState)) {
        const reason = `must be Stopped, Running or Hibernated, got ${JSON.stringify(poolState)}`;
        yield { propertyPath: `${path}warmPool.poolState`, reason };
    }
    if (instanceTypesOf(args).length > 1) {
        yield {
            propertyPath: `${path}warmPool`,
            reason: "cannot go with several instance types: AWS refuses a warm pool for a mixed instances policy",
        };
    }
}

function* volumeProblems(path: string, args: Ec2CapacityArgs): Generator<Problem> {
    yield* rangeProblems(`${path}rootVolumeSize`, args.rootVolumeSize, { min: 30, max: 16384, unit: "GiB" });
    for (const [index, volume] of (args.volumes ?? []).entries()) {
        const at = `${path}volumes[${index}]`;
        if (!/^\/dev\/(sd[b-z]|xvd[c-z]+)$/.test(volume.deviceName)) {
            const reason = `must be a free device such as /dev/sdf, got ${JSON.stringify(volume.deviceName)}`;
            yield { propertyPath: `${at}.deviceName`, reason };
        }
        yield* rangeProblems(`${at}.size`, volume.size, { min: 1, max: 65536, unit: "GiB" });
        yield* rangeProblems(`${at}.iops`, volume.iops, { min: 3000, max: 80000 });
        yield* rangeProblems(`${at}.throughput`, volume.throughput, { min: 125, max: 2000, unit: "MiB/s" });
    }
}
