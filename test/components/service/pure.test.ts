import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";

import { deploymentProblems } from "../../../components/service/deployment";
import { inferNetworkMode } from "../../../components/service/networking";
import { policyDocument, secretArn } from "../../../components/service/taskRoles";
import { Engine } from "../../support/engine";

describe("the network mode of a service", () => {
    const wishes = { taskEgress: false, routed: false };
    for (const [what, more, expected] of [
        ["nothing", {}, "bridge"],
        ["a route", { routed: true }, "bridge"],
        ["egress", { egress: true }, "bridge"],
        ["a host name", { discovery: {} }, "awsvpc"],
        ["a host name and a route", { discovery: {}, routed: true }, "awsvpc"],
        ["an A record", { discovery: { recordType: "A" } }, "awsvpc"],
        ["an SRV record", { discovery: { recordType: "SRV" } }, "bridge"],
        ["a host name and its own mode", { discovery: {}, networkMode: "host" }, "host"],
    ] as const) {
        it(`is ${expected} for one that asks for ${what}`, () => {
            assert.equal(inferNetworkMode({ ...wishes, ...more }), expected);
        });
    }
});

describe("the bounds of a deployment", () => {
    it("are refused exactly where ECS could neither stop a task nor start one", () => {
        const bounds = fc.record({
            minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
            maximumPercent: fc.integer({ min: 100, max: 400 }),
        });
        fc.assert(
            fc.property(bounds, fc.nat(50), (args, desired) => {
                const mayStop = Math.ceil((desired * args.minimumHealthyPercent) / 100) < desired;
                const mayStart = Math.floor((desired * args.maximumPercent) / 100) > desired;
                const stuck = desired > 0 && !mayStop && !mayStart;
                assert.equal([...deploymentProblems(args, desired, [])].length, stuck ? 1 : 0);
            }),
        );
    });
});

describe("policies of task roles", () => {
    for (const [reference, expected] of [
        ["arn:aws:secretsmanager:eu:1:secret:a-AbCdEf", "arn:aws:secretsmanager:eu:1:secret:a-AbCdEf"],
        ["arn:aws:secretsmanager:eu:1:secret:a-AbCdEf:key::", "arn:aws:secretsmanager:eu:1:secret:a-AbCdEf"],
        ["arn:aws:secretsmanager:eu:1:secret:a-AbCdEf:key:AWSCURRENT:", "arn:aws:secretsmanager:eu:1:secret:a-AbCdEf"],
        ["arn:aws:ssm:eu:1:parameter/a/b", "arn:aws:ssm:eu:1:parameter/a/b"],
    ] as const) {
        it(`name ${expected} for ${reference}`, () => assert.equal(secretArn(reference), expected));
    }

    it("leave out a statement that names no resource", async () => {
        await Engine.start();
        const statements = [
            { actions: ["a:B"], resources: [] },
            { actions: ["c:D"], resources: [pulumi.output("arn:x")] },
        ];
        const document = await (policyDocument(statements) as unknown as { promise(): Promise<string> }).promise();
        assert.deepEqual(JSON.parse(document), {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: ["c:D"], Resource: ["arn:x"] }],
        });
    });
});
