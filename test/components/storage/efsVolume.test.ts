import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";

import { EcsService, EfsVolume, type EfsVolumeArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import {
    assertDestroyOrder,
    dependenciesOf,
    difference,
    inputsOf,
    once,
    plan,
    type Refusals,
    refusalTests,
} from "../../support/plan";
import { clusterRef } from "../../support/refs";

const volume = (args: Partial<EfsVolumeArgs> = {}, options?: EngineOptions) =>
    plan(() => new EfsVolume("data", { cluster: clusterRef(), ...args }), options);
const plain = once(() => volume());
const changes = async (args: Partial<EfsVolumeArgs>) => difference(await plain(), await volume(args));

describe("EfsVolume", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await volume({}, { preview })).tree(), [
                "ecs-ec2:index:EfsVolume data",
                "ecs-ec2:index:EfsVolume$aws:ec2/securityGroup:SecurityGroup data",
                "ecs-ec2:index:EfsVolume$aws:efs/accessPoint:AccessPoint data",
                "ecs-ec2:index:EfsVolume$aws:efs/backupPolicy:BackupPolicy data",
                "ecs-ec2:index:EfsVolume$aws:efs/fileSystem:FileSystem data",
                "ecs-ec2:index:EfsVolume$aws:efs/mountTarget:MountTarget data-1",
                "ecs-ec2:index:EfsVolume$aws:efs/mountTarget:MountTarget data-2",
                "ecs-ec2:index:EfsVolume$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule data-from-instances",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "ec2.SecurityGroup data": { description: "EFS volume data", tags: { Name: "data" }, vpcId: "vpc-1" },
            "efs.AccessPoint data": {
                fileSystemId: "fs-data",
                posixUser: { gid: 1000, uid: 1000 },
                rootDirectory: { creationInfo: { ownerGid: 1000, ownerUid: 1000, permissions: "0700" }, path: "/data" },
                tags: { Name: "data" },
            },
            "efs.BackupPolicy data": { backupPolicy: { status: "ENABLED" }, fileSystemId: "fs-data" },
            "efs.FileSystem data": { encrypted: true, tags: { Name: "data" }, throughputMode: "elastic" },
            "efs.MountTarget data-1": { fileSystemId: "fs-data", securityGroups: ["sg-data"], subnetId: "subnet-a" },
            "efs.MountTarget data-2": { fileSystemId: "fs-data", securityGroups: ["sg-data"], subnetId: "subnet-b" },
            "vpc.SecurityGroupIngressRule data-from-instances": {
                description: "NFS from container instances",
                fromPort: 2049,
                ipProtocol: "tcp",
                referencedSecurityGroupId: "sg-instances",
                securityGroupId: "sg-data",
                toPort: 2049,
            },
        });
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "efs.AccessPoint data": ["efs.FileSystem data"],
            "efs.BackupPolicy data": ["efs.FileSystem data"],
            "efs.MountTarget data-1": ["ec2.SecurityGroup data", "efs.FileSystem data"],
            "efs.MountTarget data-2": ["ec2.SecurityGroup data", "efs.FileSystem data"],
            "vpc.SecurityGroupIngressRule data-from-instances": ["ec2.SecurityGroup data"],
        });
    });

    it("registers its ids", async () => {
        assert.deepEqual((await plain()).one("ecs-ec2:index:EfsVolume").outputs, {
            accessPointId: "fsap-data",
            fileSystemId: "fs-data",
        });
    });

    const given: [string, Partial<EfsVolumeArgs>, object][] = [
        [
            "uid, and the group follows it",
            { uid: 70 },
            {
                "efs.AccessPoint data": {
                    posixUser: { gid: 70, uid: 70 },
                    rootDirectory: { creationInfo: { ownerGid: 70, ownerUid: 70, permissions: "0700" }, path: "/data" },
                },
            },
        ],
        [
            "root with a group of its own, and a path",
            { uid: 0, gid: 5, path: "/a/b" },
            {
                "efs.AccessPoint data": {
                    posixUser: { gid: 5, uid: 0 },
                    rootDirectory: { creationInfo: { ownerGid: 5, ownerUid: 0, permissions: "0700" }, path: "/a/b" },
                },
            },
        ],
        ["backup", { backup: false }, { "efs.BackupPolicy data": { backupPolicy: { status: "DISABLED" } } }],
        [
            "a third subnet",
            { cluster: clusterRef({ taskSubnetIds: ["subnet-a", "subnet-b", "subnet-c"] }) },
            {
                "efs.MountTarget data-3": {
                    added: { fileSystemId: "fs-data", securityGroups: ["sg-data"], subnetId: "subnet-c" },
                },
            },
        ],
        [
            "tags",
            { tags: { Team: "web" } },
            {
                "ec2.SecurityGroup data": { tags: { Name: "data", Team: "web" } },
                "efs.AccessPoint data": { tags: { Name: "data", Team: "web" } },
                "efs.FileSystem data": { tags: { Name: "data", Team: "web" } },
            },
        ],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    it("takes the number of subnets where the subnets themselves are not known", async () => {
        const taskSubnetIds = pulumi.output(["subnet-a", "subnet-b"]);
        assert.deepEqual(await changes({ cluster: clusterRef({ taskSubnetIds, taskSubnetCount: 2 }) }), {});
    });

    it("can be mounted in every zone before a task that mounts it starts, and goes after it", async () => {
        const engine = await plan(() => {
            const cluster = clusterRef();
            const efs = new EfsVolume("data", { cluster });
            const containers = [{ name: "db", image: "x@sha256:1", memory: 64 }];
            new EcsService("db", { cluster, containers, volumes: [{ name: "data", efs }] });
        });
        for (const target of ["efs.MountTarget data-1", "efs.MountTarget data-2"]) {
            assertDestroyOrder(engine, ["ecs.Service db", "ecs.TaskDefinition db", target, "efs.FileSystem data"]);
            assertDestroyOrder(engine, [target, "ec2.SecurityGroup data"]);
        }
        assertDestroyOrder(engine, ["ecs.Service db", "efs.AccessPoint data", "efs.FileSystem data"]);
        assertDestroyOrder(engine, ["ecs.Service db", "vpc.SecurityGroupIngressRule data-from-instances"]);
    });

    const refusals: Refusals<Partial<EfsVolumeArgs>> = [
        [
            "a cluster that does not say how many subnets it has",
            { cluster: clusterRef({ taskSubnetIds: Promise.resolve(["a"]) }) },
            [
                [
                    "cluster.taskSubnetCount",
                    "is missing: give subnetCount to the cluster's VPC, since each subnet needs a mount target",
                ],
            ],
        ],
        [
            "numbers and paths that EFS does not take",
            { uid: -1, gid: 4294967296, path: "data" },
            [
                ["uid", "must be a whole number, 0 to 4294967295, got -1"],
                ["gid", "must be a whole number, 0 to 4294967295, got 4294967296"],
                ["path", 'must be an absolute path below the root, got "data"'],
            ],
        ],
        ["the root of the file system", { path: "/" }, [["path", 'must be an absolute path below the root, got "/"']]],
    ];
    refusalTests(refusals, (args) => new EfsVolume("data", { cluster: clusterRef(), ...args }));
});
