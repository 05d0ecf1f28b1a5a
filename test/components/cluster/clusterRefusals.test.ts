import { strict as assert } from "node:assert";

import { EcsCluster, type EcsClusterArgs } from "../../../components";
import { type Refusals, refusalTests, refused } from "../../support/plan";
import { vpcRef } from "../../support/refs";

describe("EcsCluster in its refusals", () => {
    const refusals: Refusals<Partial<EcsClusterArgs>> = [
        ["no capacity", { capacities: {} }, [["capacities", "must be 1 to 20 capacities, got 0"]]],
        [
            "more capacities than a cluster may have",
            { capacities: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`c${n}`, {}])) },
            [["capacities", "must be 1 to 20 capacities, got 21"]],
        ],
        [
            "a capacity whose provider AWS does not take",
            { capacities: { "a b": {} } },
            [
                [
                    "capacities.a b",
                    'must be up to 255 letters, digits, hyphens and underscores, not starting with aws, ecs or fargate, got "shop-a b"',
                ],
            ],
        ],
        [
            "no weight at all",
            { capacities: { a: { weight: 0 } } },
            [["capacities", "must give one capacity a weight of 1 or more, got only 0"]],
        ],
        [
            "two bases",
            { capacities: { a: { base: 1 }, b: { base: 1 } } },
            [["capacities", "may give a base to one capacity only"]],
        ],
        [
            "a default strategy of two architectures",
            { capacities: { a: {}, b: { instanceTypes: ["m7g.large"], weight: 1 } } },
            [
                [
                    "capacities",
                    "give a weight to one architecture only, since an image runs on one; a, b have both. Services choose the other by capacityProviderStrategy",
                ],
            ],
        ],
        [
            "a namespace and a name for one",
            { namespace: { namespaceId: "ns-1", namespaceName: "a" }, namespaceName: "b" },
            [["namespaceName", "cannot go with namespace, which has a name"]],
        ],
        [
            "a namespace that is no domain name",
            { namespaceName: "Shop_.internal-" },
            [
                [
                    "namespaceName",
                    'must be a lower-case domain name such as shop-dev.internal, up to 253 characters, got "Shop_.internal-"',
                ],
            ],
        ],
        [
            "trunking of what cannot trunk",
            { eniTrunking: true },
            [
                [
                    "eniTrunking",
                    "has no effect on t3.small of capacity main, which cannot trunk; take an m, c or r type or leave it out",
                ],
            ],
        ],
        [
            "a retention that CloudWatch does not have",
            { execSessions: { logRetentionDays: 91 } },
            [
                [
                    "execSessions.logRetentionDays",
                    "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 91",
                ],
            ],
        ],
        [
            "problems of capacities by their names, all at once",
            { capacities: { a: { minSize: -1 }, b: { instanceTypes: ["x"] } }, namespaceName: "" },
            [
                ["capacities.a.minSize", "must be a whole number, 0 or more instances, got -1"],
                ["capacities.b.instanceTypes", 'must list EC2 instance types such as t3.small or m7g.large, got ["x"]'],
                [
                    "namespaceName",
                    'must be a lower-case domain name such as shop-dev.internal, up to 253 characters, got ""',
                ],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new EcsCluster("shop", { vpc: vpcRef(), ...args }));

    it("refuses a name with which AWS lets no capacity provider start", async () => {
        const found = await refused(() => new EcsCluster("ecs-shop", { vpc: vpcRef() }));
        assert.deepEqual(
            found.map(({ propertyPath, reason }) => [propertyPath, reason]),
            [
                [
                    "capacities.main",
                    'must be up to 255 letters, digits, hyphens and underscores, not starting with aws, ecs or fargate, got "ecs-shop-main"',
                ],
            ],
        );
    });
});
