import { strict as assert } from "node:assert";

import { findings } from "../support/policy";
import { good } from "./good";

describe("a good program", () => {
    it("passes in an update without a word", async () => {
        assert.deepEqual(await findings(good(), "update"), []);
    });

    it("passes in a first preview; what raw JSON hides is said once a rule", async () => {
        const found = await findings(good(), "preview");
        const other = found.filter(({ message }) => !message.startsWith("cannot tell yet"));
        assert.deepEqual(other, []);
    });
});
