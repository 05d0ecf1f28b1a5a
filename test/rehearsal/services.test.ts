import { strict as assert } from "node:assert";

import { EcsCluster, EcsService, LoadBalancer, NetworkLoadBalancer, PublicVpc } from "../../components";
import { Session } from "./session";

const image = "nginx@sha256:aaaa";
const NOTHING = { create: [], update: [], replace: [], delete: [] };

/** Services of every kind beside each other; a version of the secret is all that changes. */
const program = (secretVersion: () => string) => async () => {
    const vpc = new PublicVpc("shop");
    const cluster = new EcsCluster("shop", { vpc, capacities: { main: { maxSize: 6, instanceTypes: ["m6i.large"] } } });
    const loadBalancer = new LoadBalancer("shop", {
        vpc,
        redirects: [{ hosts: ["www.example.com"], toHost: "example.com" }],
    });
    const network = new NetworkLoadBalancer("net", { vpc });
    const api = new EcsService("api", {
        cluster,
        networkMode: "bridge",
        containers: [{ name: "api", image, memory: 128, portMappings: [{ name: "http", containerPort: 8080 }] }],
        serviceConnect: { services: [{ portName: "http" }] },
    });
    new EcsService("web", {
        cluster,
        connectsTo: [api],
        connectionVariables: { api: "API" },
        serviceConnect: {},
        containers: [
            {
                name: "web",
                image,
                memory: 128,
                portMappings: [{ containerPort: 80 }],
                readonlyRootFilesystem: true,
                writablePaths: ["/tmp"],
                files: { "/etc/app/a.conf": "x" },
            },
        ],
        routes: [
            {
                loadBalancer,
                paths: ["/*"],
                methods: ["GET"],
                stickiness: {},
                testConditions: { headers: { "x-test": ["1"] } },
            },
        ],
        deployment: { strategy: "BLUE_GREEN", bakeTime: 0 },
        secretVersions: { db: secretVersion() },
    });
    new EcsService("db", {
        cluster,
        discovery: { recordTypes: ["A", "SRV"] },
        containers: [
            {
                name: "db",
                image,
                memory: 128,
                portMappings: [{ containerPort: 5432 }],
                mountPoints: [{ sourceVolume: "data", containerPath: "/d" }],
            },
        ],
        volumes: [{ name: "data", ebs: { size: 10 } }],
        networkRoutes: [{ loadBalancer: network, port: 5432 }],
    });
    new EcsService("agent", { cluster, daemon: true, containers: [{ name: "agent", image, memory: 64 }] });
    new EcsService("jobs", {
        cluster,
        containers: [{ name: "jobs", image, memory: 64, linuxParameters: { dropCapabilities: ["ALL"] } }],
        placementStrategies: [{ type: "binpack", field: "memory" }],
        autoScaling: {
            minCapacity: 0,
            maxCapacity: 3,
            queue: { queueName: "q", messagesPerTask: 5 },
            schedules: { night: { schedule: "cron(0 22 * * ? *)", maxCapacity: 1 } },
            stepScaling: { burst: { namespace: "S", metricName: "M", threshold: 1, steps: [{ from: 0, change: 1 }] } },
        },
    });
};

describe("services of every kind", function () {
    this.timeout(180_000);

    it("go up, are started anew by a new secret alone, and come down", async () => {
        const session = await Session.start();
        let version = "1";
        try {
            const stack = await session.stack(
                "services",
                program(() => version),
            );
            await stack.up();
            assert.deepEqual(await stack.preview(), NOTHING);
            version = "2";
            assert.deepEqual(await stack.up(), { ...NOTHING, update: ["ecs/service web"] });
            assert.deepEqual(await stack.preview(), NOTHING);
            await stack.destroy();
            assert.deepEqual(session.left(), []);
        } finally {
            await session.stop();
        }
    });
});
