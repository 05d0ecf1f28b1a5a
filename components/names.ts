import { createHash } from "node:crypto";
import { AUTO_NAME_SUFFIX, BALANCER_NAME_MAX, type NameRule } from "./ecs/limits";
import type { Problem } from "./errors";

/**
 * A logical name whose physical name, with the suffix that Pulumi appends, fits in `max` characters: unchanged when it
 * fits, else cut and made unique again by six characters of its hash. Never starts with "internal-", starts or ends
 * with a hyphen, which Elastic Load Balancing refuses.
 */
export function shortName(name: string, max: number = BALANCER_NAME_MAX): string {
    const budget = max - AUTO_NAME_SUFFIX;
    const clean = name.replace(/[^A-Za-z0-9-]/g, "-").replace(/^-+|-+$/g, "");
    if (clean === name && name.length <= budget && withoutInternal(name) === name) {
        return name;
    }
    const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
    const head = withoutInternal(clean)
        .slice(0, budget - hash.length - 1)
        .replace(/-+$/, "");
    return withoutInternal(head) === "" ? `n${hash}` : `${withoutInternal(head)}-${hash}`;
}

// With the suffix, a name that is only "internal" would start like that as well.
const withoutInternal = (name: string) => name.replace(/^(?:internal(?:-|$)|-)+/, "");

/** A problem when a plain name breaks the rule of its AWS API. */
export function* nameProblems(propertyPath: string, name: string, rule: NameRule): Generator<Problem> {
    if (name.length > rule.max || !rule.pattern.test(name)) {
        yield { propertyPath, reason: `must be ${rule.words}, got ${JSON.stringify(name)}` };
    }
}

/** A problem when a number is not whole or out of its bounds. `unit` follows the bounds in the message. */
export function* rangeProblems(
    propertyPath: string,
    value: number | undefined,
    { min, max, unit = "" }: { min: number; max?: number; unit?: string },
): Generator<Problem> {
    if (value === undefined) return;
    if (!Number.isInteger(value) || value < min || (max !== undefined && value > max)) {
        const bounds = max === undefined ? `${min} or more` : `${min} to ${max}`;
        yield {
            propertyPath,
            reason: `must be a whole number, ${bounds}${unit && ` ${unit}`}, got ${JSON.stringify(value)}`,
        };
    }
}
