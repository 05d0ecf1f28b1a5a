import * as fs from "node:fs";

/** The parts of Pulumi's engine events that are read here (`apitype.EngineEvent` in pulumi/pulumi). */
interface EngineEvent {
    summaryEvent?: { resourceChanges?: Record<string, number> };
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
    /** What the engine, the program and the providers reported as errors, in order. */
    errors: string[];
}

/** The engine writes "<{%fg 1%}>" where a terminal shows colour. */
const plain = (text: string) => text.replace(/<\{%.*?%\}>/g, "").trim();

/** Reads what `--event-log` wrote. A step that failed before the engine ran has written nothing. */
export function readEvents(file: string): StepEvents {
    const found: StepEvents = { changes: {}, violations: [], errors: [] };
    if (!fs.existsSync(file)) return found;
    for (const line of fs.readFileSync(file, "utf8").split("\n")) {
        if (line.trim() === "") continue;
        const event: EngineEvent = JSON.parse(line);
        if (event.summaryEvent) found.changes = event.summaryEvent.resourceChanges ?? {};
        if (event.policyEvent) {
            const { policyName, enforcementLevel, resourceUrn, message } = event.policyEvent;
            const resource = resourceUrn ? { resource: resourceUrn } : {};
            found.violations.push({ policy: policyName, enforcementLevel, ...resource, message: plain(message) });
        }
        const { severity, message, ephemeral } = event.diagnosticEvent ?? {};
        if (severity === "error" && message && !ephemeral) found.errors.push(plain(message));
    }
    return found;
}

/** Without those that were seen before: preview and up judge the same resources. */
export function distinct(violations: readonly PolicyViolation[]): PolicyViolation[] {
    const seen = new Map(violations.map((violation) => [JSON.stringify(violation), violation]));
    return [...seen.values()];
}
