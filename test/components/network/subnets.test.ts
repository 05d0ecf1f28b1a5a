import { strict as assert } from "node:assert";
import * as fc from "fast-check";

import { cidrProblems, parseCidr, subnetCidr } from "../../../components/network/subnets";

const last = ({ base, prefix }: { base: number; prefix: number }) => base + 2 ** (32 - prefix) - 1;
const block = (text: string) => parseCidr(text) as { base: number; prefix: number };
const text = (base: number, prefix: number) =>
    `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join(".")}/${prefix}`;

/** A VPC that AWS takes and a size of subnets that lets at least one in. */
const layouts = fc
    .record({
        prefix: fc.integer({ min: 16, max: 28 }),
        seed: fc.nat(),
        longer: fc.nat(12),
        count: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ prefix, seed, longer, count }) => {
        const size = 2 ** (32 - prefix);
        const vpc = text((seed * size) % 2 ** 32, prefix);
        return { vpc, subnetPrefix: Math.min(28, prefix + longer), count };
    });

describe("subnets", () => {
    it("lie in the VPC and never overlap, wherever no problem is found", () => {
        fc.assert(
            fc.property(layouts, ({ vpc, subnetPrefix, count }) => {
                fc.pre([...cidrProblems(vpc, subnetPrefix, count)].length === 0);
                const blocks = Array.from({ length: count }, (_, index) => block(subnetCidr(vpc, subnetPrefix, index)));
                for (const [index, { base, prefix }] of blocks.entries()) {
                    assert.equal(prefix, subnetPrefix);
                    assert.ok(base >= block(vpc).base && last(blocks[index] as never) <= last(block(vpc)));
                    if (index > 0) assert.ok(base > last(blocks[index - 1] as never));
                }
            }),
        );
    });

    it("follow one another without a gap, from the start of the VPC", () => {
        fc.assert(
            fc.property(layouts, fc.nat(5), ({ vpc, subnetPrefix }, index) => {
                fc.pre(index < 2 ** (subnetPrefix - block(vpc).prefix));
                const { base } = block(subnetCidr(vpc, subnetPrefix, index));
                assert.equal(base - block(vpc).base, index * 2 ** (32 - subnetPrefix));
            }),
        );
    });

    it("are refused exactly where they do not fit", () => {
        fc.assert(
            fc.property(layouts, ({ vpc, subnetPrefix, count }) => {
                const fits = count <= 2 ** (subnetPrefix - block(vpc).prefix);
                assert.equal([...cidrProblems(vpc, subnetPrefix, count)].length, fits ? 0 : 1);
            }),
        );
    });

    it("have blocks that are read back as they were written", () => {
        fc.assert(
            fc.property(layouts, ({ vpc }) => {
                assert.equal(text(block(vpc).base, block(vpc).prefix), vpc);
            }),
        );
    });

    for (const wrong of [
        "10.0.0.0",
        "10.0.0/16",
        "256.0.0.0/16",
        "10.0.0.0/33",
        "10.0.0.1/16",
        "10.0.0.0/16 ",
        "a.b.c.d/16",
    ]) {
        it(`are not cut from ${JSON.stringify(wrong)}`, () => assert.equal(parseCidr(wrong), undefined));
    }
});
