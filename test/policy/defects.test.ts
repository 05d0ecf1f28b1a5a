import { strict as assert } from "node:assert";

import { rules } from "../../policy/rules";
import { said } from "../support/policy-defects";
import { defects } from "./defects";

describe("one defect, exactly that rule", () => {
    for (const defect of defects) {
        for (const mode of ["update", "preview"] as const) {
            it(`${defect.rule}: ${defect.what} (${mode})`, async () => {
                const { news, all } = await said(defect, mode);
                const { rule, on } = defect;
                const level = defect.level ?? rules.find(({ name }) => name === rule)?.enforcementLevel;
                const told = news.filter(({ message }) => !message.startsWith("cannot tell yet"));
                if (mode === "preview" && (defect.hiddenInPreview || defect.updateOnly)) {
                    assert.deepEqual(told, []);
                    const unsure = all.some((f) => f.rule === rule && /^cannot tell yet/.test(f.message));
                    assert.ok(unsure || defect.updateOnly, "the rule neither reports nor says that it cannot tell");
                    return;
                }
                assert.deepEqual(
                    told.map((finding) => ({ ...finding, message: "" })),
                    [{ rule, level, on, message: "" }],
                    JSON.stringify(told, null, 2),
                );
                assert.match(told[0]?.message ?? "", defect.message);
            });
        }
    }

    it("plants one for every rule", () => {
        const planted = new Set(defects.map(({ rule }) => rule));
        assert.deepEqual(
            rules.map(({ name }) => name).filter((name) => !planted.has(name)),
            [],
        );
    });
});
