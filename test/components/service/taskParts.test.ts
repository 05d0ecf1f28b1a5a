import { strict as assert } from "node:assert";

import { type ContainerArgs, TaskDefinition, type TaskDefinitionArgs } from "../../../components";
import { difference, plan, type Refusals, refusalTests } from "../../support/plan";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const task = (args: Partial<TaskDefinitionArgs> = {}) =>
    plan(() => new TaskDefinition("web", { containers: [web], ...args }));
const changes = async (args: Partial<TaskDefinitionArgs>) => difference(await task(), await task(args));

/** The members of the first container that are other than without the arguments. */
async function containerChanges(args: Partial<ContainerArgs>, more: Partial<TaskDefinitionArgs> = {}) {
    const first = async (container: ContainerArgs) => {
        const engine = await task({ ...more, containers: [container, ...(more.containers ?? [])] });
        return JSON.parse(engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions)[0];
    };
    const [before, after] = [await first(web), await first({ ...web, ...args })];
    const changed = Object.entries(after).filter(([key, v]) => JSON.stringify(v) !== JSON.stringify(before[key]));
    return Object.fromEntries(changed);
}

describe("a part of a container", () => {
    const rows: [string, Partial<ContainerArgs>, object, Partial<TaskDefinitionArgs>?][] = [
        ["links", { links: ["db:data"] }, { links: ["db:data"] }, { containers: [{ ...web, name: "db" }] }],
        ["gpus", { gpus: 2 }, { resourceRequirements: [{ type: "GPU", value: "2" }] }],
        [
            "linuxParameters",
            {
                linuxParameters: {
                    addCapabilities: ["NET_ADMIN"],
                    dropCapabilities: ["ALL"],
                    tmpfs: [{ containerPath: "/tmp", size: 64 }],
                    sharedMemorySize: 256,
                    maxSwap: 512,
                    swappiness: 10,
                },
            },
            {
                linuxParameters: {
                    capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
                    initProcessEnabled: true,
                    maxSwap: 512,
                    sharedMemorySize: 256,
                    swappiness: 10,
                    tmpfs: [{ containerPath: "/tmp", mountOptions: ["rw", "noexec", "nosuid", "nodev"], size: 64 }],
                },
            },
        ],
        ["privileged", { privileged: true }, { privileged: true }],
        [
            "restartPolicy",
            { restartPolicy: { ignoredExitCodes: [0], restartAttemptPeriod: 60 } },
            { restartPolicy: { enabled: true, ignoredExitCodes: [0], restartAttemptPeriod: 60 } },
        ],
        [
            "names and addresses of its own",
            {
                hostname: "web",
                extraHosts: { old: "10.0.0.9", db: "10.0.0.8" },
                dnsServers: ["10.0.0.2"],
                dnsSearchDomains: ["shop.internal"],
            },
            {
                dnsSearchDomains: ["shop.internal"],
                dnsServers: ["10.0.0.2"],
                extraHosts: [
                    { hostname: "db", ipAddress: "10.0.0.8" },
                    { hostname: "old", ipAddress: "10.0.0.9" },
                ],
                hostname: "web",
            },
        ],
        [
            "systemControls",
            { systemControls: { "net.core.somaxconn": "1024" } },
            { systemControls: [{ namespace: "net.core.somaxconn", value: "1024" }] },
        ],
        [
            "portRanges",
            { portRanges: [{ from: 5000, to: 5010, protocol: "udp" }] },
            { portMappings: [{ containerPortRange: "5000-5010", protocol: "udp" }] },
        ],
        [
            "firelens, as root",
            { firelens: { type: "fluentbit", options: { "config-file-type": "file" } } },
            { firelensConfiguration: { options: { "config-file-type": "file" }, type: "fluentbit" }, user: "0" },
        ],
    ];
    for (const [what, args, expected, more] of rows) {
        it(`has ${what}`, async () => assert.deepEqual(await containerChanges(args, more), expected));
    }

    it("sends its logs to the log router, which logs by awslogs itself", async () => {
        const router = { ...web, name: "router", firelens: { type: "fluentbit" } };
        const engine = await task({
            containers: [
                { ...web, logConfiguration: { logDriver: "awsfirelens", options: { Name: "stdout" } } },
                router,
            ],
        });
        const found = JSON.parse(engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions);
        assert.deepEqual(
            found.map((c: { logConfiguration: { logDriver: string } }) => c.logConfiguration.logDriver),
            ["awsfirelens", "awslogs"],
        );
    });

    it("has environment files and image credentials, which the execution role alone may read, with their keys", async () => {
        const credentials = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-AbCdEf";
        const key = "arn:aws:kms:eu-central-1:123456789012:key/1";
        const found = await changes({
            containers: [{ ...web, environmentFiles: ["arn:aws:s3:::conf/web.env"], imageCredentials: credentials }],
            secretKmsKeyArns: [key],
        });
        const container = found["ecs.TaskDefinition web"] as unknown as { containerDefinitions: { json: object[] } };
        const [{ environmentFiles, repositoryCredentials }] = container.containerDefinitions.json as [
            Record<string, unknown>,
        ];
        assert.deepEqual(environmentFiles, [{ type: "s3", value: "arn:aws:s3:::conf/web.env" }]);
        assert.deepEqual(repositoryCredentials, { credentialsParameter: credentials });
        const statement = (Action: string, Resource: string) => ({
            Effect: "Allow",
            Action: [Action],
            Resource: [Resource],
        });
        assert.deepEqual(found["iam.RolePolicy web-execution"], {
            added: {
                policy: {
                    json: {
                        Version: "2012-10-17",
                        Statement: [
                            statement("secretsmanager:GetSecretValue", credentials),
                            statement("kms:Decrypt", key),
                            statement("s3:GetObject", "arn:aws:s3:::conf/web.env"),
                            statement("s3:GetBucketLocation", "arn:aws:s3:::conf"),
                        ],
                    },
                },
                role: "web-execution-1a2b3c4",
            },
        });
        assert.deepEqual(Object.keys(found), ["ecs.TaskDefinition web", "iam.RolePolicy web-execution"]);
    });

    it("has volumes where it may write in spite of a read-only root", async () => {
        const engine = await task({
            containers: [{ ...web, readonlyRootFilesystem: true, writablePaths: ["/tmp", "/var/run"] }],
        });
        const { volumes, containerDefinitions } = engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs;
        assert.deepEqual(volumes, [{ name: "web-writable-1" }, { name: "web-writable-2" }]);
        const [container] = JSON.parse(containerDefinitions);
        assert.equal(container.readonlyRootFilesystem, true);
        assert.deepEqual(container.mountPoints, [
            { containerPath: "/tmp", readOnly: false, sourceVolume: "web-writable-1" },
            { containerPath: "/var/run", readOnly: false, sourceVolume: "web-writable-2" },
        ]);
    });

    it("finds its files written before it starts, as the script of the database in seed 002", async () => {
        const engine = await task({
            containers: [
                {
                    ...web,
                    files: {
                        "/docker-entrypoint-initdb.d/0_0_db.sh": "createdb app\n",
                        "/docker-entrypoint-initdb.d/it's.sql": "select 1;",
                        "/etc/app/app.conf": "x=1",
                    },
                },
            ],
        });
        const { volumes, containerDefinitions } = engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs;
        assert.deepEqual(volumes, [{ name: "web-files-1" }, { name: "web-files-2" }]);
        const [container, writer] = JSON.parse(containerDefinitions);
        assert.deepEqual(container.dependsOn, [{ condition: "SUCCESS", containerName: "web-files" }]);
        assert.deepEqual(container.mountPoints, [
            { containerPath: "/docker-entrypoint-initdb.d", readOnly: true, sourceVolume: "web-files-1" },
            { containerPath: "/etc/app", readOnly: true, sourceVolume: "web-files-2" },
        ]);
        const { name, image, essential, memoryReservation, user, entryPoint, command, environment } = writer;
        assert.deepEqual(
            { name, image, essential, memoryReservation, user, entryPoint },
            {
                name: "web-files",
                image: "nginx@sha256:1",
                essential: false,
                memoryReservation: 6,
                user: "0",
                entryPoint: ["/bin/sh", "-c"],
            },
        );
        assert.deepEqual(command[0].split("\n"), [
            "set -e",
            "printf '%s' \"$FILE_1\" > '/docker-entrypoint-initdb.d/0_0_db.sh'",
            "chmod 0755 '/docker-entrypoint-initdb.d/0_0_db.sh'",
            "printf '%s' \"$FILE_2\" > '/docker-entrypoint-initdb.d/it'\\''s.sql'",
            "chmod 0644 '/docker-entrypoint-initdb.d/it'\\''s.sql'",
            "printf '%s' \"$FILE_3\" > '/etc/app/app.conf'",
            "chmod 0644 '/etc/app/app.conf'",
        ]);
        assert.deepEqual(environment.slice(1), [
            { name: "FILE_1", value: "createdb app\n" },
            { name: "FILE_2", value: "select 1;" },
            { name: "FILE_3", value: "x=1" },
        ]);
    });
});

describe("a part of a task", () => {
    it("is held back where all of it is longer than AWS takes", async () => {
        const files = { "/etc/app/big.conf": "x".repeat(65000) };
        await task({ containers: [{ ...web, files }] }).then(
            () => assert.fail("a task definition of more than 64 KiB passed"),
            (e) => assert.match(String(e), /containers: make a task definition of 66\d\d\d bytes, and AWS takes 65536/),
        );
    });

    const rows: [string, Partial<TaskDefinitionArgs>, object][] = [
        ["skipDestroy", { skipDestroy: true }, { "ecs.TaskDefinition web": { skipDestroy: true } }],
        [
            "pidMode and ipcMode",
            { pidMode: "task", ipcMode: "none" },
            { "ecs.TaskDefinition web": { ipcMode: "none", pidMode: "task" } },
        ],
        [
            "volumes of Docker and of EBS",
            {
                volumes: [
                    { name: "cache", docker: { shared: true, labels: { a: "b" } } },
                    { name: "scratch", docker: {} },
                    { name: "data", ebs: { size: 10 } },
                ],
            },
            {
                "ecs.TaskDefinition web": {
                    volumes: [
                        {
                            dockerVolumeConfiguration: {
                                autoprovision: true,
                                driver: "local",
                                labels: { a: "b" },
                                scope: "shared",
                            },
                            name: "cache",
                        },
                        { dockerVolumeConfiguration: { driver: "local", scope: "task" }, name: "scratch" },
                        { configureAtLaunch: true, name: "data" },
                    ],
                },
            },
        ],
    ];
    for (const [what, args, expected] of rows) {
        it(`has ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    const one = (args: Partial<ContainerArgs>) => ({ containers: [{ ...web, ...args }] });
    const refusals: Refusals<Partial<TaskDefinitionArgs>> = [
        [
            "what only bridge mode has",
            {
                networkMode: "awsvpc",
                ...one({ links: ["db"], hostname: "web", extraHosts: {}, dnsServers: [], dnsSearchDomains: [] }),
            },
            [
                [
                    "containers[0].links",
                    "are for bridge mode, not awsvpc; containers of one task reach each other at localhost",
                ],
                ...["hostname", "extraHosts", "dnsServers", "dnsSearchDomains"].map((key): [string, string] => [
                    `containers[0].${key}`,
                    "cannot be set in awsvpc mode, where the VPC decides; use bridge",
                ]),
            ],
        ],
        [
            "links to nobody and in a circle",
            {
                containers: [
                    { ...web, links: ["db", "other"] },
                    { ...web, name: "db", links: ["web:w"] },
                ],
            },
            [
                ["containers[0].links[0]", "makes a circle: db is linked to web as well"],
                ["containers[0].links[1]", 'must name a container of this task, got "other"'],
                ["containers[1].links[0]", "makes a circle: web is linked to db as well"],
            ],
        ],
        [
            "what the kernel does not know",
            one({
                gpus: 0,
                linuxParameters: {
                    addCapabilities: ["CAP_SYS_ADMIN"],
                    tmpfs: [{ containerPath: "tmp", size: 0 }],
                    sharedMemorySize: 0,
                    swappiness: 101,
                },
                ulimits: [
                    { name: "files", softLimit: 1, hardLimit: 2 },
                    { name: "nofile", softLimit: 3, hardLimit: 2 },
                ],
                systemControls: { "vm.max_map_count": "1" },
            }),
            [
                [
                    "containers[0].linuxParameters.addCapabilities[0]",
                    'must be a capability of Linux without CAP_, such as NET_ADMIN, got "CAP_SYS_ADMIN"',
                ],
                ["containers[0].linuxParameters.tmpfs[0].size", "must be a whole number, 1 or more MiB, got 0"],
                ["containers[0].linuxParameters.tmpfs[0].containerPath", 'must be an absolute path, got "tmp"'],
                ["containers[0].linuxParameters.sharedMemorySize", "must be a whole number, 1 or more MiB, got 0"],
                ["containers[0].linuxParameters.swappiness", "must be a whole number, 0 to 100, got 101"],
                [
                    "containers[0].linuxParameters.swappiness",
                    "has no effect without maxSwap; give that or leave it out",
                ],
                ["containers[0].gpus", "must be a whole number, 1 or more GPUs, got 0"],
                [
                    "containers[0].ulimits[0].name",
                    "must be one of core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, " +
                        'rttime, sigpending, stack, got "files"',
                ],
                ["containers[0].ulimits[1].softLimit", "must be at most the hardLimit (2), got 3"],
                [
                    "containers[0].systemControls.vm.max_map_count",
                    "must belong to the container: net.*, kernel.msg*, kernel.sem*, kernel.shm* or fs.mqueue.*",
                ],
            ],
        ],
        [
            "port ranges in host mode, too long or unknown",
            {
                networkMode: "host",
                ...one({
                    portRanges: [{ from: 1000, to: 1100, protocol: "sctp" }],
                    hostname: "h",
                    systemControls: { "net.x": "1" },
                }),
            },
            [
                ["containers[0].hostname", "cannot be set in host mode, where it is the instance's"],
                ["containers[0].systemControls.net.x", "cannot be set in host mode: it would be the instance's"],
                ["containers[0].portRanges[0]", "cannot be in network mode host; use awsvpc or bridge"],
                ["containers[0].portRanges[0]", "must be 2 to 100 ports in a row from 1 to 65535, got 1000 to 1100"],
                ["containers[0].portRanges[0].protocol", 'must be tcp or udp, got "sctp"'],
            ],
        ],
        [
            "references that ECS could not follow",
            one({
                environmentFiles: ["s3://conf/web.env"],
                imageCredentials: "hunter2",
                firelens: { type: "vector" },
                restartPolicy: { restartAttemptPeriod: 59, ignoredExitCodes: Array.from({ length: 51 }, (_, i) => i) },
            }),
            [
                [
                    "containers[0].restartPolicy.restartAttemptPeriod",
                    "must be a whole number, 60 to 1800 seconds, got 59",
                ],
                ["containers[0].restartPolicy.ignoredExitCodes", "must be up to 50, got 51"],
                [
                    "containers[0].environmentFiles[0]",
                    'must be the ARN of a file in S3 that ends in .env, got "s3://conf/web.env"',
                ],
                [
                    "containers[0].imageCredentials",
                    "must be the ARN of a Secrets Manager secret, never the password itself",
                ],
                ["containers[0].firelens.type", 'must be fluentbit or fluentd, got "vector"'],
            ],
        ],
        [
            "logs to a router that is not there, or to itself",
            {
                containers: [{ ...web, logConfiguration: { logDriver: "awsfirelens" } }],
            },
            [
                [
                    "containers[0].logConfiguration.logDriver",
                    "is awsfirelens, but no container has firelens; add a log router",
                ],
            ],
        ],
        [
            "two log routers, one of which logs to itself",
            {
                containers: [
                    { ...web, firelens: { type: "fluentd" }, logConfiguration: { logDriver: "awsfirelens" } },
                    { ...web, name: "b", firelens: { type: "fluentd" } },
                ],
            },
            [
                ["containers", "may have one log router, got web, b"],
                [
                    "containers[0].logConfiguration.logDriver",
                    "cannot be awsfirelens for the log router itself; leave it out for awslogs",
                ],
            ],
        ],
        [
            "folders and files that hide each other",
            {
                volumes: [{ name: "v" }],
                ...one({
                    mountPoints: [{ sourceVolume: "v", containerPath: "/data" }],
                    writablePaths: ["/data", "tmp"],
                    files: { "/data/x": "", "/x": "", "y/z": "" },
                }),
            },
            [
                ["containers[0].writablePaths[0]", "is /data, which mountPoints[0] has"],
                ["containers[0].writablePaths[1]", 'must be an absolute path below the root, got "tmp"'],
                [
                    "containers[0].writablePaths",
                    "has no effect without readonlyRootFilesystem, where every path is writable",
                ],
                ["containers[0].files./data/x", "is in /data, which writablePaths[0] has"],
                ["containers[0].files./x", "must be the absolute path of a file in a folder below the root"],
                ["containers[0].files.y/z", "must be the absolute path of a file in a folder below the root"],
            ],
        ],
        [
            "volumes that are two things, or of no type",
            {
                volumes: [
                    { name: "a", docker: { autoprovision: true }, hostPath: "/a" },
                    { name: "b", ebs: { volumeType: "gp9" } },
                    { name: "c", ebs: { volumeType: "st1", size: 10, iops: 3000, initializationRate: 100 } },
                    { name: "d", ebs: { volumeType: "io2", fileSystemType: "ntfs" } },
                ],
            },
            [
                ["volumes[0]", "is one thing only, got hostPath and docker"],
                ["volumes[0].docker.autoprovision", "is for shared volumes; one of the task is always made"],
                ["volumes[1].ebs.volumeType", 'must be one of gp3, gp2, io1, io2, st1, sc1, standard, got "gp9"'],
                ["volumes[2].ebs.size", "must be a whole number, 125 to 16384 GiB for st1, got 10"],
                ["volumes[2].ebs.iops", "cannot be chosen for st1; leave it out"],
                ["volumes[2].ebs.initializationRate", "has no effect without snapshotId; leave it out"],
                ["volumes[3].ebs.size", "is missing: give it in GiB, or a snapshotId"],
                ["volumes[3].ebs.iops", "is missing: io2 needs it"],
                ["volumes[3].ebs.fileSystemType", 'must be ext3, ext4 or xfs, got "ntfs"'],
                ["volumes", "may have one ebs volume only: AWS attaches one to a task"],
            ],
        ],
        [
            "the instance's processes and memory",
            { pidMode: "host", ipcMode: "host" },
            [
                ["pidMode", 'must be task, got "host": with host, containers see and stop every process there'],
                ["ipcMode", `must be task or none, got "host": with host, containers share every process's memory`],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new TaskDefinition("web", { containers: [web], ...args }));
});
