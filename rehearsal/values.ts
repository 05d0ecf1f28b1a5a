import { createHash } from "node:crypto";

/** A property of a resource: JSON of any shape, as it crosses the provider protocol. */
// biome-ignore lint/suspicious/noExplicitAny: every resource type has its own shape, and the schema checks it at run time
export type Value = any;
export type Props = Record<string, Value>;

/** The engine's marker for a value that is not known in preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: Value): boolean {
    return value === UNKNOWN;
}

export function hasUnknown(value: Value): boolean {
    if (Array.isArray(value)) {
        return value.some(hasUnknown);
    }
    if (value && typeof value === "object") {
        return Object.values(value).some(hasUnknown);
    }
    return isUnknown(value);
}

export function isObject(value: Value): value is Props {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys and without undefined members: equal values give equal text. */
export function stable(value: Value): string {
    if (Array.isArray(value)) {
        return `[${value.map(stable).join(",")}]`;
    }
    if (isObject(value)) {
        const keys = Object.keys(value).filter((key) => value[key] !== undefined && value[key] !== null);
        return `{${keys
            .sort()
            .map((key) => `${JSON.stringify(key)}:${stable(value[key])}`)
            .join(",")}}`;
    }
    return JSON.stringify(value ?? null);
}

export function same(a: Value, b: Value): boolean {
    return stable(a) === stable(b);
}

/** What AWS and Terraform treat as "not set". */
export function isEmpty(value: Value): boolean {
    return (
        value === undefined ||
        value === null ||
        value === "" ||
        value === false ||
        value === 0 ||
        (Array.isArray(value) && value.length === 0) ||
        (isObject(value) && Object.keys(value).length === 0)
    );
}

export function hash(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

/** Decimal digits that look random and follow from the text. */
export function digits(text: string, length: number): string {
    const number = BigInt(`0x${hash(text).slice(0, 24)}`).toString();
    return number.slice(-length).padStart(length, "1");
}

export function list(value: Value): Value[] {
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

export function parseJson(text: Value): Value | undefined {
    if (typeof text !== "string") {
        return undefined;
    }
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
