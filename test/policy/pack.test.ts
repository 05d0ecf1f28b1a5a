import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { rules } from "../../policy/rules";

const folder = join(__dirname, "../../policy");

describe("the pack", () => {
    it("holds every rule of its folder once, under the name of its file", () => {
        const files = readdirSync(join(folder, "rules"))
            .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && file !== "index.ts")
            .filter((file) =>
                /(resource|container|stack)Rule\(/.test(readFileSync(join(folder, "rules", file), "utf8")),
            )
            .map((file) => file.replace(/\.ts$/, ""));
        assert.deepEqual(rules.map(({ name }) => name).sort(), files.sort());
    });

    for (const rule of rules) {
        it(`${rule.name} says what it is`, () => {
            assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
            assert.match(rule.description, /^[A-Z].{20,120}\.$/);
            assert.match(rule.remediationSteps ?? "", /^[A-Z].{20,}\.$/s);
            assert.match(rule.url ?? "", /^https:\/\//);
            assert.ok(["mandatory", "advisory"].includes(rule.enforcementLevel ?? ""), "remediation is off by default");
            assert.ok(["low", "medium", "high", "critical"].includes(rule.severity ?? ""));
            assert.ok(rule.configSchema);
            const { properties } = rule.configSchema;
            assert.ok(properties.exclude && properties.exceptions);
            for (const [name, schema] of Object.entries(properties)) {
                assert.match(name, /^[a-z][A-Za-z]+$/);
                assert.ok(schema.description, `${name} is not described`);
            }
            if (rule.framework) {
                assert.deepEqual(Object.keys(rule.framework).sort(), ["name", "reference", "specification", "version"]);
            }
        });
    }

    for (const environment of ["dev", "staging", "prod"]) {
        it(`${environment}.json configures rules and settings that exist`, () => {
            const config = JSON.parse(readFileSync(join(folder, `${environment}.json`), "utf8"));
            for (const [name, setting] of Object.entries<Record<string, unknown>>(config)) {
                const properties = rules.find((rule) => rule.name === name)?.configSchema?.properties;
                assert.ok(properties, `there is no rule ${name}`);
                for (const [key, value] of Object.entries(setting)) {
                    if (key === "enforcementLevel") assert.match(String(value), /^(mandatory|advisory|disabled)$/);
                    else {
                        const type = Array.isArray(value) ? "array" : typeof value;
                        assert.equal(type, properties[key]?.type, `${name}.${key}`);
                    }
                }
            }
        });
    }
});
