import { strict as assert } from "node:assert";

import { outputsOf as modelled } from "../../rehearsal/model";
import { answeredTypes, outputsOf } from "./aws";

/** What of an id or ARN does not depend on the resource: "sg-", "arn:aws:ecs:". */
const form = (text: unknown) => /^(arn:aws:[a-z-]+:|https:\/\/[a-z]+\.|[a-z]+-(?=[0-9a-f]|x)|)/.exec(String(text))?.[0];
const inputs = {
    tags: ["1.dkr.ecr.eu.amazonaws.com/a:b"],
    family: "shop",
    role: "x",
    cluster: "arn:aws:ecs:eu:1:cluster/x",
};

describe("the answers of component tests", function () {
    this.timeout(30_000);
    const known = answeredTypes.filter((type) => modelled(type, "x", inputs) !== undefined);

    it("are about types that the rehearsal simulates as well", () => assert.ok(known.length > 40, `${known.length}`));

    for (const type of known) {
        it(`have for ${type} outputs of the form that the rehearsal gives`, () => {
            const { id: _, ...mine } = outputsOf(type, "x", inputs);
            const state = modelled(type, "x", inputs)?.state ?? {};
            for (const [output, value] of Object.entries(mine)) {
                assert.ok(output in state, `the rehearsal gives no ${output}`);
                assert.equal(typeof state[output], typeof value, output);
                if (output.toLowerCase().includes("arn")) assert.equal(form(state[output]), form(value), output);
            }
        });
    }
});
