import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs, type RouteArgs } from "../../../components";
import { plan, type Refusals, refusalTests, refused } from "../../support/plan";
import { balancerRef, clusterRef } from "../../support/refs";

const listening: ContainerArgs = {
    name: "web",
    image: "nginx@sha256:1",
    memory: 128,
    portMappings: [{ containerPort: 80 }],
};
const route = (more: Partial<RouteArgs> = {}): RouteArgs => ({ loadBalancer: balancerRef(), paths: ["/*"], ...more });
const create = (args: Partial<EcsServiceArgs>, name = "web") =>
    new EcsService(name, { cluster: clusterRef(), containers: [listening], ...args });

describe("a route of EcsService in its refusals", () => {
    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "a route without a network",
            { networkMode: "none", routes: [route()], containers: [{ ...listening, portMappings: [] }] },
            [
                ["routes", 'cannot reach tasks in networkMode "none"; use awsvpc or bridge'],
                ["routes[0].containerPort", "must be a port mapping of a container, got any port"],
            ],
        ],
        [
            "a route without a condition",
            { routes: [route({ paths: [] })] },
            [["routes[0]", 'needs paths or hosts; for everything write paths: ["/*"]']],
        ],
        [
            "a route of too many conditions",
            { routes: [route({ paths: ["/1", "/2", "/3", "/4", "/5", "/6"] })] },
            [["routes[0]", "has 6 hosts and paths; a rule takes 5, so make two routes"]],
        ],
        [
            "paths and hosts that are none",
            { routes: [route({ paths: ["api"], hosts: ["localhost", "a b.example.com"] })] },
            [
                [
                    "routes[0].paths[0]",
                    'must start with / and have up to 128 characters that a path may have, got "api"',
                ],
                ["routes[0].hosts[0]", 'must be a host name such as shop.example.com, got "localhost"'],
                ["routes[0].hosts[1]", 'must be a host name such as shop.example.com, got "a b.example.com"'],
            ],
        ],
        [
            "a route to a port that no container has",
            { routes: [route({ containerPort: 81 }), route({ containerName: "db" })] },
            [
                ["routes[0].containerPort", "must be a port mapping of a container, got 81"],
                ["routes[1].containerPort", "must be a port mapping of a container, got db"],
            ],
        ],
        [
            "a priority out of bounds",
            { routes: [route({ priority: 0 }), route({ priority: 50001 })] },
            [
                ["routes[0].priority", "must be a whole number, 1 to 50000, got 0"],
                ["routes[1].priority", "must be a whole number, 1 to 50000, got 50001"],
            ],
        ],
        [
            "a health check that never passes",
            {
                routes: [
                    route({
                        healthCheck: {
                            path: "up",
                            interval: 5,
                            timeout: 5,
                            healthyThreshold: 1,
                            unhealthyThreshold: 11,
                        },
                    }),
                ],
            },
            [
                ["routes[0].healthCheck.healthyThreshold", "must be a whole number, 2 to 10, got 1"],
                ["routes[0].healthCheck.unhealthyThreshold", "must be a whole number, 2 to 10, got 11"],
                ["routes[0].healthCheck.timeout", "must be less than the interval (5 seconds), got 5"],
                ["routes[0].healthCheck.path", 'must start with /, got "up"'],
            ],
        ],
        [
            "a health check out of bounds",
            { routes: [route({ healthCheck: { interval: 301, timeout: 121 } })] },
            [
                ["routes[0].healthCheck.interval", "must be a whole number, 5 to 300 seconds, got 301"],
                ["routes[0].healthCheck.timeout", "must be a whole number, 2 to 120 seconds, got 121"],
            ],
        ],
        [
            "a delay out of bounds",
            { routes: [route({ deregistrationDelay: 3601 })] },
            [["routes[0].deregistrationDelay", "must be a whole number, 0 to 3600 seconds, got 3601"]],
        ],
        [
            "more target groups than a service may have",
            { routes: Array.from({ length: 6 }, () => route()) },
            [["routes", "must be up to 5, got 6"]],
        ],
    ];
    refusalTests(refusals, (args) => create(args));

    it("refuses a priority that another service has, and says which", async () => {
        const loadBalancer = balancerRef();
        await plan(() => create({ routes: [{ loadBalancer, paths: ["/a"], priority: 10 }] }, "first"));
        const found = await refused(() =>
            create({ routes: [{ loadBalancer, paths: ["/b"], priority: 10 }] }, "second"),
        );
        assert.deepEqual(found, [
            { propertyPath: "routes[0].priority", reason: "is 10, which first has on this listener; choose another" },
        ]);
    });
});
