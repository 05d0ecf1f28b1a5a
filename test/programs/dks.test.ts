import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";

import { PASSWORD } from "../support/aws";
import type { Engine } from "../support/engine";
import { assertGolden } from "../support/golden";
import { assertDestroyOrder, label } from "../support/plan";
import { planProgram } from "../support/program";

const STACKS = ["dev", "staging", "prod"] as const;
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

// Each is planned once: what is recorded does not change any more.
const planned = new Map<string, ReturnType<typeof planProgram>>();
const plannedOnce = (stack: string, preview: boolean) => {
    const key = `${stack} ${preview}`;
    const plan = planned.get(key) ?? planProgram("dks", stack, { preview });
    planned.set(key, plan);
    return plan;
};
const dks = async (stack: string, preview = false) => (await plannedOnce(stack, preview)).engine;

/** One line a resource: its ancestors from the outside in, then itself. */
function lines(engine: Engine): string[] {
    const byUrn = new Map(engine.resources.map((resource) => [resource.urn, resource]));
    const chain = (urn: string): string[] => {
        const resource = byUrn.get(urn);
        return resource ? [...chain(resource.parent), label(resource)] : [];
    };
    return engine.resources.map(({ urn }) => chain(urn).join(" > ")).sort();
}

describe("the program dks", () => {
    for (const stack of STACKS) {
        it(`creates the accepted resources in ${stack}`, async () => {
            assertGolden(`dks.${stack}.txt`, `${lines(await dks(stack)).join("\n")}\n`);
        });

        it(`previews in ${stack} what an update creates`, async () => {
            assert.deepEqual(lines(await dks(stack, true)), lines(await dks(stack)));
        });

        it(`holds no password outside of secrets in ${stack}`, async () => {
            const holders = (await dks(stack)).resources.filter(({ inputs }) =>
                JSON.stringify(inputs).includes(PASSWORD),
            );
            assert.deepEqual([...new Set(holders.map(({ type, secrets }) => `${type} ${secrets.join()}`))].sort(), [
                "aws:secretsmanager/secretVersion:SecretVersion secretString",
                "docker-build:index:Image registries[0].password",
            ]);
        });

        it(`starts neither Spot nor Fargate nor a NAT gateway in ${stack}`, async () => {
            const engine = await dks(stack);
            assert.doesNotMatch(
                JSON.stringify(engine.resources.map(({ type, inputs }) => [type, inputs])),
                /spot|fargate|natGateway/i,
            );
        });

        it(`has no two equal rules in a security group in ${stack}`, async () => {
            const rules = (await dks(stack))
                .all(RULE)
                .map(({ inputs: { description, tags, ...rule } }) => JSON.stringify(rule));
            assert.equal(new Set(rules).size, rules.length);
        });
    }

    it("starts the database, then the API, then the user interface", async () => {
        assertDestroyOrder(await dks("dev"), ["ecs.Service dks-ui", "ecs.Service dks-api", "ecs.Service dks-db"]);
    });

    it("is destroyed from the services to the VPC, so that AWS refuses nothing", async () => {
        const engine = await dks("prod");
        const [group, template] = ["autoscaling.Group dks-main", "ec2.LaunchTemplate dks-main-al2023-arm64"];
        for (const service of ["dks-ui", "dks-api"]) {
            assertDestroyOrder(engine, [
                `appautoscaling.Policy ${service}-cpu`,
                `appautoscaling.Target ${service}`,
                `ecs.Service ${service}`,
                `lb.ListenerRule ${service}`,
                "lb.Listener dks-http",
                "lb.LoadBalancer dks",
                "ec2.Route dks-internet",
                "ec2.InternetGateway dks-gateway",
                "ec2.Vpc dks",
            ]);
            assertDestroyOrder(engine, [`lb.ListenerRule ${service}`, `lb.TargetGroup ${service}`]);
            assertDestroyOrder(engine, [`ecs.Service ${service}`, `servicediscovery.Service ${service}`]);
        }
        assertDestroyOrder(engine, [
            "ecs.Service dks-db",
            "ecs.ClusterCapacityProviders dks",
            "ecs.CapacityProvider dks-main",
            group,
            template,
            "iam.InstanceProfile dks-instances",
            "iam.Role dks-instances",
        ]);
        for (const needed of [
            "ec2.Route dks-internet",
            "ec2.SecurityGroup dks-instances",
            "ec2.Subnet dks-public-3",
            "ecs.Cluster dks",
        ]) {
            assertDestroyOrder(engine, [group, needed]);
        }
        assertDestroyOrder(engine, ["servicediscovery.Service dks-db", "servicediscovery.PrivateDnsNamespace dks"]);
        assertDestroyOrder(engine, ["ecs.Service dks-db", "efs.MountTarget dks-data-3", "ec2.SecurityGroup dks-data"]);
    });

    it("sends /api to the API before everything else goes to the user interface", async () => {
        const engine = await dks("dev");
        const [api, ui] = ["dks-api", "dks-ui"].map(
            (name) => engine.one("aws:lb/listenerRule:ListenerRule", name).inputs,
        );
        assert.deepEqual(api?.conditions, [{ pathPattern: { values: ["/api", "/api/*"] } }]);
        assert.deepEqual(ui?.conditions, [{ pathPattern: { values: ["/*"] } }]);
        assert.ok(api?.priority < ui?.priority);
    });

    it("lets nobody in but the balancer, and each service what it connects to", async () => {
        const rules = (await dks("dev")).all(RULE).map(({ name, inputs }) => {
            const { cidrIpv4, referencedSecurityGroupId, securityGroupId, fromPort, toPort } = inputs;
            return `${name}: ${cidrIpv4 ?? referencedSecurityGroupId} > ${securityGroupId} ${fromPort}-${toPort}`;
        });
        assert.deepEqual(rules, [
            "dks-api-from-balancer-8080: sg-dks > sg-dks-api 8080-8080",
            "dks-api-from-dks-instances-8080: sg-dks-instances > sg-dks-api 8080-8080",
            "dks-api-to-dks-db-5432: sg-dks-api > sg-dks-db 5432-5432",
            "dks-http-1: 0.0.0.0/0 > sg-dks 80-80",
            "dks-to-dks: sg-dks > sg-dks-instances 32768-65535",
        ]);
    });

    it("tells where it is, how services find each other, and how to look into them", async () => {
        const { outputs } = await plannedOnce("dev", false);
        const known = await (
            pulumi.output(outputs) as unknown as { promise(): Promise<Record<string, object>> }
        ).promise();
        const { url, discoveryNames, logs, shells } = known;
        assert.equal(url, "http://dks-1a2b3c4-1234567890.eu-central-1.elb.amazonaws.com");
        assert.deepEqual(discoveryNames, {
            api: "dks-api.dks-dev.internal",
            db: "dks-db.dks-dev.internal",
            ui: "dks-ui.dks-dev.internal",
        });
        assert.deepEqual(logs, {
            api: "aws logs tail /ecs/dks/dev/dks-api --follow --region eu-central-1",
            db: "aws logs tail /ecs/dks/dev/dks-db --follow --region eu-central-1",
            ui: "aws logs tail /ecs/dks/dev/dks-ui --follow --region eu-central-1",
        });
        assert.deepEqual(Object.keys(shells ?? {}), ["db", "api", "ui"]);
    });

    it("differs between environments in numbers and protections", async () => {
        const different = <T>(values: T[]) => [
            ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
        ];
        const facts = async (stack: string) => {
            const engine = await dks(stack);
            const group = engine.one("aws:autoscaling/group:Group").inputs;
            return {
                subnets: engine.all("aws:ec2/subnet:Subnet").length,
                instances: [group.minSize, group.maxSize, group.protectFromScaleIn],
                type: engine.one("aws:ec2/launchTemplate:LaunchTemplate").inputs.instanceType,
                platforms: different(
                    engine.all("docker-build:index:Image").map(({ inputs }) => inputs.platforms.join()),
                ),
                tasks: different(
                    engine
                        .all("aws:appautoscaling/target:Target")
                        .map(({ inputs }) => [inputs.minCapacity, inputs.maxCapacity]),
                ),
                balancer: engine.one("aws:lb/loadBalancer:LoadBalancer").inputs.enableDeletionProtection,
                forceDelete: different(
                    engine.all("aws:ecr/repository:Repository").map(({ inputs }) => inputs.forceDelete),
                ),
                recovery: different(
                    engine.all("aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs.recoveryWindowInDays),
                ),
                volumes: engine.all("aws:efs/fileSystem:FileSystem").length,
                retention: different(
                    engine.all("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs.retentionInDays),
                ),
            };
        };
        assert.deepEqual(await facts("dev"), {
            subnets: 2,
            instances: [2, 4, false],
            type: "t3.small",
            platforms: ["linux/amd64"],
            tasks: [[1, 2]],
            balancer: false,
            forceDelete: [true],
            recovery: [0],
            volumes: 0,
            retention: [7],
        });
        assert.deepEqual(await facts("staging"), {
            subnets: 2,
            instances: [2, 6, false],
            type: "t4g.small",
            platforms: ["linux/arm64"],
            tasks: [[2, 4]],
            balancer: false,
            forceDelete: [true],
            recovery: [0],
            volumes: 1,
            retention: [30],
        });
        assert.deepEqual(await facts("prod"), {
            subnets: 3,
            instances: [3, 12, true],
            type: "m7g.large",
            platforms: ["linux/arm64"],
            tasks: [[2, 4]],
            balancer: true,
            forceDelete: [false],
            recovery: [30],
            volumes: 1,
            retention: [90],
        });
    });
});
