import { DAEMON_TASK_DEFINITION, TASK_DEFINITION_COMPONENT } from "../types";
import { json, Malformed } from "./json";
import type { Reading } from "./reading";

/** One container definition, in the names of the ECS API whatever resource it was written in. */
export interface Container {
    /** How a message calls it. */
    label: string;
    /** Undefined while the name is not known. */
    name?: string;
    definition: Reading;
}

// Maps with keys of the user's own: their letters stay as they are.
const FREE_KEYS = new Set(["options", "dockerLabels"]);
// The provider's plural of what the API calls by a singular.
const SINGULAR: Record<string, string> = {
    commands: "command",
    entryPoints: "entryPoint",
    environments: "environment",
    dependsOns: "dependsOn",
};

const normalized = new WeakMap<object, unknown>();

/**
 * Containers of a task definition: a JSON text in aws.ecs.TaskDefinition, a structure in DaemonTaskDefinition and in our
 * component. Throws Unknown where they cannot be read yet and Malformed where they are no list of objects.
 */
export function containersOf(type: string, props: Reading): Container[] {
    const written = props.at("containerDefinitions");
    if (!written.isPresent) {
        if (type === TASK_DEFINITION_COMPONENT) return [];
        throw new Malformed(written.path);
    }
    const structured = type === DAEMON_TASK_DEFINITION || type === TASK_DEFINITION_COMPONENT;
    const definitions = json(written).map(normalize);
    if (!definitions.isList) throw new Malformed(written.path);
    return definitions.items().map((definition, index) => {
        if (definition.entries().length === 0 && !structured) throw new Malformed(written.path);
        const name = definition.at("name").isUnknown ? undefined : definition.at("name").text();
        return name === undefined
            ? { label: `containerDefinitions[${index}]`, definition }
            : { label: `container "${name}"`, name, definition };
    });
}

/** The provider reads the JSON without regard to case, so what says LogConfiguration means logConfiguration. */
function normalize(value: unknown): unknown {
    if (!(value instanceof Object)) return value;
    const found = normalized.get(value);
    if (found !== undefined) return found;
    const copy = Array.isArray(value) ? value.map(normalize) : normalizeKeys(value);
    normalized.set(value, copy);
    return copy;
}

function normalizeKeys(value: object): object {
    return Object.fromEntries(
        Object.entries(value).map(([key, below]) => {
            const name = key.charAt(0).toLowerCase() + key.slice(1);
            return [SINGULAR[name] ?? name, FREE_KEYS.has(name) ? below : normalize(below)];
        }),
    );
}
