import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { defined } from "./defined";

/** An EFS file system as a volume, encrypted on its way; an EfsVolume's outputs fit. */
export interface EfsVolumeConfigurationArgs {
    /** Id of the file system. */
    fileSystemId: pulumi.Input<string>;
    /** Id of the access point, which decides folder and user; the task role then gets the right to mount. */
    accessPointId?: pulumi.Input<string>;
    /** Folder of the file system, without an access point. Default: its root. */
    rootDirectory?: pulumi.Input<string>;
}

/** A volume that Docker keeps on the instance. */
export interface DockerVolumeArgs {
    /** Whether it stays on the instance when the task ends, for the next one there. Default: false. */
    shared?: boolean;
    /** Whether Docker makes a shared one that is not there yet. Default: true. */
    autoprovision?: boolean;
    /** Volume driver that the instances have. Default: local. */
    driver?: string;
    /** Options of the driver. Default: none. */
    driverOpts?: Record<string, string>;
    /** Docker labels. Default: none. */
    labels?: Record<string, string>;
}

/** An EBS volume that ECS makes and attaches for each task of a service, and deletes with it. */
export interface EbsVolumeArgs {
    /** Size in GiB, by type from 1, 4 or 125 to 16384. Default: that of the snapshot. */
    size?: number;
    /** gp3, gp2, io1, io2, st1, sc1 or standard. Default: gp3. */
    volumeType?: string;
    /** IOPS: gp3 3000 to 16000, io1 100 to 64000, io2 100 to 256000. Default: gp3's 3000. */
    iops?: number;
    /** Throughput in MiB/s of gp3, 125 to 1000. Default: 125. */
    throughput?: number;
    /** ARN of the KMS key that encrypts it. Default: AWS's own. */
    kmsKeyArn?: pulumi.Input<string>;
    /** Id of the snapshot that it starts from. Default: empty. */
    snapshotId?: pulumi.Input<string>;
    /** MiB/s at which the snapshot is read into it, 100 to 300. Default: as needed. */
    initializationRate?: number;
    /** ext3, ext4 or xfs. Default: xfs. */
    fileSystemType?: string;
}

/** A volume that containers of the task mount by name. */
export interface VolumeArgs {
    /** Name that mount points use. */
    name: string;
    /** EFS file system, which outlives the task and its instance. Default: an empty folder for the task's life. */
    efs?: EfsVolumeConfigurationArgs;
    /** Folder of the instance. What is in it stays behind there. Default: none. */
    hostPath?: string;
    /** Volume that Docker keeps on the instance. Default: none. */
    docker?: DockerVolumeArgs;
    /** EBS volume that ECS attaches to each task; of services only, one a task. Default: none. */
    ebs?: EbsVolumeArgs;
}

/** A volume as the task definition knows it. */
export function volume({ name, hostPath, efs, docker, ebs }: VolumeArgs) {
    if (ebs) return { name, configureAtLaunch: true };
    if (docker) return { name, dockerVolumeConfiguration: dockerVolume(docker) };
    if (!efs) return { name, ...defined({ hostPath }) };
    return {
        name,
        efsVolumeConfiguration: {
            fileSystemId: efs.fileSystemId,
            transitEncryption: "ENABLED",
            ...(efs.accessPointId === undefined
                ? defined({ rootDirectory: efs.rootDirectory })
                : { authorizationConfig: { accessPointId: efs.accessPointId, iam: "ENABLED" } }),
        },
    };
}

const dockerVolume = ({ shared, autoprovision, driver, driverOpts, labels }: DockerVolumeArgs) => ({
    scope: shared ? "shared" : "task",
    // AWS takes it with shared volumes only.
    ...(shared ? { autoprovision: autoprovision ?? true } : {}),
    driver: driver ?? "local",
    ...defined({ driverOpts, labels }),
});

/** What is wrong with the volumes of a task. */
export function* volumesProblems(volumes: VolumeArgs[]): Generator<Problem> {
    for (const [index, { name: own, hostPath, efs, docker, ebs }] of volumes.entries()) {
        const path = `volumes[${index}]`;
        if (volumes.findIndex((other) => other.name === own) < index) {
            yield { propertyPath: `${path}.name`, reason: `is the name of another volume: ${own}` };
        }
        if (efs && hostPath !== undefined) {
            yield { propertyPath: `${path}.hostPath`, reason: "cannot go with efs; a volume is one or the other" };
        }
        const kinds = Object.keys(defined({ efs, hostPath, docker, ebs }));
        if (kinds.length > 1 && (docker || ebs)) {
            yield { propertyPath: path, reason: `is one thing only, got ${kinds.join(" and ")}` };
        }
        if (efs?.accessPointId !== undefined && efs.rootDirectory !== undefined) {
            yield {
                propertyPath: `${path}.efs.rootDirectory`,
                reason: "cannot go with accessPointId, which has a folder of its own",
            };
        }
        if (docker?.autoprovision !== undefined && !docker.shared) {
            const reason = "is for shared volumes; one of the task is always made";
            yield { propertyPath: `${path}.docker.autoprovision`, reason };
        }
        if (ebs) yield* ebsProblems(`${path}.ebs`, ebs);
    }
    if (volumes.filter(({ ebs }) => ebs).length > 1) {
        yield { propertyPath: "volumes", reason: "may have one ebs volume only: AWS attaches one to a task" };
    }
}

// API_TaskManagedEBSVolumeConfiguration.
const EBS_TYPES: Record<string, { size: [number, number]; iops?: [number, number]; throughput?: [number, number] }> = {
    gp3: { size: [1, 16384], iops: [3000, 16000], throughput: [125, 1000] },
    gp2: { size: [1, 16384] },
    io1: { size: [4, 16384], iops: [100, 64000] },
    io2: { size: [4, 16384], iops: [100, 256000] },
    st1: { size: [125, 16384] },
    sc1: { size: [125, 16384] },
    standard: { size: [1, 1024] },
};

function* ebsProblems(path: string, ebs: EbsVolumeArgs): Generator<Problem> {
    const name = ebs.volumeType ?? "gp3";
    const type = EBS_TYPES[name];
    if (!type) {
        const reason = `must be one of ${Object.keys(EBS_TYPES).join(", ")}, got ${JSON.stringify(name)}`;
        yield { propertyPath: `${path}.volumeType`, reason };
        return;
    }
    const [min, max] = type.size;
    yield* rangeProblems(`${path}.size`, ebs.size, { min, max, unit: `GiB for ${name}` });
    if (ebs.size === undefined && ebs.snapshotId === undefined) {
        yield { propertyPath: `${path}.size`, reason: "is missing: give it in GiB, or a snapshotId" };
    }
    for (const key of ["iops", "throughput"] as const) {
        const bounds = type[key];
        if (bounds) {
            yield* rangeProblems(`${path}.${key}`, ebs[key], { min: bounds[0], max: bounds[1], unit: `for ${name}` });
        } else if (ebs[key] !== undefined) {
            yield { propertyPath: `${path}.${key}`, reason: `cannot be chosen for ${name}; leave it out` };
        }
    }
    if ((name === "io1" || name === "io2") && ebs.iops === undefined) {
        yield { propertyPath: `${path}.iops`, reason: `is missing: ${name} needs it` };
    }
    yield* rangeProblems(`${path}.initializationRate`, ebs.initializationRate, { min: 100, max: 300, unit: "MiB/s" });
    if (ebs.initializationRate !== undefined && ebs.snapshotId === undefined) {
        yield { propertyPath: `${path}.initializationRate`, reason: "has no effect without snapshotId; leave it out" };
    }
    if (ebs.fileSystemType !== undefined && !["ext3", "ext4", "xfs"].includes(ebs.fileSystemType)) {
        const reason = `must be ext3, ext4 or xfs, got ${JSON.stringify(ebs.fileSystemType)}`;
        yield { propertyPath: `${path}.fileSystemType`, reason };
    }
}
