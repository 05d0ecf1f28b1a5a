import type { ResourceType } from "./definition";
import type { Failure } from "./errors";
import { bare, isRequired, type ResourceSchema, type Shape, schemaOf } from "./schema";
import { hash, hasUnknown, isObject, isUnknown, type Props, type Value } from "./values";

const DEFAULTS = "__defaults";
/** Assets, archives and resource references travel as objects with this key: they pass through unchecked. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

export interface CheckResult {
    inputs: Props;
    failures: Failure[];
}

/** Removes the bridge's bookkeeping and nulls. */
export function plain(value: Value): Value {
    if (Array.isArray(value)) {
        return value.map(plain);
    }
    if (!isObject(value) || value[SIGNATURE]) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value)
            .filter(([key, member]) => key !== DEFAULTS && member !== null && member !== undefined)
            .map(([key, member]) => [key, plain(member)]),
    );
}

class Checker {
    readonly failures: Failure[] = [];

    constructor(
        private readonly schema: ResourceSchema,
        private readonly name: string,
    ) {}

    object(value: Props, shape: Shape, at: string): Props {
        const checked: Props = {};
        for (const [key, member] of Object.entries(value)) {
            const type = shape[key];
            const path = at ? `${at}.${key}` : key;
            if (type === undefined) {
                this.report(path, "Invalid or unknown key");
            } else {
                checked[key] = this.value(member, bare(type), path);
            }
        }
        for (const [key, type] of Object.entries(shape)) {
            if (isRequired(type) && value[key] === undefined) {
                this.failures.push({ property: "", reason: `Missing required property '${at ? `${at}.` : ""}${key}'` });
            }
        }
        return checked;
    }

    value(value: Value, type: string, at: string): Value {
        if (isUnknown(value) || type === "a" || (isObject(value) && value[SIGNATURE])) {
            return value;
        }
        if (type.startsWith("*")) {
            return Array.isArray(value)
                ? value.map((item, index) => this.value(item, type.slice(1), `${at}[${index}]`))
                : this.wrong(value, "list", at);
        }
        if (type.startsWith("%") || type.startsWith("@")) {
            return this.members(value, type, at);
        }
        return this.scalar(value, type, at);
    }

    members(value: Value, type: string, at: string): Value {
        if (!isObject(value)) {
            return this.wrong(value, "object", at);
        }
        if (type.startsWith("@")) {
            return { [DEFAULTS]: [], ...this.object(value, this.schema.types[type.slice(1)] ?? {}, at) };
        }
        const entries = Object.entries(value);
        return Object.fromEntries(entries.map(([key, item]) => [key, this.value(item, type.slice(1), `${at}.${key}`)]));
    }

    scalar(value: Value, type: string, at: string): Value {
        if (type === "s") {
            return typeof value === "string" ? value : this.toText(value, at);
        }
        if (type === "n") {
            const number = typeof value === "string" && value !== "" ? Number(value) : value;
            return typeof number === "number" && !Number.isNaN(number) ? number : this.wrong(value, "number", at);
        }
        if (typeof value === "string" && /^(true|false)$/.test(value)) {
            return value === "true";
        }
        return typeof value === "boolean" ? value : this.wrong(value, "boolean", at);
    }

    toText(value: Value, at: string): Value {
        return typeof value === "number" || typeof value === "boolean"
            ? String(value)
            : this.wrong(value, "string", at);
    }

    wrong(value: Value, expected: string, at: string): Value {
        const got = Array.isArray(value) ? "list" : typeof value;
        this.report(at, `expected ${expected} type, got ${got} type`);
        return value;
    }

    report(path: string, reason: string): void {
        this.failures.push({ property: "", reason: `${reason}. Examine values at '${this.name}.${path}'.` });
    }
}

/** The name that the provider invents: logical name, a hyphen, seven hex digits. */
function autoName(
    definition: ResourceType,
    name: string,
    news: Props,
    seed: string,
): { name?: string; failure?: Failure } {
    const naming = definition.autoName;
    if (!naming) {
        return {};
    }
    const suffix = naming.suffix?.(news) ?? "";
    const max = (naming.max ?? 255) - suffix.length;
    const prefix = `${naming.lower ? name.toLowerCase() : name}-`;
    if (prefix.length + 7 > max) {
        const reason =
            `failed to auto-generate value for "${naming.property}". Prefix: "${prefix}" is too large to fit the ` +
            `maximum length of ${max} with 7 random characters. Please provide a value for "${naming.property}"`;
        return { failure: { property: naming.property, reason } };
    }
    return { name: prefix + hash(seed).slice(0, 7) + suffix };
}

/** The provider's Check: schema, defaults, automatic names, and what the type refuses without a call. */
export function check(
    definition: ResourceType,
    token: string,
    name: string,
    given: Props,
    oldInputs: Props,
    seed: string,
): CheckResult {
    const schema = schemaOf(token);
    const checker = new Checker(schema, name);
    const inputs = checker.object(plain(given), schema.inputs, "");
    const defaulted: string[] = [];
    for (const [key, value] of Object.entries(definition.defaults ?? {})) {
        if (inputs[key] === undefined) {
            inputs[key] = value;
            defaulted.push(key);
        }
    }
    const naming = definition.autoName;
    if (naming && inputs[naming.property] === undefined && !(naming.unless && inputs[naming.unless] !== undefined)) {
        const kept = (oldInputs[DEFAULTS] ?? []).includes(naming.property) ? oldInputs[naming.property] : undefined;
        const made: { name?: string; failure?: Failure } = kept
            ? { name: kept }
            : autoName(definition, name, inputs, seed);
        if (made.failure) {
            checker.failures.push(made.failure);
        } else {
            inputs[naming.property] = made.name;
            defaulted.push(naming.property);
        }
    }
    if (checker.failures.length === 0 && definition.validate) {
        checker.failures.push(...definition.validate(plain(inputs)).map((failure) => located(failure, name)));
    }
    return { inputs: { [DEFAULTS]: defaulted.sort(), ...inputs }, failures: checker.failures };
}

function located(failure: Failure, name: string): Failure {
    return { property: "", reason: `${failure.reason}. Examine values at '${name}.${failure.property}'.` };
}

/** Tags as they will be in AWS: the provider's default tags, then the resource's own. */
export function allTags(defaults: Record<string, string>, inputs: Props): Value {
    const tags = inputs.tags;
    return hasUnknown(tags) && !isObject(tags) ? tags : { ...defaults, ...(isObject(tags) ? tags : {}) };
}
