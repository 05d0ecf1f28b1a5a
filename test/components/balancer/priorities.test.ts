import { strict as assert } from "node:assert";
import * as fc from "fast-check";

import {
    allocate,
    bandOf,
    type Ledger,
    ledgerOf,
    type RuleConditions,
    reserve,
} from "../../../components/balancer/priorities";

const rule = (paths: string[] = [], hosts: string[] = [], others = 0): RuleConditions => ({ paths, hosts, others });
const segment = fc.stringMatching(/^[a-z]{1,6}$/);
const path = fc
    .tuple(fc.array(segment, { minLength: 0, maxLength: 8 }), fc.constantFrom("", "/*", "*", "/?"))
    .map(([segments, end]) => `/${segments.join("/")}${end}`.replace("//", "/"));
const host = fc.tuple(fc.constantFrom("", "*."), segment).map(([star, name]) => `${star}${name}.example.com`);
const conditions = fc.record({
    paths: fc.array(path, { minLength: 1, maxLength: 3 }),
    hosts: fc.array(host, { maxLength: 2 }),
    others: fc.nat(1),
});
const services = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), conditions), {
    minLength: 1,
    maxLength: 100,
    selector: ([name]) => name,
});

describe("listener rule priorities", () => {
    it("never collide and are ones that AWS takes, for up to a hundred services", () => {
        fc.assert(
            fc.property(services, (all) => {
                const ledger: Ledger = new Map();
                const taken = all.map(([name, wanted]) => allocate(ledger, name, wanted));
                assert.equal(new Set(taken).size, all.length);
                assert.ok(taken.every((priority) => Number.isInteger(priority) && priority >= 1 && priority <= 50000));
            }),
            { numRuns: 50 },
        );
    });

    it("never collide for a hundred services of one shape", () => {
        const ledger: Ledger = new Map();
        for (let n = 0; n < 100; n++) allocate(ledger, `service-${n}`, rule(["/*"]));
        assert.equal(ledger.size, 100);
    });

    it("stay in the band of their conditions, whoever else is there", () => {
        fc.assert(
            fc.property(services, (all) => {
                const ledger: Ledger = new Map();
                for (const [name, wanted] of all) {
                    const { first, width } = bandOf(wanted);
                    const priority = allocate(ledger, name, wanted);
                    assert.ok(priority >= first && priority < first + width);
                }
            }),
            { numRuns: 50 },
        );
    });

    it("stay when other services come and go, but for a rare neighbour on the same number", () => {
        const wanted = (n: number) => rule([`/s${n}`, `/s${n}/*`]);
        const place = (numbers: number[]) => {
            const ledger: Ledger = new Map();
            return new Map(numbers.map((n) => [n, allocate(ledger, `s${n}`, wanted(n))]));
        };
        const all = Array.from({ length: 100 }, (_, n) => n);
        const before = place(all);
        const after = place(all.filter((n) => n % 2 === 0));
        const moved = [...after].filter(([n, priority]) => before.get(n) !== priority);
        assert.ok(moved.length <= 5, `${moved.length} of 50 moved`);
    });

    it("do not depend on the order of a rule's own conditions", () => {
        const one = allocate(new Map(), "a", rule(["/a", "/b"], ["x.example.com", "y.example.com"]));
        assert.equal(allocate(new Map(), "a", rule(["/b", "/a"], ["y.example.com", "x.example.com"])), one);
    });

    // The first of each pair matches a part of what the second matches, so that it must be asked first.
    const overlaps: [RuleConditions, RuleConditions][] = [
        [rule(["/api/*"]), rule(["/*"])],
        [rule(["/api"]), rule(["/*"])],
        [rule(["/api", "/api/*"]), rule(["/*"])],
        [rule(["/api/v2/*"]), rule(["/api/*"])],
        [rule(["/api/v2"]), rule(["/api/v2*"])],
        [rule(["/api/*"]), rule(["/api*"])],
        [rule(["/apis/*"]), rule(["/api*"])],
        [rule(["/abc*"]), rule(["/ab*"])],
        [rule(["/*"], ["shop.example.com"]), rule(["/*"])],
        [rule(["/*"], ["shop.example.com"]), rule(["/*"], ["*.example.com"])],
        [rule(["/*"], ["*.example.com"]), rule(["/api/*"])],
        [rule(["/api/*"], ["shop.example.com"]), rule(["/*"], ["shop.example.com"])],
        [rule([], ["shop.example.com"]), rule(["/*"])],
        [rule(["/api/*"], [], 1), rule(["/api/*"])],
        [rule(["/a/b/c/d/e/f/*"]), rule(["/a/b/c/d/e/*"])],
    ];
    for (const [specific, general] of overlaps) {
        const show = ({ paths, hosts, others }: RuleConditions) =>
            [...hosts, ...paths, ...(others ? ["…"] : [])].join(" ");
        it(`ask ${show(specific)} before ${show(general)}, whatever the services are called`, () => {
            const { first, width } = bandOf(specific);
            assert.ok(first + width <= bandOf(general).first);
        });
    }

    it("ask a longer path before the shorter one that it is under", () => {
        fc.assert(
            fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), segment, (segments, more) => {
                const shorter = bandOf(rule([`/${segments.join("/")}/*`]));
                const longer = bandOf(rule([`/${[...segments, more].join("/")}/*`]));
                assert.ok(longer.first + longer.width <= shorter.first);
            }),
        );
    });

    it("say when a band is full", () => {
        const ledger: Ledger = new Map();
        const wanted = rule(["/ab*"]);
        const { width, first } = bandOf(wanted);
        for (let n = 0; n < width; n++) allocate(ledger, `s${n}`, wanted);
        assert.throws(() => allocate(ledger, "one-more", wanted), {
            message: `no listener rule priority is free from ${first} to ${first + width - 1}; give one by number`,
        });
    });

    it("are kept by balancer, and a number that is taken is refused", () => {
        const [a, b] = [{}, {}];
        assert.deepEqual([...reserve(ledgerOf(a), "one", 7, "at")], []);
        assert.deepEqual([...reserve(ledgerOf(b), "two", 7, "at")], []);
        assert.deepEqual(
            [...reserve(ledgerOf(a), "three", 7, "at")],
            [{ propertyPath: "at", reason: "is 7, which one has on this listener; choose another" }],
        );
    });
});
