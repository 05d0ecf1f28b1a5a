import { strict as assert } from "node:assert";

import { EcsCluster, type EcsClusterArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { difference, inputsOf, once, plan } from "../../support/plan";
import { vpcRef } from "../../support/refs";

const cluster = (args: Partial<EcsClusterArgs> = {}, options?: EngineOptions) =>
    plan(() => new EcsCluster("shop", { vpc: vpcRef({ subnetCount: 2 }), ...args }), options);
const plain = once(() => cluster());
const changes = async (args: Partial<EcsClusterArgs>) => difference(await plain(), await cluster(args));

describe("an argument of EcsCluster", () => {
    const given: [string, Partial<EcsClusterArgs>, object][] = [
        [
            "containerInsights",
            { containerInsights: "disabled" },
            {
                "ecs.Cluster shop": { settings: [{ name: "containerInsights", value: "disabled" }] },
            },
        ],
        [
            "namespaceName",
            { namespaceName: "other.internal" },
            { "servicediscovery.PrivateDnsNamespace shop": { name: "other.internal" } },
        ],
        [
            "a namespace that exists",
            { namespace: { namespaceId: "ns-9", namespaceName: "old.internal" } },
            {
                "ecs.Cluster shop": { serviceConnectDefaults: undefined },
                "servicediscovery.PrivateDnsNamespace shop": "removed",
            },
        ],
        [
            "execSessions",
            { execSessions: { kmsKeyArn: "arn:key" } },
            {
                "cloudwatch.LogGroup shop-exec": {
                    added: { kmsKeyId: "arn:key", name: "/ecs/shop/test/shop/exec", retentionInDays: 90 },
                },
                "ecs.Cluster shop": {
                    configuration: {
                        executeCommandConfiguration: {
                            kmsKeyId: "arn:key",
                            logConfiguration: {
                                cloudWatchEncryptionEnabled: true,
                                cloudWatchLogGroupName: "/ecs/shop/test/shop/exec",
                            },
                            logging: "OVERRIDE",
                        },
                    },
                },
            },
        ],
        [
            "managedStorageKmsKeyArn",
            { managedStorageKmsKeyArn: "arn:key" },
            {
                "ecs.Cluster shop": { configuration: { managedStorageConfiguration: { kmsKeyId: "arn:key" } } },
            },
        ],
        [
            "instancePolicyArns",
            { instancePolicyArns: ["arn:policy"] },
            {
                "iam.RolePolicyAttachment shop-instances-more-1": {
                    added: { policyArn: "arn:policy", role: "shop-instances-1a2b3c4" },
                },
            },
        ],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    it("puts instances into private subnets where there are some, without public addresses", async () => {
        const vpc = vpcRef({ subnetCount: 2, privateSubnetIds: ["subnet-p", "subnet-q"] });
        const { outputs } = (await cluster({ vpc })).one("ecs-ec2:index:EcsCluster");
        assert.deepEqual([outputs?.taskSubnetIds, outputs?.taskEgress], [["subnet-p", "subnet-q"], true]);
        const found = await changes({ vpc });
        assert.deepEqual(found["autoscaling.Group shop-main"], { vpcZoneIdentifiers: ["subnet-p", "subnet-q"] });
        assert.deepEqual(found["ec2.LaunchTemplate shop-main-al2023-x86-64"], {
            networkInterfaces: undefined,
            vpcSecurityGroupIds: ["sg-shop-instances"],
        });
    });

    it("has a capacity provider for each capacity and one association of all", async () => {
        const engine = await cluster({
            capacities: {
                main: { base: 2 },
                large: { instanceTypes: ["m5.large"], weight: 3 },
                arm: { instanceTypes: ["m7g.large"] },
            },
        });
        const { outputs } = engine.one("ecs-ec2:index:EcsCluster");
        assert.deepEqual(
            [outputs?.architecture, outputs?.architectures],
            ["X86_64", { arm: "ARM64", large: "X86_64", main: "X86_64" }],
        );
        assert.deepEqual(engine.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs, {
            clusterName: "shop-1a2b3c4",
            capacityProviders: ["shop-main-1a2b3c4", "shop-large-1a2b3c4", "shop-arm-1a2b3c4"],
            defaultCapacityProviderStrategies: [
                { capacityProvider: "shop-main-1a2b3c4", weight: 1, base: 2 },
                { capacityProvider: "shop-large-1a2b3c4", weight: 3, base: 0 },
            ],
        });
    });

    it("turns trunking on before instances start, and leaves the setting when it goes", async () => {
        const engine = await cluster({ eniTrunking: true, capacities: { main: { instanceTypes: ["m5.large"] } } });
        const setting = engine.one("aws:ecs/accountSettingDefault:AccountSettingDefault");
        assert.deepEqual(setting.inputs, { name: "awsvpcTrunking", value: "enabled" });
        assert.ok(engine.needs(engine.one("aws:autoscaling/group:Group")).has(setting.urn));
    });

    it("puts tags on everything that takes them", async () => {
        const untagged = Object.entries(inputsOf(await cluster({ tags: { Team: "web" } }))).filter(
            ([, inputs]) => !JSON.stringify(inputs).includes("Team"),
        );
        assert.deepEqual(
            untagged.map(([key]) => key),
            [
                "ecs.ClusterCapacityProviders shop",
                "iam.RolePolicyAttachment shop-instances-ecs",
                "iam.RolePolicyAttachment shop-instances-ssm",
                "vpc.SecurityGroupEgressRule shop-instances-egress",
            ],
        );
    });
});
