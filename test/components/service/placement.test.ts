import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { difference, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const db = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";
const web: ContainerArgs = {
    name: "web",
    image: "nginx@sha256:1",
    memory: 128,
    secrets: { PASSWORD: `${db}:password::` },
};
const create = (args: Partial<EcsServiceArgs>) =>
    new EcsService("web", { cluster: clusterRef(), containers: [web], ...args });
const service = (args: Partial<EcsServiceArgs>, calls = {}) => plan(() => create(args), { calls });
const changes = async (args: Partial<EcsServiceArgs>) => difference(await service({}), await service(args));

describe("where and when tasks of EcsService start", () => {
    it("on each instance as a daemon, of which never two run there", async () => {
        const { inputs } = (await service({ daemon: true })).one("aws:ecs/service:Service");
        const { schedulingStrategy, launchType, deploymentMaximumPercent, deploymentMinimumHealthyPercent } = inputs;
        assert.deepEqual(
            [schedulingStrategy, launchType, deploymentMaximumPercent, deploymentMinimumHealthyPercent],
            ["DAEMON", "EC2", 100, 0],
        );
        assert.equal(inputs.availabilityZoneRebalancing, "DISABLED");
        for (const key of ["desiredCount", "capacityProviderStrategies", "orderedPlacementStrategies"]) {
            assert.equal(inputs[key], undefined, key);
        }
    });

    const rows: [string, Partial<EcsServiceArgs>, object][] = [
        [
            "by strategies and constraints of one's own, which end zone rebalancing",
            {
                placementStrategies: [{ type: "binpack", field: "cpu" }],
                placementConstraints: [
                    { type: "distinctInstance" },
                    { type: "memberOf", expression: "attribute:ecs.instance-type =~ m7.*" },
                ],
            },
            {
                availabilityZoneRebalancing: "DISABLED",
                orderedPlacementStrategies: [{ field: "cpu", type: "binpack" }],
                placementConstraints: [
                    { type: "distinctInstance" },
                    { expression: "attribute:ecs.instance-type =~ m7.*", type: "memberOf" },
                ],
            },
        ],
        [
            "without zone rebalancing",
            { availabilityZoneRebalancing: false },
            { availabilityZoneRebalancing: "DISABLED" },
        ],
        [
            "anew when a given version of a secret changes",
            { secretVersions: { db: "v1" } },
            { triggers: { "secret-db": "v1" } },
        ],
    ];
    for (const [what, args, expected] of rows) {
        it(what, async () => assert.deepEqual(await changes(args), { "ecs.Service web": expected }));
    }

    it("anew when a version that is looked up changes, whose value nobody reads", async () => {
        const engine = await service(
            { lookUpSecretVersions: true },
            {
                "aws:secretsmanager/getSecretVersions:getSecretVersions": ({ secretId }: Record<string, unknown>) => ({
                    secretId,
                    versions: [
                        { versionId: "old", versionStages: ["AWSPREVIOUS"] },
                        { versionId: "new", versionStages: ["AWSCURRENT"] },
                    ],
                }),
            },
        );
        assert.deepEqual(engine.one("aws:ecs/service:Service").inputs.triggers, { "secret-web-PASSWORD": "new" });
        const asked = engine.calls.filter(({ token }) => token.startsWith("aws:secretsmanager"));
        assert.deepEqual(
            asked.map(({ inputs }) => inputs.secretId),
            [db],
        );
    });

    it("with an EBS volume that ECS makes for each, encrypted, by a role for it", async () => {
        const found = await changes({
            volumes: [{ name: "data", ebs: { size: 20, iops: 4000, kmsKeyArn: "arn:key" } }],
        });
        const { volumeConfiguration } = found["ecs.Service web"] as Record<string, unknown>;
        assert.deepEqual(volumeConfiguration, {
            managedEbsVolume: {
                encrypted: true,
                iops: 4000,
                kmsKeyId: "arn:key",
                roleArn: "arn:aws:iam::123456789012:role/web-infrastructure-1a2b3c4",
                sizeInGb: 20,
                tagSpecifications: [{ propagateTags: "SERVICE", resourceType: "volume" }],
                volumeType: "gp3",
            },
            name: "data",
        });
        assert.deepEqual(Object.keys(found), [
            "ecs.Service web",
            "ecs.TaskDefinition web",
            "iam.Role web-infrastructure",
            "iam.RolePolicy web-infrastructure",
            "iam.RolePolicyAttachment web-infrastructure",
        ]);
    });

    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "what a daemon cannot have",
            {
                daemon: true,
                desiredCount: 2,
                capacityProviderStrategy: [{ capacity: "main" }],
                placementStrategies: [],
                availabilityZoneRebalancing: true,
                deployment: { maximumPercent: 200, minimumHealthyPercent: 100 },
                volumes: [{ name: "data", ebs: { size: 1 } }],
            },
            [
                ["deployment.maximumPercent", "must be 100 with daemon, one task an instance, got 200"],
                [
                    "deployment.minimumHealthyPercent",
                    "must be below 100 with daemon: the old task makes room for the new one",
                ],
                ["placementStrategies", "cannot go with daemon, which runs on each instance"],
                [
                    "availabilityZoneRebalancing",
                    "needs maximumPercent above 100 and spread over attribute:ecs.availability-zone as the first strategy, and " +
                        "goes with neither daemon nor a constraint on zones",
                ],
                ["desiredCount", "cannot go with daemon, which runs on each instance"],
                [
                    "capacityProviderStrategy",
                    "cannot go with daemon, which runs on each instance; choose instances by placementConstraints",
                ],
                ["volumes[0].ebs", "cannot go with daemon"],
            ],
        ],
        [
            "placement that AWS does not know",
            {
                placementStrategies: [
                    { type: "binpack" },
                    { type: "spread", field: "zone" },
                    { type: "random", field: "cpu" },
                    { type: "pack" },
                ],
                placementConstraints: [
                    { type: "memberOf" },
                    { type: "distinctInstance", expression: "x" },
                    { type: "sameInstance" },
                    { type: "memberOf", expression: "x".repeat(2001) },
                ],
            },
            [
                ["placementStrategies[0].field", "must be cpu or memory for binpack, got undefined"],
                ["placementStrategies[1].field", 'must be instanceId, host or attribute:<name> for spread, got "zone"'],
                ["placementStrategies[2].field", "cannot go with random"],
                ["placementStrategies[3].type", 'must be spread, binpack or random, got "pack"'],
                ["placementConstraints[0].expression", "is missing: memberOf needs one"],
                ["placementConstraints[1].expression", "cannot go with distinctInstance"],
                ["placementConstraints[2].type", 'must be distinctInstance or memberOf, got "sameInstance"'],
                ["placementConstraints[3].expression", "must be up to 2000 characters, got 2001"],
            ],
        ],
        [
            "versions of SSM parameters to look up",
            {
                lookUpSecretVersions: true,
                containers: [{ ...web, secrets: { KEY: "arn:aws:ssm:eu-central-1:123456789012:parameter/key" } }],
            },
            [
                [
                    "lookUpSecretVersions",
                    "cannot follow SSM parameters (web-KEY), whose version comes with their value; give it in secretVersions",
                ],
            ],
        ],
    ];
    refusalTests(refusals, create);
});
