import { strict as assert } from "node:assert";

import { withoutStackTraces } from "../../components/stackTraces";

describe("withoutStackTraces", () => {
    it("takes no stack while it makes, and as many frames as before afterwards", () => {
        const before = Error.stackTraceLimit;
        const inside = withoutStackTraces(() => ({ limit: Error.stackTraceLimit, made: new Error("made") }));
        assert.equal(inside.limit, 0);
        assert.equal(inside.made.stack, "Error: made");
        assert.equal(Error.stackTraceLimit, before);
    });

    it("lets an error out with the place that called it", () => {
        const before = Error.stackTraceLimit;
        assert.throws(
            () =>
                withoutStackTraces(() => {
                    throw new Error("refused");
                }),
            (error: Error) => /refused/.test(error.message) && /stackTraces\.test\.ts/.test(error.stack ?? ""),
        );
        assert.equal(Error.stackTraceLimit, before);
    });

    it("takes them all when leaks are looked for", () => {
        process.env.PULUMI_DEBUG_PROMISE_LEAKS = "true";
        try {
            assert.match(withoutStackTraces(() => new Error("made")).stack ?? "", /stackTraces\.test\.ts/);
        } finally {
            delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
        }
    });
});
