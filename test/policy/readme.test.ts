import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readme, ruleTable } from "../../policy/table";

describe("policy/README.md", () => {
    const written = readFileSync(join(__dirname, "../../policy/README.md"), "utf8");

    it("holds the rule table of the rules as they are (npx ts-node policy/table.ts renews it)", () => {
        assert.equal(written, readme());
        assert.equal(ruleTable().split("\n").length, 42);
    });

    it("shows configurations that the rules take", () => {
        for (const [, block = ""] of written.matchAll(/```json\n([\s\S]*?)```/g)) {
            for (const name of Object.keys(JSON.parse(block))) assert.ok(written.includes(`| [${name}](`), name);
        }
    });
});
