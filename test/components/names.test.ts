import { strict as assert } from "node:assert";
import * as fc from "fast-check";

import { nameProblems, rangeProblems, shortName } from "../../components/names";

/** What Elastic Load Balancing takes, once Pulumi has appended its hyphen and seven characters. */
const accepted = (name: string) =>
    `${name}-1a2b3c4`.length <= 32 &&
    /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name) &&
    !`${name}-1a2b3c4`.startsWith("internal-");
const names = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.stringMatching(/^[a-z-]{1,40}$/),
    fc.stringMatching(/^-?(internal-?)+[a-z-]{0,30}$/),
);

describe("shortName", () => {
    it("gives a name that Elastic Load Balancing takes, for every name", () => {
        fc.assert(
            fc.property(names, (name) => assert.ok(accepted(shortName(name)), shortName(name))),
            { numRuns: 1000 },
        );
    });

    it("leaves a name alone that fits, so that renaming is rare", () => {
        fc.assert(fc.property(names.filter(accepted), (name) => assert.equal(shortName(name), name)));
    });

    it("keeps long names apart that differ only at their end", () => {
        const pairs = fc.tuple(fc.stringMatching(/^[a-z]{24,60}$/), fc.nat(999), fc.nat(999));
        fc.assert(
            fc.property(pairs, ([name, a, b]) => {
                fc.pre(a !== b);
                assert.notEqual(shortName(`${name}${a}`), shortName(`${name}${b}`));
            }),
        );
    });

    it("fits other limits", () => {
        fc.assert(
            fc.property(names, fc.integer({ min: 20, max: 64 }), (name, max) =>
                assert.ok(shortName(name, max).length + 8 <= max),
            ),
        );
    });

    for (const [name, expected] of [
        ["dks-api", "dks-api"],
        ["a-service-with-a-rather-long-name", "a-service-with-a-@@@@@@"],
        ["internal-tools", "tools-@@@@@@"],
        ["internal", "n@@@@@@"],
        ["-edge-", "edge-@@@@@@"],
        ["a_b", "a-b-@@@@@@"],
        ["___", "n@@@@@@"],
    ] as const) {
        it(`makes ${expected.replace("@@@@@@", "<hash>")} of ${name}`, () => {
            assert.match(shortName(name), new RegExp(`^${expected.replace("@@@@@@", "[0-9a-f]{6}")}$`));
        });
    }
});

describe("problems of names and numbers", () => {
    const rule = { max: 3, pattern: /^[a-z]+$/, words: "up to 3 letters" };

    for (const [name, count] of [
        ["abc", 0],
        ["abcd", 1],
        ["a1", 1],
        ["", 1],
    ] as const) {
        it(`finds ${count} in the name ${JSON.stringify(name)}`, () => {
            const reason = `must be up to 3 letters, got ${JSON.stringify(name)}`;
            const expected = Array.from({ length: count }, () => ({ propertyPath: "at", reason }));
            assert.deepEqual([...nameProblems("at", name, rule)], expected);
        });
    }

    it("finds one in every number that is not whole or out of bounds, and in no other", () => {
        fc.assert(
            fc.property(fc.oneof(fc.integer(), fc.double()), fc.integer(), fc.nat(), (value, min, width) => {
                const wrong = !Number.isInteger(value) || value < min || value > min + width;
                assert.equal([...rangeProblems("at", value, { min, max: min + width })].length, wrong ? 1 : 0);
            }),
        );
    });

    it("says bounds and unit", () => {
        const reasons = [
            ...rangeProblems("at", 9, { min: 1, max: 8, unit: "MiB" }),
            ...rangeProblems("at", 0, { min: 1 }),
            ...rangeProblems("at", undefined, { min: 1 }),
        ].map(({ reason }) => reason);
        assert.deepEqual(reasons, [
            "must be a whole number, 1 to 8 MiB, got 9",
            "must be a whole number, 1 or more, got 0",
        ]);
    });
});
