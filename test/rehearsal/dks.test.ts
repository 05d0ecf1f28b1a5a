import { strict as assert } from "node:assert";
import * as fs from "node:fs";

import { deletions, type Rehearsal, rehearse } from "./rehearse";

// Each of these must be gone before the next may go: reference 4.6 of the order in which AWS lets a cluster be deleted.
const ORDER = [
    ...["dks-api", "dks-ui"].flatMap((service) => [
        [`appautoscaling/policy:Policy ${service}-cpu`, `appautoscaling/target:Target ${service}`],
        [`appautoscaling/target:Target ${service}`, `ecs/service:Service ${service}`],
        [`ecs/service:Service ${service}`, `lb/listenerRule:ListenerRule ${service}`],
        [`lb/listenerRule:ListenerRule ${service}`, `lb/targetGroup:TargetGroup ${service}`],
        [`ecs/service:Service ${service}`, `servicediscovery/service:Service ${service}`],
    ]),
    ["lb/listenerRule:ListenerRule", "lb/listener:Listener"],
    ["lb/listener:Listener", "lb/loadBalancer:LoadBalancer"],
    ["ecs/service:Service dks-api", "ecs/service:Service dks-db"],
    ["ecs/service:Service dks-db", "servicediscovery/service:Service dks-db"],
    ["servicediscovery/service:Service", "servicediscovery/privateDnsNamespace:PrivateDnsNamespace"],
    ["ecs/service:Service", "ecs/clusterCapacityProviders:ClusterCapacityProviders"],
    ["ecs/clusterCapacityProviders:ClusterCapacityProviders", "ecs/capacityProvider:CapacityProvider"],
    ["ecs/capacityProvider:CapacityProvider", "autoscaling/group:Group"],
    ["autoscaling/group:Group", "ec2/launchTemplate:LaunchTemplate"],
    ["autoscaling/group:Group", "ecs/cluster:Cluster"],
    ["ec2/launchTemplate:LaunchTemplate", "iam/instanceProfile:InstanceProfile"],
    ["ec2/launchTemplate:LaunchTemplate", "iam/rolePolicyAttachment:RolePolicyAttachment dks-instances-ecs"],
    ["autoscaling/group:Group", "ec2/route:Route"],
    ["autoscaling/group:Group", "ec2/routeTableAssociation:RouteTableAssociation"],
    ["ec2/route:Route", "ec2/internetGateway:InternetGateway"],
    ["autoscaling/group:Group", "ec2/securityGroup:SecurityGroup dks-instances"],
    ["lb/loadBalancer:LoadBalancer", "ec2/securityGroup:SecurityGroup dks"],
    ["lb/loadBalancer:LoadBalancer", "ec2/subnet:Subnet"],
    ["ec2/subnet:Subnet", "ec2/vpc:Vpc"],
    ["ec2/securityGroup:SecurityGroup", "ec2/vpc:Vpc"],
    ["ec2/internetGateway:InternetGateway", "ec2/vpc:Vpc"],
];

/** Whether a deletion is of a type, or of the one resource that a name after the type means. */
const named = (wanted: string) => (deleted: string) =>
    wanted.includes(" ") ? deleted === `aws:${wanted}` : deleted.startsWith(`aws:${wanted} `);

describe("programs/dks, rehearsed", () => {
    for (const [stack, steps] of [
        ["dev", ["preview", "up", "second preview", "destroy"]],
        ["staging", ["preview", "up", "second preview", "destroy"]],
        ["prod", ["preview", "up", "second preview", "unprotect", "destroy"]],
    ] as const) {
        describe(`in ${stack}`, function () {
            this.timeout(300_000);
            let rehearsal: Rehearsal;
            before(async () => {
                rehearsal = await rehearse(".", stack);
            });

            it("goes through every step", () => {
                assert.equal(rehearsal.error, undefined);
                assert.equal(rehearsal.code, 0);
                assert.deepEqual(
                    rehearsal.steps.map(({ name }) => name),
                    steps,
                );
            });

            it("violates no mandatory policy", () => {
                const mandatory = rehearsal.policyViolations.filter((v) => v.enforcementLevel === "mandatory");
                assert.deepEqual(mandatory, []);
            });

            it("changes nothing in a second preview", () => {
                const [preview, up, second] = rehearsal.steps;
                assert.deepEqual(Object.keys(second?.changes ?? {}), ["same"]);
                assert.equal(second?.changes.same, up?.changes.create);
                assert.equal(preview?.changes.create, up?.changes.create);
            });

            it("tells where everything is", () => {
                const { databaseContent } = rehearsal.outputs;
                assert.match(String(databaseContent), stack === "dev" ? /^goes with the task/ : /^is on EFS fs-\w+/);
                const { url, discoveryNames, logs, shells } = rehearsal.outputs as Record<string, object>;
                assert.match(String(url), /^http:\/\/dks-[\w-]+\.us-east-1\.elb\.amazonaws\.com$/);
                assert.deepEqual(discoveryNames, {
                    db: `dks-db.dks-${stack}.internal`,
                    api: `dks-api.dks-${stack}.internal`,
                    ui: `dks-ui.dks-${stack}.internal`,
                });
                assert.deepEqual(Object.keys(logs ?? {}), Object.keys(discoveryNames));
                assert.deepEqual(Object.keys(shells ?? {}), Object.keys(discoveryNames));
            });

            it("destroys in the order that AWS allows, and leaves nothing", () => {
                assert.deepEqual(rehearsal.left, []);
                const gone = deletions(rehearsal);
                for (const [first = "", then = ""] of ORDER) {
                    const last = gone.findLastIndex(named(first));
                    const next = gone.findIndex(named(then));
                    assert.ok(last >= 0 && next >= 0, `${first} and ${then} are deleted`);
                    assert.ok(last < next, `${gone[last]} must be gone before ${gone[next]}`);
                }
            });

            it("keeps passwords out of its state", () => {
                const state = fs.readFileSync(rehearsal.stackExport as string, "utf8");
                const versions = JSON.parse(state).deployment.resources.filter(
                    ({ type }: { type: string }) => type === "aws:secretsmanager/secretVersion:SecretVersion",
                );
                assert.equal(versions.length, 2);
                for (const { inputs, outputs } of versions) {
                    for (const { secretString } of [inputs, outputs]) {
                        assert.ok(secretString.ciphertext, "encrypted in the state");
                    }
                }
            });
        });
    }
});
