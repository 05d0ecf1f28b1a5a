import * as assert from "node:assert/strict";
import { type Props, UNKNOWN } from "../../../rehearsal/values";
import { Stack } from "./stack";

const CLUSTER = "aws:ecs/cluster:Cluster";
const REPOSITORY = "aws:ecr/repository:Repository";
const TARGETS = "aws:lb/targetGroup:TargetGroup";

describe("simulation: check", () => {
    const stack = new Stack();

    it("refuses a property that the provider has not, at any depth", () => {
        assert.deepEqual(stack.failures(CLUSTER, { nmae: "x" }), [
            "Invalid or unknown key. Examine values at 'it.nmae'.",
        ]);
        assert.deepEqual(
            stack.failures(CLUSTER, { settings: [{ name: "containerInsights", value: "enabled", on: true }] }),
            ["Invalid or unknown key. Examine values at 'it.settings[0].on'."],
        );
    });

    it("refuses a missing required property", () => {
        assert.deepEqual(stack.failures("aws:ec2/route:Route", {}), ["Missing required property 'routeTableId'"]);
        assert.deepEqual(stack.failures(CLUSTER, { settings: [{ name: "containerInsights" }] }), [
            "Missing required property 'settings[0].value'",
        ]);
    });

    it("refuses a value of another type, and takes numbers as text", () => {
        assert.match(String(stack.failures(CLUSTER, { settings: "x" })), /expected list type, got string type/);
        assert.equal(stack.checked("aws:autoscaling/group:Group", "g", { minSize: "1", maxSize: "2" }).minSize, 1);
    });

    it("lets unknown values through", () => {
        const args = { family: UNKNOWN, containerDefinitions: UNKNOWN };
        assert.deepEqual(stack.failures("aws:ecs/taskDefinition:TaskDefinition", args), []);
    });

    it("names what has no name, and keeps that name", () => {
        const first = stack.checked(CLUSTER, "Main", {});
        assert.match(first.name, /^Main-[0-9a-f]{7}$/);
        assert.deepEqual(first.__defaults, ["name"]);
        const again = (olds: Props) =>
            stack.operations.check(stack.subject(CLUSTER, "Main"), {}, olds, "01").inputs.name;
        assert.equal(again(first), first.name);
        assert.notEqual(again({}), first.name);
        assert.notEqual(stack.checked(CLUSTER, "Main", { name: "own" }, first).name, first.name);
        assert.match(stack.checked(REPOSITORY, "Web", {}).name, /^web-/);
        assert.equal(stack.checked("aws:ecs/cluster:Cluster", "x", { name: "mine" }).name, "mine");
    });

    it("refuses a logical name that is too long for AWS's limit", () => {
        const args = { port: 80, protocol: "HTTP", vpcId: "vpc-1" };
        assert.deepEqual(stack.failures(TARGETS, args, "x".repeat(24)), []);
        assert.match(String(stack.failures(TARGETS, args, "x".repeat(25))), /maximum length of 32/);
    });

    it("writes Terraform's defaults into the inputs", () => {
        const inputs = stack.checked("aws:ecs/service:Service", "web", {});
        assert.equal(inputs.deploymentMaximumPercent, 200);
        assert.ok(inputs.__defaults.includes("deploymentMaximumPercent"));
    });

    const wrong: [string, string, object, RegExp][] = [
        [
            "a target group name of 33 characters",
            TARGETS,
            { name: "x".repeat(33), targetType: "lambda" },
            /32 characters/,
        ],
        ["an internal- balancer name", "aws:lb/loadBalancer:LoadBalancer", { name: "internal-web" }, /internal-/],
        [
            "a capacity provider called after AWS",
            "aws:ecs/capacityProvider:CapacityProvider",
            { name: "aws-one" },
            /must not begin/,
        ],
        ["a repository in upper case", REPOSITORY, { name: "Web" }, /lower-case/],
        ["a retention of four days", "aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 4 }, /one of \[0 1 3/],
        [
            "a rule priority over 50000",
            "aws:lb/listenerRule:ListenerRule",
            { listenerArn: "a", actions: [], conditions: [], priority: 50001 },
            /1 - 50000/,
        ],
        ["user data that is no base64", "aws:ec2/launchTemplate:LaunchTemplate", { userData: "#!/bin/bash" }, /BASE64/],
        ["a recovery window of three days", "aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 3 }, /7 - 30/],
        [
            "a rule with two peers",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            { securityGroupId: "sg", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", cidrIpv6: "::/0" },
            /exactly one/,
        ],
        [
            "memory as text",
            "aws:ecs/taskDefinition:TaskDefinition",
            { family: "f", containerDefinitions: '[{"name":"a","image":"b","memory":"128"}]' },
            /cannot unmarshal string.*Memory/,
        ],
    ];
    for (const [what, token, args, pattern] of wrong) {
        it(`refuses ${what}`, () => assert.match(String(stack.failures(token, args as never)), pattern));
    }

    it("says how to add a type that it does not know", () => {
        assert.match(
            String(stack.failures("aws:qldb/ledger:Ledger", {})),
            /does not know aws:qldb.*rehearsal\/aws\/qldb\.ts/,
        );
    });
});
