import * as fs from "node:fs";

/** The key by which Pulumi marks a secret in a state, and the value that stands there. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export const MASK = "[secret]";

function masked(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(masked);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    if (entries.some(([key, mark]) => key === SIGNATURE && mark === SECRET)) return MASK;
    return Object.fromEntries(entries.map(([key, inner]) => [key, masked(inner)]));
}

/** The stack's outputs in a state as `pulumi stack export` writes it, with every secret masked. */
export function outputsOf(stackExport: string): Record<string, unknown> {
    const state = JSON.parse(fs.readFileSync(stackExport, "utf8"));
    const resources: { type: string; outputs?: Record<string, unknown> }[] = state.deployment?.resources ?? [];
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    return masked(stack?.outputs ?? {}) as Record<string, unknown>;
}
