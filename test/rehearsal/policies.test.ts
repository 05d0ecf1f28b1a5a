import { strict as assert } from "node:assert";

import { rehearse } from "./rehearse";

describe("programs that violate the mission rules, in a literal preview", function () {
    this.timeout(120_000);

    for (const [program, policy, message] of [
        ["fargate-spot", "no-spot-capacity", /FARGATE_SPOT/],
        ["no-awslogs", "require-awslogs", /json-file/],
    ] as const) {
        it(`${program} is stopped by ${policy}`, async () => {
            const rehearsal = await rehearse(`test/rehearsal/programs/${program}`, "dev");
            assert.equal(rehearsal.code, 1);
            assert.deepEqual(
                rehearsal.steps.map(({ name }) => name),
                ["preview"],
                "nothing is created",
            );
            const mandatory = rehearsal.policyViolations.filter((v) => v.enforcementLevel === "mandatory");
            assert.deepEqual([...new Set(mandatory.map((v) => v.policy))], [policy]);
            assert.match(mandatory[0]?.message ?? "", message);
            assert.deepEqual(rehearsal.left, []);
        });
    }
});
