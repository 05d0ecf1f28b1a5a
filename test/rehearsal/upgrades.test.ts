import { strict as assert } from "node:assert";

import {
    ContainerInsights,
    type Ec2CapacityArgs,
    EcrImage,
    EcsCluster,
    type EcsClusterArgs,
    PublicVpc,
    type PublicVpcArgs,
} from "../../components";
import { type Changes, Session, type Stack } from "./session";

interface Arguments {
    vpc?: PublicVpcArgs;
    cluster?: Partial<EcsClusterArgs>;
    main?: Ec2CapacityArgs;
    keepImages?: number;
}

// What each change of an argument does to what is there: the whole list of what is replaced, added and taken away, and
// of what is updated in place. From one row to the next only the named argument changes; all stay as they have become.
const CHANGES: [what: string, change: Arguments, expected: Partial<Changes>][] = [
    [
        "a third zone moves no subnet",
        { vpc: { availabilityZoneCount: 3 } },
        {
            create: ["ec2/routeTableAssociation vpc-public-3", "ec2/subnet vpc-public-3"],
            update: ["autoscaling/group c-main"],
        },
    ],
    [
        "flow logs are added beside the VPC",
        { vpc: { flowLogs: {} } },
        {
            create: [
                "cloudwatch/logGroup vpc-flows",
                "ec2/flowLog vpc-flows",
                "iam/role vpc-flows",
                "iam/rolePolicy vpc-flows",
            ],
        },
    ],
    [
        "an interface endpoint is added",
        { vpc: { interfaceEndpoints: ["secretsmanager"] } },
        {
            create: [
                "ec2/securityGroup vpc-endpoints",
                "ec2/vpcEndpoint vpc-secretsmanager",
                "vpc/securityGroupIngressRule vpc-endpoints",
            ],
        },
    ],
    [
        "Container Insights is a setting",
        { cluster: { containerInsights: ContainerInsights.Enabled } },
        { update: ["ecs/cluster c"] },
    ],
    [
        "ECS Exec sessions are recorded from now on",
        { cluster: { execSessions: {} } },
        { create: ["cloudwatch/logGroup c-exec"], update: ["ecs/cluster c"] },
    ],
    [
        "more instances change the group only",
        { main: { maxSize: 6, minSize: 2 } },
        { update: ["autoscaling/group c-main"] },
    ],
    [
        "agent variables are a new version of the template, which instance refresh rolls out",
        { main: { agentConfig: { ECS_RESERVED_MEMORY: "128" } } },
        { update: ["autoscaling/group c-main", "ec2/launchTemplate c-main-al2023-x86-64"] },
    ],
    [
        "a larger root volume too",
        { main: { rootVolumeSize: 50 } },
        { update: ["autoscaling/group c-main", "ec2/launchTemplate c-main-al2023-x86-64"] },
    ],
    [
        "another instance type of the same architecture too",
        { main: { instanceTypes: ["m7i.large"] } },
        { update: ["autoscaling/group c-main", "ec2/launchTemplate c-main-al2023-x86-64"] },
    ],
    [
        "another architecture is another template, since the machine image stays with the old one",
        { main: { instanceTypes: ["m7g.large"] } },
        {
            create: ["ec2/launchTemplate c-main-al2023-arm64"],
            update: ["autoscaling/group c-main", "index web"],
            delete: ["ec2/launchTemplate c-main-al2023-x86-64"],
        },
    ],
    [
        "target capacity is a setting of the provider",
        { main: { targetCapacity: 80 } },
        { update: ["ecs/capacityProvider c-main"] },
    ],
    [
        "protection from scale-in is a setting of group and provider",
        { main: { managedTerminationProtection: true } },
        { update: ["autoscaling/group c-main", "ecs/capacityProvider c-main"] },
    ],
    [
        "a second capacity is added to the one association",
        { cluster: { capacities: { large: { instanceTypes: ["m7g.xlarge"] } } } },
        {
            create: [
                "autoscaling/group c-large",
                "ec2/launchTemplate c-large-al2023-arm64",
                "ecs/capacityProvider c-large",
            ],
            update: ["ecs/clusterCapacityProviders c"],
        },
    ],
    [
        "the lifecycle of images is another policy, and there is one afterwards",
        { keepImages: 10 },
        { replace: ["ecr/lifecyclePolicy web"] },
    ],
    [
        "another namespace replaces the old one, and nothing else",
        { cluster: { namespaceName: "other.internal" } },
        { replace: ["servicediscovery/privateDnsNamespace c"], update: ["ecs/cluster c"] },
    ],
];

describe("changing arguments of network, cluster and image", function () {
    this.timeout(240_000);
    let session: Session;
    let stack: Stack;
    let now: Arguments = {};

    before(async () => {
        session = await Session.start();
        stack = await session.stack("upgrades", async () => {
            const vpc = new PublicVpc("vpc", now.vpc);
            const { capacities, ...rest } = now.cluster ?? {};
            const cluster = new EcsCluster("c", { vpc, ...rest, capacities: { main: now.main ?? {}, ...capacities } });
            new EcrImage("web", {
                context: "programs/dks/app/ui",
                architecture: cluster.architecture,
                forceDelete: true,
                ...(now.keepImages === undefined ? {} : { keepImages: now.keepImages }),
            });
        });
        await stack.up();
    });

    for (const [what, change, expected] of CHANGES) {
        it(what, async () => {
            now = {
                ...now,
                ...change,
                vpc: { ...now.vpc, ...change.vpc },
                cluster: { ...now.cluster, ...change.cluster },
                main: { ...now.main, ...change.main },
            };
            const { create, update, replace, delete: gone } = await stack.up();
            const replaced = new Set(replace);
            assert.deepEqual(
                {
                    create: create.filter((one) => !replaced.has(one)),
                    update,
                    replace,
                    delete: gone.filter((one) => !replaced.has(one)),
                },
                { create: [], update: [], replace: [], delete: [], ...expected },
            );
        });
    }

    it("changes nothing in a preview after all that, nor after a refresh", async () => {
        const nothing = { create: [], update: [], replace: [], delete: [] };
        assert.deepEqual(await stack.preview(), nothing);
        await stack.refresh();
        assert.deepEqual(await stack.preview(), nothing);
    });

    it("leaves nothing after a destroy", async () => {
        await stack.destroy();
        assert.deepEqual(session.left(), []);
    });

    after(() => session?.stop());
});
