import { strict as assert } from "node:assert";

import { type ContainerArgs, TaskDefinition } from "../../../components";
import { plan } from "../../support/plan";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };

/** Container definitions of a task as they reach AWS, and their text. */
async function definitions(containers: ContainerArgs[]) {
    const engine = await plan(() => new TaskDefinition("web", { volumes: [{ name: "data" }], containers }));
    const text: string = engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions;
    return { text, json: JSON.parse(text) };
}

/** Members of the container that are not as in the default one. */
async function containerChanges(args: Partial<ContainerArgs>): Promise<object> {
    const [before, after] = [await definitions([web]), await definitions([{ ...web, ...args }])];
    const isNew = ([key, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(before.json[0][key]);
    return Object.fromEntries(Object.entries(after.json[0]).filter(isNew));
}

describe("a container of a TaskDefinition", () => {
    const containerArguments: [string, Partial<ContainerArgs>, object][] = [
        ["sizes", { cpu: 64, memory: 256, memoryReservation: 64 }, { cpu: 64, memory: 256, memoryReservation: 64 }],
        [
            "a port",
            { portMappings: [{ containerPort: 80 }] },
            { portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }] },
        ],
        [
            "a port with everything",
            {
                portMappings: [
                    { containerPort: 80, hostPort: 8080, protocol: "udp", name: "http", appProtocol: "http" },
                ],
            },
            {
                portMappings: [
                    { appProtocol: "http", containerPort: 80, hostPort: 8080, name: "http", protocol: "udp" },
                ],
            },
        ],
        [
            "how it starts",
            { command: ["a"], entryPoint: ["b"], workingDirectory: "/c", user: "1000", stopTimeout: 60 },
            { command: ["a"], entryPoint: ["b"], stopTimeout: 60, user: "1000", workingDirectory: "/c" },
        ],
        [
            "environment, in the order of its names",
            { environment: { Z: "1", A: "2" } },
            {
                environment: [
                    { name: "A", value: "2" },
                    { name: "AWS_REGION", value: "eu-central-1" },
                    { name: "Z", value: "1" },
                ],
            },
        ],
        [
            "secrets, in the order of their names",
            { secrets: { Z: "arn:aws:ssm:a:1:parameter/z", A: "arn:aws:ssm:a:1:parameter/a" } },
            {
                secrets: [
                    { name: "A", valueFrom: "arn:aws:ssm:a:1:parameter/a" },
                    { name: "Z", valueFrom: "arn:aws:ssm:a:1:parameter/z" },
                ],
            },
        ],
        [
            "a health check",
            { healthCheck: { command: ["CMD", "true"] } },
            { healthCheck: { command: ["CMD", "true"], interval: 30, retries: 3, timeout: 5 } },
        ],
        [
            "every number of a health check",
            { healthCheck: { command: ["CMD", "true"], interval: 5, timeout: 2, retries: 1, startPeriod: 9 } },
            { healthCheck: { command: ["CMD", "true"], interval: 5, retries: 1, startPeriod: 9, timeout: 2 } },
        ],
        [
            "hardening",
            {
                readonlyRootFilesystem: true,
                initProcessEnabled: false,
                ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 2 }],
            },
            {
                linuxParameters: { initProcessEnabled: false },
                readonlyRootFilesystem: true,
                ulimits: [{ hardLimit: 2, name: "nofile", softLimit: 1 }],
            },
        ],
        ["labels", { dockerLabels: { b: "1", a: "2" } }, { dockerLabels: { a: "2", b: "1" } }],
    ];
    for (const [what, args, expected] of containerArguments) {
        it(`has ${what}`, async () => assert.deepEqual(await containerChanges(args), expected));
    }

    it("gives containers dependencies and mount points", async () => {
        const mountPoints = [{ sourceVolume: "data", containerPath: "/data", readOnly: true }];
        const { json } = await definitions([
            { ...web, dependsOn: [{ containerName: "init", condition: "SUCCESS" }] },
            { ...web, name: "init", essential: false, mountPoints },
        ]);
        assert.deepEqual(
            json.map(({ name, essential, dependsOn, mountPoints: mounts }: Record<string, unknown>) => [
                name,
                essential,
                dependsOn,
                mounts,
            ]),
            [
                ["web", true, [{ condition: "SUCCESS", containerName: "init" }], []],
                ["init", false, undefined, [{ containerPath: "/data", readOnly: true, sourceVolume: "data" }]],
            ],
        );
    });

    it("is one text for one meaning", async () => {
        const text = async (environment: Record<string, string>) => (await definitions([{ ...web, environment }])).text;
        assert.equal(await text({ A: "1", B: "2" }), await text({ B: "2", A: "1" }));
    });
});
