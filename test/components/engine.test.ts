import { strict as assert } from "node:assert";
import * as ec2 from "@pulumi/aws/ec2";
import * as region from "@pulumi/aws/getRegion";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

import { Engine } from "../support/engine";
import { plan } from "../support/plan";
import { UNKNOWN } from "../support/wire";

const group = (name: string, args: ec2.SecurityGroupArgs = {}, opts?: pulumi.ResourceOptions) =>
    new ec2.SecurityGroup(name, args, opts);

describe("the recording engine", () => {
    it("records inputs, the dependencies of each and options", async () => {
        const engine = await plan(() => {
            const first = group("first");
            group("second", { vpcId: first.id, description: "x" }, { ignoreChanges: ["description"] });
        });
        const { inputs, propertyDependencies, dependencies, ignoreChanges } = engine.one(
            "aws:ec2/securityGroup:SecurityGroup",
            "second",
        );
        const urn = engine.one("aws:ec2/securityGroup:SecurityGroup", "first").urn;
        assert.deepEqual(inputs, { vpcId: "sg-first", description: "x" });
        assert.deepEqual(propertyDependencies, { vpcId: [urn] });
        assert.deepEqual(dependencies, [urn]);
        assert.deepEqual(ignoreChanges, ["description"]);
    });

    it("leaves in a preview unknown what only AWS can tell", async () => {
        const engine = await plan(() => group("second", { vpcId: group("first").id }), { preview: true });
        assert.equal(engine.one("aws:ec2/securityGroup:SecurityGroup", "second").inputs.vpcId, UNKNOWN);
    });

    it("remembers which inputs were secret", async () => {
        const engine = await plan(() => group("a", { tags: { open: "x", closed: pulumi.secret("y") } }));
        const { inputs, secrets } = engine.one("aws:ec2/securityGroup:SecurityGroup");
        assert.deepEqual([inputs.tags, secrets], [{ open: "x", closed: "y" }, ["tags.closed"]]);
    });

    it("names nested children as the real engine does", async () => {
        const engine = await plan(() => {
            const outer = new pulumi.ComponentResource("a:index:Outer", "outer");
            const inner = new pulumi.ComponentResource("a:index:Inner", "inner", {}, { parent: outer });
            group("g", {}, { parent: inner });
        });
        assert.equal(engine.tree()[2], "a:index:Outer$a:index:Inner$aws:ec2/securityGroup:SecurityGroup g");
    });

    const faults: [string, () => unknown, RegExp][] = [
        [
            "an error inside an Output",
            () =>
                group("a", {
                    vpcId: group("b").id.apply(() => {
                        throw new Error("too late");
                    }),
                }),
            /too late/,
        ],
        ["a resource that the answers do not know", () => new ec2.Eip("a"), /no answer for aws:ec2\/eip:Eip/],
        [
            "a call that the answers do not know",
            () => ssm.getParametersByPathOutput({ path: "/" }),
            /no answer for aws:ssm\/getParametersByPath:getParametersByPath/,
        ],
        [
            "two resources of one name",
            () => {
                group("a");
                group("a");
            },
            /two resources share one URN/,
        ],
        ["an Output in a text", () => group("a", { description: `${group("b").id}` }), /an Output stands in a text of/],
        ["an input that never comes", () => group("a", { vpcId: new Promise(() => {}) }), /still registering/],
    ];
    for (const [what, program, message] of faults) {
        it(`fails on ${what}`, async () => {
            const engine = await Engine.start();
            program();
            await assert.rejects(engine.settle(500), { message });
        });
    }

    it("sees a resource that only an update creates", async () => {
        const program = () => {
            group("a").id.apply(() => group("b"));
        };
        assert.notDeepEqual((await plan(program)).tree(), (await plan(program, { preview: true })).tree());
    });

    it("is clean after a failure", async () => {
        const engine = await plan(() => region.getRegionOutput());
        assert.deepEqual([engine.tree(), engine.calls.length], [[], 1]);
    });
});
