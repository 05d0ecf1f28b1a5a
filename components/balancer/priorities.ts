import { createHash } from "node:crypto";

import { RULE_PRIORITY } from "../ecs/limits";
import type { Problem } from "../errors";

/** What a listener rule matches, as far as it decides which of two rules must come first. */
export interface RuleConditions {
    hosts: string[];
    paths: string[];
    /** Number of further conditions, such as headers or methods. */
    others: number;
}

// Every priority below 50000 belongs to a band. Bands go from specific to general: exact hosts, wildcard hosts, any
// host; within these, paths with more literal segments first; within these, first rules with further conditions, then
// whole-segment patterns (/api/*), then patterns that cut a segment (/api*), longest first.
const DEPTHS = 7;
const BAND = Math.floor(RULE_PRIORITY.max / (3 * DEPTHS));
const CUT = { lengths: 16, width: 48 } as const;
const CONDITIONED = { at: 0, width: 300 } as const;
const WHOLE = { at: CONDITIONED.width, width: BAND - CONDITIONED.width - CUT.lengths * CUT.width } as const;

/** First priority and number of priorities that rules with such conditions share. */
export function bandOf({ hosts, paths, others }: RuleConditions): { first: number; width: number } {
    const host = hosts.length === 0 ? 2 : hosts.some((h) => /[*?]/.test(h)) ? 1 : 0;
    // The most general path decides: it is the one that could hide another rule.
    const depth = paths.length === 0 ? 0 : Math.min(...paths.map(literalSegments));
    const start = RULE_PRIORITY.min + (host * DEPTHS + (DEPTHS - 1 - Math.min(depth, DEPTHS - 1))) * BAND;
    if (others > 0) return { first: start + CONDITIONED.at, width: CONDITIONED.width };
    const cut = paths.filter(cutsSegment);
    if (cut.length === 0) return { first: start + WHOLE.at, width: WHOLE.width };
    const length = Math.min(...cut.map((path) => path.search(/[*?]/)));
    const index = CUT.lengths - 1 - Math.min(CUT.lengths - 1, length);
    return { first: start + WHOLE.at + WHOLE.width + index * CUT.width, width: CUT.width };
}

const segments = (path: string) => path.split("/").filter((segment) => segment !== "");
const literalSegments = (path: string) => segments(path).filter((segment) => /[^*?]/.test(segment)).length;
const cutsSegment = (path: string) => segments(path).some((segment) => /[*?]/.test(segment) && /[^*?]/.test(segment));

/** Priorities of one listener that are taken, by whom. */
export type Ledger = Map<number, string>;

// One ledger a listener: keyed by the balancer that services name, which is the same object for all of them.
const ledgers = new WeakMap<object, Ledger>();

/** The ledger of a load balancer of this program. */
export function ledgerOf(balancer: object): Ledger {
    const ledger = ledgers.get(balancer) ?? new Map<number, string>();
    ledgers.set(balancer, ledger);
    return ledger;
}

/**
 * Takes a priority for a rule: its place in its band follows from the owner's name and the conditions alone, so that it
 * stays when other services come and go; only where that very number is taken does it move to the next free one.
 */
export function allocate(ledger: Ledger, owner: string, conditions: RuleConditions): number {
    const { first, width } = bandOf(conditions);
    const key = JSON.stringify([owner, [...conditions.hosts].sort(), [...conditions.paths].sort()]);
    const start = createHash("sha256").update(key).digest().readUInt32BE(0) % width;
    for (let step = 0; step < width; step++) {
        const priority = first + ((start + step) % width);
        if (!ledger.has(priority)) {
            ledger.set(priority, owner);
            return priority;
        }
    }
    throw new Error(`no listener rule priority is free from ${first} to ${first + width - 1}; give one by number`);
}

/** Takes the number that a user gave, or says who has it. */
export function* reserve(ledger: Ledger, owner: string, priority: number, propertyPath: string): Generator<Problem> {
    const { min, max } = RULE_PRIORITY;
    const other = ledger.get(priority);
    if (!Number.isInteger(priority) || priority < min || priority > max) {
        yield { propertyPath, reason: `must be a whole number, ${min} to ${max}, got ${priority}` };
    } else if (other !== undefined) {
        yield { propertyPath, reason: `is ${priority}, which ${other} has on this listener; choose another` };
    } else {
        ledger.set(priority, owner);
    }
}
