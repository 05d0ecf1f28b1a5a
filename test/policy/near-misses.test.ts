import { strict as assert } from "node:assert";

import { findings } from "../support/policy";
import { good } from "./good";
import { nearMisses } from "./near-misses";

describe("what looks like a fault and is none", () => {
    for (const { rule, what, plant, config } of nearMisses) {
        it(`${rule}: ${what}`, async () => {
            const program = good();
            plant(program);
            const found = await findings(program, "update", config);
            assert.deepEqual(
                found.filter((finding) => finding.rule === rule),
                [],
            );
        });
    }
});
