import * as fs from "node:fs";

/** The parts of Pulumi's engine events that are read here (`apitype.EngineEvent` in pulumi/pulumi). */
interface EngineEvent {
    summaryEvent?: { resourceChanges?: Record<string, number> };
    resourcePreEvent?: { metadata?: { op: string; urn: string; diffs?: string[] } };
    policyEvent?: {
        resourceUrn?: string;
        message: string;
        policyName: string;
        policyPackName: string;
        enforcementLevel: string;
    };
    diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
}

export interface PolicyViolation {
    policy: string;
    enforcementLevel: string;
    /** The resource's URN; absent for a violation of the whole stack. */
    resource?: string;
    message: string;
}

export interface StepEvents {
    /** How many resources by kind of change: create, update, replace, delete, same. */
    changes: Record<string, number>;
    violations: PolicyViolation[];
    /** Each resource that is not the same, as "update aws:ecs/service:Service api (desiredCount)". */
    changed: string[];
    /** What the engine, the program and the providers reported as errors, in order. */
    errors: string[];
}

/** The engine writes "<{%fg 1%}>" where a terminal shows colour. */
const plain = (text: string) => text.replace(/<\{%.*?%\}>/g, "").trim();

/** A URN's type and name, which is what people know of it. */
export function resourceName(urn: string): string {
    const [, , types = "", ...name] = urn.split("::");
    return `${types.split("$").at(-1)} ${name.join("::")}`;
}

const list = (diffs: readonly string[] | undefined) => (diffs?.length ? ` (${diffs.join(", ")})` : "");

/** An error with the first line of its stack alone; the log of the step holds the rest. */
const withoutStack = (text: string) =>
    text.replace(/\n\s+at (?:[^\n]*\()?([^()\n]+):\d+\)?(?:\n\s+at [^\n]*)*/g, " (at $1)");

/** Reads what `--event-log` wrote. A step that failed before the engine ran has written nothing. */
export function readEvents(file: string): StepEvents {
    const found: StepEvents = { changes: {}, violations: [], changed: [], errors: [] };
    if (!fs.existsSync(file)) return found;
    for (const line of fs.readFileSync(file, "utf8").split("\n")) {
        if (line.trim() === "") continue;
        const event: EngineEvent = JSON.parse(line);
        if (event.summaryEvent) found.changes = event.summaryEvent.resourceChanges ?? {};
        const { op, urn, diffs } = event.resourcePreEvent?.metadata ?? {};
        if (op && urn && op !== "same" && op !== "read") found.changed.push(`${op} ${resourceName(urn)}${list(diffs)}`);
        if (event.policyEvent) {
            const { policyName, enforcementLevel, resourceUrn, message } = event.policyEvent;
            const resource = resourceUrn ? { resource: resourceUrn } : {};
            found.violations.push({ policy: policyName, enforcementLevel, ...resource, message: plain(message) });
        }
        const { severity, message, ephemeral } = event.diagnosticEvent ?? {};
        if (severity === "error" && message && !ephemeral) found.errors.push(withoutStack(plain(message)));
    }
    return found;
}

/** Without those that were seen before: preview and up judge the same resources. */
export function distinct(violations: readonly PolicyViolation[]): PolicyViolation[] {
    const seen = new Map(violations.map((violation) => [JSON.stringify(violation), violation]));
    return [...seen.values()];
}
