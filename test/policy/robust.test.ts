import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { EXCEPTION_TAG } from "../../policy/exceptions";
import { containersOf } from "../../policy/reading/containers";
import { Reading } from "../../policy/reading/reading";
import { findings } from "../support/policy";
import { type Declared, jsonText, program, UNKNOWN_TEXT } from "../support/policy-program";
import { defects } from "./defects";
import { dbContainer, good } from "./good";

const INTERNAL = /internal \w+ of the rule/;

/** Every property path that the good program and its defects write, so that random trees meet the rules' own words. */
const vocabulary = (() => {
    const types = new Set<string>();
    const keys = new Set<string>();
    const words = new Set<string>(["FARGATE_SPOT", "awslogs", "awsvpc", "*", "0.0.0.0/0", "host", "-1"]);
    const walk = (value: unknown): void => {
        if (typeof value === "string") words.add(value);
        else if (value instanceof Object) {
            for (const [key, below] of Object.entries(value)) {
                if (!/^\d+$/.test(key)) keys.add(key);
                walk(below);
            }
        }
    };
    const broken = defects.map((defect) => {
        const program = good();
        defect.plant(program);
        return program;
    });
    for (const one of [good(), ...broken].flatMap((p) => Object.values(p))) {
        types.add(one.type);
        walk(one.props);
    }
    return { types: [...types], keys: [...keys], words: [...words] };
})();

const leaf = fc.oneof(
    fc.constantFrom<unknown>(
        UNKNOWN_TEXT,
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "[secret]",
        null,
        true,
        "true",
        0,
        -1,
        "",
    ),
    fc.constantFrom(...vocabulary.words),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...vocabulary.keys), tie("tree"), { maxKeys: 5 }),
        tie("tree").map((value) => JSON.stringify(value)),
    ),
}));
const propsOf = fc.dictionary(fc.constantFrom(...vocabulary.keys), tree as fc.Arbitrary<unknown>, { maxKeys: 8 });

describe("whatever the properties hold", () => {
    it("no rule throws, and none falls back on its internal error", async function () {
        this.timeout(120_000);
        await fc.assert(
            fc.asyncProperty(fc.constantFrom(...vocabulary.types), propsOf, async (type, props) => {
                const found = await findings(program({ type, name: "x", props }), "update");
                assert.deepEqual(
                    found.filter(({ message }) => INTERNAL.test(message)),
                    [],
                );
            }),
            { numRuns: 1500 },
        );
    });

    it("no rule throws when one property of a good program is anything", async function () {
        this.timeout(120_000);
        const places = Object.values(good()).flatMap((one) =>
            Object.keys(one.props).map((key) => [one.name, key] as const),
        );
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom(...places),
                tree as fc.Arbitrary<unknown>,
                fc.constantFrom("preview" as const, "update" as const),
                async ([name, key], value, mode) => {
                    const changed = good();
                    (changed[name] as Declared).props[key] = value;
                    const found = await findings(changed, mode);
                    assert.deepEqual(
                        found.filter(({ message }) => INTERNAL.test(message)),
                        [],
                    );
                },
            ),
            { numRuns: 150 },
        );
    });
});

describe("messages", () => {
    const CANARY = "hunter2-Zx9qLm4TrVb8sKp1";

    it("never hold the value of an environment variable, a secret or a text that cannot be read", async () => {
        for (const place of ["value", "valueFrom"]) {
            const container = { ...dbContainer(), environment: [{ name: "DB_PASSWORD", [place]: CANARY }] };
            const changed = good();
            (changed.db as Declared).props.containerDefinitions = [container];
            (changed["db-task"] as Declared).props.containerDefinitions = jsonText([container]);
            (changed["web-task"] as Declared).props.containerDefinitions = `[{"value": "${CANARY}"`;
            for (const mode of ["preview", "update"] as const) {
                assert.doesNotMatch(JSON.stringify(await findings(changed, mode)), new RegExp(CANARY));
            }
        }
    });

    it("never hold a value that was planted in place of any text of the program", async function () {
        this.timeout(120_000);
        const secret: string[] = [];
        for (const one of Object.values(good())) {
            for (const key of Object.keys(one.props)) {
                const changed = good();
                (changed[one.name] as Declared).props[key] = { [key]: CANARY, password: CANARY };
                const found = JSON.stringify(await findings(changed, "update"));
                if (found.includes(CANARY)) secret.push(`${one.name}.${key}`);
            }
        }
        assert.deepEqual(secret, []);
    });
});

describe("exceptions", () => {
    const without = (tags?: object) => {
        const changed = good();
        const { logConfiguration: _, ...container } = dbContainer();
        Object.assign((changed.db as Declared).props, { containerDefinitions: [container] }, tags && { tags });
        (changed["db-task"] as Declared).props.containerDefinitions = jsonText([container]);
        return changed;
    };
    const logs = async (config: object, tags?: object) =>
        (await findings(without(tags), "update", { "require-awslogs": config })).map(({ level, message }) => [
            level,
            message,
        ]);
    const reason = "the vendor's image logs to its own service";
    const violation = /^container "db" has no logConfiguration/;

    it("count with a reason, and stay visible", async () => {
        for (const found of [
            await logs({ exceptions: [{ resource: "::db$", reason }] }),
            await logs({ exceptions: [{ resource: "::db$", violation: "no logConfiguration", reason }] }),
            await logs({}, { [`${EXCEPTION_TAG}require-awslogs`]: reason }),
        ]) {
            assert.equal(found.length, 1);
            assert.equal(found[0]?.[0], "advisory");
            assert.match(String(found[0]?.[1]), /^excepted, because the vendor's image logs .*: container "db" has no/);
        }
    });

    it("do not count without a reason, past their day, or for another resource", async () => {
        for (const exception of [
            { resource: "::db$", reason: "  " },
            { resource: "::db$", reason, until: "2020-01-01" },
            { resource: "::web$", reason },
            { resource: "::db$", violation: "^another fault", reason },
            { resource: "(", reason },
        ]) {
            const found = await logs({ exceptions: [exception] });
            assert.deepEqual(
                found.map(([level]) => level),
                ["mandatory"],
            );
            assert.match(String(found[0]?.[1]), violation);
        }
        assert.deepEqual(
            (await logs({}, { [`${EXCEPTION_TAG}require-awslogs`]: " " })).map(([level]) => level),
            ["mandatory"],
        );
    });

    it("exclude patterns silence a rule", async () => {
        assert.deepEqual(await logs({ exclude: ["::db(-task)?$"] }), []);
    });
});

describe("reading containers", () => {
    it("answers the same whatever the letters' case, and keeps the user's own keys", () => {
        const text = JSON.stringify([
            { Name: "a", DockerLabels: { Owner: "x" }, LogConfiguration: { Options: { Tag: "y" } } },
        ]);
        const [container] = containersOf(
            "aws:ecs/taskDefinition:TaskDefinition",
            new Reading({ containerDefinitions: text }, ""),
        );
        assert.equal(container?.label, 'container "a"');
        assert.equal(container?.definition.at("dockerLabels", "Owner").text(), "x");
        assert.equal(container?.definition.at("logConfiguration", "options", "Tag").text(), "y");
    });
});
