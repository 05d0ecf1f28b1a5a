import { strict as assert } from "node:assert";

import { type ContainerArgs, type PortMappingArgs, TaskDefinition, type TaskDefinitionArgs } from "../../../components";
import { plan, type Refusals, refusalTests } from "../../support/plan";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const one = (more: Partial<ContainerArgs>) => ({ containers: [{ ...web, ...more }] });
const port = (more: Partial<PortMappingArgs>) => one({ portMappings: [{ containerPort: 80, ...more }] });
const create = (args: Partial<TaskDefinitionArgs>) => new TaskDefinition("web", { containers: [web], ...args });

describe("TaskDefinition in its refusals", () => {
    const refusals: Refusals<Partial<TaskDefinitionArgs>> = [
        ["no containers", { containers: [] }, [["containers", "must be 1 to 10 containers, got 0"]]],
        [
            "more containers than a task may have",
            { containers: Array.from({ length: 11 }, (_, index) => ({ ...web, name: `c${index}` })) },
            [["containers", "must be 1 to 10 containers, got 11"]],
        ],
        [
            "a task of which nothing is essential",
            one({ essential: false }),
            [["containers", "must have one essential container, got none"]],
        ],
        [
            "two containers of one name",
            { containers: [web, web] },
            [["containers[1].name", "is the name of another container: web"]],
        ],
        [
            "a name that ECS does not take",
            one({ name: "we b" }),
            [["containers[0].name", 'must be up to 255 letters, digits, hyphens and underscores, got "we b"']],
        ],
        [
            "a container without memory",
            one({ memory: undefined }),
            [["containers[0].memory", "is missing: give memory, memoryReservation or the task's memory, in MiB"]],
        ],
        [
            "sizes out of bounds",
            one({ cpu: -1, memory: 5, memoryReservation: 5.5, stopTimeout: 0 }),
            [
                ["containers[0].cpu", "must be a whole number, 0 or more CPU units, got -1"],
                ["containers[0].memory", "must be a whole number, 6 or more MiB, got 5"],
                ["containers[0].memoryReservation", "must be a whole number, 6 or more MiB, got 5.5"],
                ["containers[0].stopTimeout", "must be a whole number, 1 or more seconds, got 0"],
                ["containers[0].memoryReservation", "must be less than memory (5 MiB), got 5.5"],
            ],
        ],
        [
            "a reservation as large as the limit",
            one({ memoryReservation: 128 }),
            [["containers[0].memoryReservation", "must be less than memory (128 MiB), got 128"]],
        ],
        [
            "a task smaller than its containers",
            { ...one({ cpu: 512 }), cpu: 256, memory: 64 },
            [
                ["memory", "must be at least that of all containers (128 MiB), got 64"],
                ["cpu", "must be at least that of all containers (512 units), got 256"],
            ],
        ],
        [
            "a task out of bounds",
            { cpu: 127, memory: 5, containers: [{ ...web, memory: undefined }] },
            [
                ["cpu", "must be a whole number, 128 to 196608 CPU units, got 127"],
                ["memory", "must be a whole number, 6 or more MiB, got 5"],
            ],
        ],
        [
            "a retention that CloudWatch does not have",
            { logRetentionDays: 31 },
            [
                [
                    "logRetentionDays",
                    "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 31",
                ],
            ],
        ],
        [
            "a container that waits for nobody of this task",
            one({ dependsOn: [{ containerName: "db", condition: "START" }] }),
            [["containers[0].dependsOn[0]", 'must name a container of this task, got "db"']],
        ],
        [
            "a container that waits for itself",
            one({ dependsOn: [{ containerName: "web", condition: "START" }] }),
            [["containers[0].dependsOn[0]", "makes a circle: web depends on web as well"]],
        ],
        [
            "containers that wait for each other",
            {
                containers: [
                    { ...web, dependsOn: [{ containerName: "b", condition: "START" }] },
                    { ...web, name: "b", dependsOn: [{ containerName: "web", condition: "START" }] },
                ],
            },
            [
                ["containers[0].dependsOn[0]", "makes a circle: b depends on web as well"],
                ["containers[1].dependsOn[0]", "makes a circle: web depends on b as well"],
            ],
        ],
        [
            "health without a check",
            {
                containers: [
                    { ...web, dependsOn: [{ containerName: "b", condition: "HEALTHY" }] },
                    { ...web, name: "b" },
                ],
            },
            [["containers[0].dependsOn[0]", "is HEALTHY, but b has no healthCheck; give it one or use START"]],
        ],
        [
            "the end of an essential container",
            {
                containers: [
                    { ...web, dependsOn: [{ containerName: "b", condition: "SUCCESS" }] },
                    { ...web, name: "b" },
                ],
            },
            [["containers[0].dependsOn[0]", "is SUCCESS, but b is essential: the task would end with it"]],
        ],
        [
            "a health check that is no command",
            one({ healthCheck: { command: ["curl"] } }),
            [["containers[0].healthCheck.command", 'must start with CMD or CMD-SHELL, got "curl"']],
        ],
        [
            "a health check out of bounds",
            one({ healthCheck: { command: ["CMD", "x"], interval: 4, timeout: 61, retries: 11, startPeriod: 301 } }),
            [
                ["containers[0].healthCheck.interval", "must be a whole number, 5 to 300 seconds, got 4"],
                ["containers[0].healthCheck.timeout", "must be a whole number, 2 to 60 seconds, got 61"],
                ["containers[0].healthCheck.retries", "must be a whole number, 1 to 10, got 11"],
                ["containers[0].healthCheck.startPeriod", "must be a whole number, 0 to 300 seconds, got 301"],
            ],
        ],
        [
            "a variable that is a secret as well",
            one({ environment: { A: "x" }, secrets: { A: "arn:aws:ssm:eu:1:parameter/a" } }),
            [["containers[0].environment.A", "is a secret as well; leave it out here"]],
        ],
        [
            "a secret in place of its ARN",
            one({ secrets: { A: "hunter2" } }),
            [
                [
                    "containers[0].secrets.A",
                    "must be the ARN of a Secrets Manager secret or an SSM parameter, never the secret itself",
                ],
            ],
        ],
        [
            "ports out of bounds",
            one({ portMappings: [{ containerPort: 0, hostPort: 65536 }] }),
            [
                ["containers[0].portMappings[0].containerPort", "must be a whole number, 1 to 65535, got 0"],
                ["containers[0].portMappings[0].hostPort", "must be a whole number, 0 to 65535, got 65536"],
            ],
        ],
        [
            "a port that the instance needs",
            port({ hostPort: 51678 }),
            [["containers[0].portMappings[0].hostPort", "is kept by SSH, Docker or the ECS agent: 51678"]],
        ],
        [
            "another host port in awsvpc mode",
            { ...port({ hostPort: 8080 }), networkMode: "awsvpc" },
            [
                [
                    "containers[0].portMappings[0].hostPort",
                    "must be the containerPort (80) in awsvpc mode, or left out, got 8080",
                ],
            ],
        ],
        [
            "another host port in host mode",
            { ...port({ hostPort: 8080 }), networkMode: "host" },
            [
                [
                    "containers[0].portMappings[0].hostPort",
                    "must be the containerPort (80) in host mode, or left out, got 8080",
                ],
            ],
        ],
        [
            "one host port twice",
            one({
                portMappings: [
                    { containerPort: 80, hostPort: 8080 },
                    { containerPort: 81, hostPort: 8080 },
                ],
            }),
            [["containers[0].portMappings[1]", "takes port 8080/tcp, which containers[0].portMappings[0] has"]],
        ],
        [
            "one port of two containers in awsvpc mode",
            {
                networkMode: "awsvpc",
                containers: [
                    port({}).containers[0] as ContainerArgs,
                    { ...(port({}).containers[0] as ContainerArgs), name: "b" },
                ],
            },
            [["containers[1].portMappings[0]", "takes port 80/tcp, which containers[0].portMappings[0] has"]],
        ],
        [
            "a port name, protocols that ECS does not take",
            port({ name: "-Http", protocol: "sctp", appProtocol: "https" }),
            [
                [
                    "containers[0].portMappings[0].name",
                    'must be up to 64 lower-case letters, digits, underscores and hyphens, not starting with a hyphen, got "-Http"',
                ],
                ["containers[0].portMappings[0].protocol", 'must be tcp or udp, got "sctp"'],
                ["containers[0].portMappings[0].appProtocol", 'must be http, http2 or grpc, got "https"'],
            ],
        ],
        [
            "a mount of no volume",
            one({ mountPoints: [{ sourceVolume: "data", containerPath: "data" }] }),
            [
                ["containers[0].mountPoints[0].sourceVolume", "must be one of the task's volumes (none), got data"],
                ["containers[0].mountPoints[0].containerPath", 'must be an absolute path, got "data"'],
            ],
        ],
        [
            "a relative path",
            one({ workingDirectory: "app" }),
            [["containers[0].workingDirectory", 'must be an absolute path, got "app"']],
        ],
        [
            "ECS Exec on a read-only root",
            { ...one({ readonlyRootFilesystem: true }), enableExecuteCommand: true },
            [
                [
                    "containers[0].readonlyRootFilesystem",
                    "must be false with enableExecuteCommand: the SSM agent of ECS Exec writes to the root file system",
                ],
            ],
        ],
        [
            "two volumes of one name",
            { volumes: [{ name: "a" }, { name: "a" }] },
            [["volumes[1].name", "is the name of another volume: a"]],
        ],
        [
            "a volume of two kinds",
            { volumes: [{ name: "a", hostPath: "/a", efs: { fileSystemId: "fs-1" } }] },
            [["volumes[0].hostPath", "cannot go with efs; a volume is one or the other"]],
        ],
        [
            "a folder beside an access point",
            { volumes: [{ name: "a", efs: { fileSystemId: "fs-1", accessPointId: "fsap-1", rootDirectory: "/a" } }] },
            [["volumes[0].efs.rootDirectory", "cannot go with accessPointId, which has a folder of its own"]],
        ],
        [
            "several at once, in the order of the arguments",
            {
                logRetentionDays: 2,
                cpu: 1,
                containers: [
                    { ...web, memory: 1 },
                    { ...web, name: "b", cpu: -1 },
                ],
            },
            [
                ["cpu", "must be a whole number, 128 to 196608 CPU units, got 1"],
                [
                    "logRetentionDays",
                    "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 2",
                ],
                ["containers[0].memory", "must be a whole number, 6 or more MiB, got 1"],
                ["containers[1].cpu", "must be a whole number, 0 or more CPU units, got -1"],
            ],
        ],
    ];
    refusalTests(refusals, create);

    it("takes each value at its bounds", async () => {
        const volumes = [{ name: "a" }, { name: "b", hostPath: "/b" }];
        await plan(() =>
            create({
                cpu: 128,
                memory: 6,
                logRetentionDays: 3653,
                volumes,
                containers: [{ ...web, name: "x".repeat(255), memory: 6, cpu: 128, stopTimeout: 1 }],
            }),
        );
        const many = Array.from({ length: 10 }, (_, index) => ({ ...web, name: `c${index}`, essential: index === 9 }));
        const healthCheck = { command: ["CMD", "x"], interval: 300, timeout: 60, retries: 10, startPeriod: 300 };
        await plan(() => create({ cpu: 196608, containers: many }));
        await plan(() => create(one({ healthCheck, portMappings: [{ containerPort: 65535, hostPort: 0 }] })));
        await assert.doesNotReject(plan(() => create(one({ memoryReservation: 127 }))));
    });
});
