import { type PolicyViolation, resourceName } from "./events";

export interface Step {
    name: string;
    changes: Record<string, number>;
    seconds: number;
}

export interface Left {
    type: string;
    id: string;
    region: string;
}

/** What `--json` prints. */
export interface Report {
    /** The program's folder, relative to the package. */
    program: string;
    stack: string;
    steps: Step[];
    outputs: Record<string, unknown>;
    policyViolations: PolicyViolation[];
    stackExport?: string;
    left: Left[];
    /** The paragraph that people see, when the rehearsal failed. */
    error?: string;
}

const PAST: Record<string, string> = { create: "created", update: "updated", delete: "deleted", replace: "replaced" };

/** "62 to create, 1 to update", or "62 created" when `done`; resources that stay the same are no change. */
export function describeChanges(changes: Record<string, number>, done: boolean): string {
    const parts = Object.entries(changes)
        .filter(([kind, count]) => kind !== "same" && count > 0)
        .map(([kind, count]) => (done ? `${count} ${PAST[kind] ?? kind}` : `${count} to ${kind}`));
    return parts.join(", ") || "no changes";
}

export function describeOutputs(outputs: Record<string, unknown>): string[] {
    const lines = (name: string, value: unknown, indent: string): string[] => {
        if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
            return [`${indent}${name}${typeof value === "string" ? value : JSON.stringify(value)}`];
        }
        const inner = Array.isArray(value)
            ? value.flatMap((one) => lines("- ", one, `${indent}  `))
            : Object.entries(value).flatMap(([key, one]) => lines(`${key}: `, one, `${indent}  `));
        return [`${indent}${name}`.trimEnd(), ...inner];
    };
    return Object.entries(outputs).flatMap(([name, value]) => lines(`${name}: `, value, "  "));
}

export function describeViolation({ policy, enforcementLevel, resource, message }: PolicyViolation): string {
    const at = resource ? ` at ${resourceName(resource)}` : "";
    return `[${enforcementLevel}] ${policy}${at}: ${message.replace(/\s*\n\s*/g, " ")}`;
}

/** "policy advice: pinned-images (3), tasks-fit-capacity"; nothing when there is none. */
export function describeAdvice(violations: readonly PolicyViolation[]): string {
    const counts = new Map<string, number>();
    for (const { policy, enforcementLevel } of violations) {
        if (enforcementLevel === "advisory") counts.set(policy, (counts.get(policy) ?? 0) + 1);
    }
    const parts = [...counts].sort().map(([policy, count]) => (count === 1 ? policy : `${policy} (${count})`));
    return parts.length === 0 ? "" : `policy advice: ${parts.join(", ")}`;
}

export const countOf = (count: number) => `${count} ${count === 1 ? "resource" : "resources"}`;

export function describeLeft(left: readonly Left[]): string {
    if (left.length === 0) return "Left in the simulated account: 0 resources (none).";
    const some = left.slice(0, 5).map(({ type, id }) => `${type} ${id}`);
    const more = left.length > some.length ? ` and ${left.length - some.length} more` : "";
    return `Left in the simulated account: ${countOf(left.length)} (${some.join(", ")}${more}).`;
}
