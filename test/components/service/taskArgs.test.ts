import { strict as assert } from "node:assert";

import { type ContainerArgs, TaskDefinition, type TaskDefinitionArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { difference, once, plan } from "../../support/plan";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const task = (args: Partial<TaskDefinitionArgs> = {}, options?: EngineOptions) =>
    plan(() => new TaskDefinition("web", { containers: [web], ...args }), options);
const plain = once(() => task());
const changes = async (args: Partial<TaskDefinitionArgs>) => difference(await plain(), await task(args));

describe("an argument of TaskDefinition", () => {
    const taskArguments: [string, Partial<TaskDefinitionArgs>, object][] = [
        ["networkMode", { networkMode: "awsvpc" }, { "ecs.TaskDefinition web": { networkMode: "awsvpc" } }],
        ["cpu and memory", { cpu: 256, memory: 512 }, { "ecs.TaskDefinition web": { cpu: "256", memory: "512" } }],
        [
            "architecture",
            { architecture: "ARM64" },
            {
                "ecs.TaskDefinition web": {
                    runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
                },
            },
        ],
        ["logRetentionDays", { logRetentionDays: 90 }, { "cloudwatch.LogGroup web": { retentionInDays: 90 } }],
        [
            "taskRoleStatements",
            { taskRoleStatements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] }] },
            {
                "iam.RolePolicy web-task": {
                    added: {
                        policy: {
                            json: {
                                Version: "2012-10-17",
                                Statement: [
                                    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] },
                                ],
                            },
                        },
                        role: "web-task-1a2b3c4",
                    },
                },
            },
        ],
        [
            "taskRolePolicyArns",
            { taskRolePolicyArns: ["arn:1", "arn:2"] },
            {
                "iam.RolePolicyAttachment web-task": { added: { policyArn: "arn:1", role: "web-task-1a2b3c4" } },
                "iam.RolePolicyAttachment web-task-2": { added: { policyArn: "arn:2", role: "web-task-1a2b3c4" } },
            },
        ],
        [
            "enableExecuteCommand",
            { enableExecuteCommand: true },
            {
                "iam.RolePolicy web-task": {
                    added: {
                        policy: {
                            json: {
                                Version: "2012-10-17",
                                Statement: [
                                    {
                                        Effect: "Allow",
                                        Action: [
                                            "ssmmessages:CreateControlChannel",
                                            "ssmmessages:CreateDataChannel",
                                            "ssmmessages:OpenControlChannel",
                                            "ssmmessages:OpenDataChannel",
                                        ],
                                        Resource: ["*"],
                                    },
                                ],
                            },
                        },
                        role: "web-task-1a2b3c4",
                    },
                },
            },
        ],
        [
            "an empty volume",
            { volumes: [{ name: "tmp" }] },
            {
                "ecs.TaskDefinition web": { volumes: [{ name: "tmp" }] },
            },
        ],
        [
            "a host volume",
            { volumes: [{ name: "sock", hostPath: "/run" }] },
            {
                "ecs.TaskDefinition web": { volumes: [{ hostPath: "/run", name: "sock" }] },
            },
        ],
        [
            "an EFS volume by access point",
            { volumes: [{ name: "data", efs: { fileSystemId: "fs-1", accessPointId: "fsap-1" } }] },
            {
                "ecs.TaskDefinition web": {
                    volumes: [
                        {
                            efsVolumeConfiguration: {
                                authorizationConfig: { accessPointId: "fsap-1", iam: "ENABLED" },
                                fileSystemId: "fs-1",
                                transitEncryption: "ENABLED",
                            },
                            name: "data",
                        },
                    ],
                },
                "iam.RolePolicy web-task": {
                    added: {
                        policy: {
                            json: {
                                Version: "2012-10-17",
                                Statement: [
                                    {
                                        Effect: "Allow",
                                        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
                                        Resource: [
                                            "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-1",
                                        ],
                                    },
                                ],
                            },
                        },
                        role: "web-task-1a2b3c4",
                    },
                },
            },
        ],
        [
            "an EFS volume by folder",
            { volumes: [{ name: "data", efs: { fileSystemId: "fs-1", rootDirectory: "/a" } }] },
            {
                "ecs.TaskDefinition web": {
                    volumes: [
                        {
                            efsVolumeConfiguration: {
                                fileSystemId: "fs-1",
                                rootDirectory: "/a",
                                transitEncryption: "ENABLED",
                            },
                            name: "data",
                        },
                    ],
                },
            },
        ],
    ];
    for (const [what, args, expected] of taskArguments) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }
});
