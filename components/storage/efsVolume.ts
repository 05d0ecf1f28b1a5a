import * as ec2 from "@pulumi/aws/ec2";
import * as efs from "@pulumi/aws/efs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";

/** A folder that outlives tasks and instances. */
export interface EfsVolumeArgs {
    /** Cluster whose tasks mount it. */
    cluster: ClusterRef;
    /** Number of the user that owns the folder and that every access is made as. Default: 1000. */
    uid?: number;
    /** Number of the group. Default: the uid. */
    gid?: number;
    /** Folder of the file system. Default: /data. */
    path?: string;
    /** Whether AWS Backup keeps a copy of each day for 35 days. Default: true. */
    backup?: boolean;
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * An EFS file system with one access point, encrypted, with a mount target in each of the cluster's subnets. ECS mounts
 * it from the instance, so that its security group lets the instances in, whatever the tasks' network mode.
 *
 * Children: `<name>` (file system, access point, backup policy, security group), `<name>-from-instances`,
 * `<name>-<n>` (mount targets).
 */
export class EfsVolume extends pulumi.ComponentResource {
    /** Id of the file system, known once it can be mounted in every zone. */
    readonly fileSystemId: pulumi.Output<string>;
    /** Id of the access point. */
    readonly accessPointId: pulumi.Output<string>;

    constructor(name: string, args: EfsVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:EfsVolume", name, {}, opts);
        const count = args.cluster.taskSubnetCount ?? listed(args.cluster.taskSubnetIds);
        refuse(this, problems(args, count));

        const tags = { ...args.tags, Name: name };
        const fileSystem = new efs.FileSystem(
            name,
            { encrypted: true, throughputMode: "elastic", tags },
            { parent: this },
        );
        new efs.BackupPolicy(
            name,
            { fileSystemId: fileSystem.id, backupPolicy: { status: (args.backup ?? true) ? "ENABLED" : "DISABLED" } },
            { parent: this },
        );
        const owner = { ownerUid: args.uid ?? 1000, ownerGid: args.gid ?? args.uid ?? 1000 };
        const accessPoint = new efs.AccessPoint(
            name,
            {
                fileSystemId: fileSystem.id,
                posixUser: { uid: owner.ownerUid, gid: owner.ownerGid },
                rootDirectory: { path: args.path ?? "/data", creationInfo: { ...owner, permissions: "0700" } },
                tags,
            },
            { parent: this },
        );
        const mounted = mountTargets(name, args, fileSystem, count as number, this);
        // A task that starts before its zone has a mount target fails.
        this.fileSystemId = pulumi.all([fileSystem.id, ...mounted]).apply(([id]) => id as string);
        this.accessPointId = accessPoint.id;
        this.registerOutputs({ fileSystemId: this.fileSystemId, accessPointId: this.accessPointId });
    }
}

const listed = (subnets: ClusterRef["taskSubnetIds"]) => (Array.isArray(subnets) ? subnets.length : undefined);

function* problems(args: EfsVolumeArgs, count: number | undefined): Generator<Problem> {
    if (count === undefined) {
        yield {
            propertyPath: "cluster.taskSubnetCount",
            reason: "is missing: give subnetCount to the cluster's VPC, since each subnet needs a mount target",
        };
    }
    yield* rangeProblems("uid", args.uid, { min: 0, max: 4294967295 });
    yield* rangeProblems("gid", args.gid, { min: 0, max: 4294967295 });
    if (args.path !== undefined && !/^\/[^\s]*[^/]$/.test(args.path)) {
        yield {
            propertyPath: "path",
            reason: `must be an absolute path below the root, got ${JSON.stringify(args.path)}`,
        };
    }
}

function mountTargets(
    name: string,
    { cluster, tags }: EfsVolumeArgs,
    fileSystem: efs.FileSystem,
    count: number,
    parent: EfsVolume,
): pulumi.Output<string>[] {
    const group = new ec2.SecurityGroup(
        name,
        { vpcId: cluster.vpcId, description: `EFS volume ${name}`, tags: { ...tags, Name: name } },
        { parent },
    );
    const ingress = new vpc.SecurityGroupIngressRule(
        `${name}-from-instances`,
        {
            securityGroupId: group.id,
            referencedSecurityGroupId: cluster.instanceSecurityGroupId,
            ipProtocol: "tcp",
            fromPort: 2049,
            toPort: 2049,
            description: "NFS from container instances",
        },
        { parent },
    );
    const subnets = pulumi.output(cluster.taskSubnetIds);
    const targets = Array.from(
        { length: count },
        (_, index) =>
            new efs.MountTarget(
                `${name}-${index + 1}`,
                {
                    fileSystemId: fileSystem.id,
                    subnetId: subnets.apply((ids) => ids[index] as string),
                    securityGroups: [group.id],
                },
                { parent },
            ).id,
    );
    return [...targets, ingress.id];
}
