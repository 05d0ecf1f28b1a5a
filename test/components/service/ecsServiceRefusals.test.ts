import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsCluster, EcsService, type EcsServiceArgs } from "../../../components";
import { plan, type Refusals, refusalTests, refused } from "../../support/plan";
import { clusterRef, vpcRef } from "../../support/refs";

const listening: ContainerArgs = {
    name: "web",
    image: "nginx@sha256:1",
    memory: 128,
    portMappings: [{ containerPort: 80 }],
};
const create = (args: Partial<EcsServiceArgs>, name = "web") =>
    new EcsService(name, { cluster: clusterRef(), containers: [listening], ...args });

describe("EcsService in its refusals", () => {
    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "egress with an address of its own",
            { discovery: {}, egress: true },
            [
                [
                    "egress",
                    'cannot be true in awsvpc mode (which the A record of discovery needs): on EC2 such a task gets no public address, and this VPC has no NAT or IPv6 for it. Use networkMode "bridge" with discovery.recordType "SRV" or with Service Connect, or a VPC with a way out and taskEgress: true',
                ],
            ],
        ],
        [
            "egress in awsvpc mode",
            { networkMode: "awsvpc", egress: true },
            [
                [
                    "egress",
                    'cannot be true in awsvpc mode: on EC2 such a task gets no public address, and this VPC has no NAT or IPv6 for it. Use networkMode "bridge" with discovery.recordType "SRV" or with Service Connect, or a VPC with a way out and taskEgress: true',
                ],
            ],
        ],
        [
            "an A record in bridge mode",
            { networkMode: "bridge", discovery: { recordType: "A" } },
            [
                [
                    "discovery.recordType",
                    `cannot be A in bridge mode, where the address is the instance's; use SRV, or networkMode "awsvpc"`,
                ],
            ],
        ],
        [
            "discovery without a network",
            { networkMode: "none", discovery: {}, containers: [{ ...listening, portMappings: [] }] },
            [["discovery", 'needs a network; networkMode is "none"']],
        ],
        [
            "discovery without a namespace",
            { discovery: {}, cluster: clusterRef({ namespaceId: undefined }) },
            [["discovery", "needs a namespace: the cluster has no namespaceId and namespaceName"]],
        ],
        [
            "discovery under no DNS name",
            { discovery: { name: "-a", ttl: -1 } },
            [
                [
                    "discovery.name",
                    'must be up to 63 letters, digits, hyphens and underscores, not starting or ending with a hyphen, got "-a"',
                ],
                ["discovery.ttl", "must be a whole number, 0 to 2147483647 seconds, got -1"],
            ],
        ],
        [
            "an SRV record without a port",
            { discovery: { recordType: "SRV" }, containers: [{ ...listening, portMappings: [] }] },
            [["discovery", "needs a port mapping in bridge mode: an SRV record names a port"]],
        ],
        [
            "a port without a network",
            { networkMode: "none" },
            [["containers[0].portMappings[0]", "cannot be in network mode none; use awsvpc or bridge"]],
        ],
        [
            "bounds of scaling that hold nothing",
            { autoScaling: { minCapacity: 3, maxCapacity: 2 } },
            [
                [
                    "autoScaling.maxCapacity",
                    "must be a whole number of tasks, at least 1 and at least minCapacity (3), got 2",
                ],
            ],
        ],
        [
            "targets of scaling out of bounds",
            {
                autoScaling: {
                    minCapacity: -1,
                    maxCapacity: 2,
                    cpuUtilization: 0,
                    memoryUtilization: 101,
                    scaleInCooldown: -1,
                    scaleOutCooldown: 0.5,
                },
            },
            [
                ["autoScaling.minCapacity", "must be a whole number, 0 or more tasks, got -1"],
                ["autoScaling.cpuUtilization", "must be a whole number, 1 to 100 percent, got 0"],
                ["autoScaling.memoryUtilization", "must be a whole number, 1 to 100 percent, got 101"],
                ["autoScaling.scaleInCooldown", "must be a whole number, 0 or more seconds, got -1"],
                ["autoScaling.scaleOutCooldown", "must be a whole number, 0 or more seconds, got 0.5"],
            ],
        ],
        [
            "scaling by requests without a route",
            { autoScaling: { minCapacity: 1, maxCapacity: 2, requestCountPerTarget: 9 } },
            [["autoScaling.requestCountPerTarget", "needs a route; give routes or another target"]],
        ],
        [
            "a number of tasks beside scaling",
            { autoScaling: { minCapacity: 1, maxCapacity: 2 }, desiredCount: 1 },
            [["desiredCount", "cannot go with autoScaling, which owns the number; set minCapacity"]],
        ],
        [
            "a number of tasks out of bounds",
            { desiredCount: 5001 },
            [["desiredCount", "must be a whole number, 0 to 5000 tasks, got 5001"]],
        ],
        [
            "a grace period without a route",
            { healthCheckGracePeriod: 30 },
            [["healthCheckGracePeriod", "has no effect without routes; leave it out"]],
        ],
        [
            "a deployment that cannot move",
            { deployment: { minimumHealthyPercent: 100, maximumPercent: 100 } },
            [
                [
                    "deployment",
                    "cannot move: of 1 tasks at least 1 must stay and at most 1 may run. Lower minimumHealthyPercent (100) or raise maximumPercent (100)",
                ],
            ],
        ],
        [
            "a deployment that rounding stops",
            { desiredCount: 2, deployment: { minimumHealthyPercent: 51, maximumPercent: 149 } },
            [
                [
                    "deployment",
                    "cannot move: of 2 tasks at least 2 must stay and at most 2 may run. Lower minimumHealthyPercent (51) or raise maximumPercent (149)",
                ],
            ],
        ],
        [
            "a deployment out of bounds",
            { deployment: { minimumHealthyPercent: 101, maximumPercent: 99 } },
            [
                ["deployment.minimumHealthyPercent", "must be a whole number, 0 to 100 percent, got 101"],
                ["deployment.maximumPercent", "must be a whole number, 100 to 1000 percent, got 99"],
                [
                    "deployment",
                    "cannot move: of 1 tasks at least 2 must stay and at most 0 may run. Lower minimumHealthyPercent (101) or raise maximumPercent (99)",
                ],
            ],
        ],
        [
            "one task that waits for its own port",
            { containers: [{ ...listening, portMappings: [{ containerPort: 80, hostPort: 8080 }] }] },
            [
                [
                    "deployment.minimumHealthyPercent",
                    "must be 0 for one task with the fixed host port 8080: the new task waits for the port that the old one has. Or leave hostPort out, so that Docker chooses",
                ],
            ],
        ],
        [
            "the same in host mode",
            { networkMode: "host" },
            [
                [
                    "deployment.minimumHealthyPercent",
                    "must be 0 for one task with the fixed host port 80: the new task waits for the port that the old one has. Or leave hostPort out, so that Docker chooses",
                ],
            ],
        ],
        [
            "an empty strategy",
            { capacityProviderStrategy: [] },
            [["capacityProviderStrategy", "must be 1 to 20 items, got 0"]],
        ],
        [
            "a strategy of no weight",
            { capacityProviderStrategy: [{ capacity: "main", weight: 0 }] },
            [["capacityProviderStrategy", "must give one item a weight of 1 or more, got only 0"]],
        ],
        [
            "two bases and numbers out of bounds",
            {
                capacityProviderStrategy: [
                    { capacity: "main", base: 1, weight: 1001 },
                    { capacity: "large", base: 100001 },
                ],
            },
            [
                ["capacityProviderStrategy[0].weight", "must be a whole number, 0 to 1000, got 1001"],
                ["capacityProviderStrategy[1].base", "must be a whole number, 0 to 100000 tasks, got 100001"],
                ["capacityProviderStrategy", "may give a base to one item only"],
            ],
        ],
        [
            "a problem of the task",
            { logRetentionDays: 8 },
            [
                [
                    "logRetentionDays",
                    "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 8",
                ],
            ],
        ],
        [
            "several at once",
            { desiredCount: -1, egress: true, discovery: {}, containers: [] },
            [
                ["containers", "must be 1 to 10 containers, got 0"],
                [
                    "egress",
                    'cannot be true in awsvpc mode (which the A record of discovery needs): on EC2 such a task gets no public address, and this VPC has no NAT or IPv6 for it. Use networkMode "bridge" with discovery.recordType "SRV" or with Service Connect, or a VPC with a way out and taskEgress: true',
                ],
                ["desiredCount", "must be a whole number, 0 to 5000 tasks, got -1"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => create(args));

    it("refuses a name that makes no family", async () => {
        const found = await refused(() => create({}, "a.b"));
        assert.deepEqual(
            found.map(({ propertyPath, reason }) => [propertyPath, reason]),
            [["name", 'must be up to 255 letters, digits, hyphens and underscores, got "shop-test-a.b"']],
        );
    });

    const late: [string, Partial<EcsServiceArgs>, RegExp][] = [
        [
            "a capacity that the cluster does not have",
            { capacityProviderStrategy: [{ capacity: "gpu" }] },
            /capacityProviderStrategy names "gpu"; the cluster has main, large, arm/,
        ],
        [
            "capacities of two architectures",
            { capacityProviderStrategy: [{ capacity: "main" }, { capacity: "arm" }] },
            /capacityProviderStrategy mixes architectures \(X86_64, ARM64\)/,
        ],
    ];
    for (const [what, args, message] of late) {
        it(`fails on ${what}, once the cluster is known`, async () => {
            await assert.rejects(
                plan(() => create(args)),
                message,
            );
        });
    }

    it("fails on a capacity that the cluster does not have in the first preview already", async () => {
        const program = () => {
            const cluster = new EcsCluster("shop", { vpc: vpcRef() });
            create({ cluster, capacityProviderStrategy: [{ capacity: "gpu" }] });
        };
        await assert.rejects(plan(program, { preview: true }), /names "gpu"; the cluster has main/);
    });
});
