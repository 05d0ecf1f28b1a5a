import { Secret } from "@pulumi/policy";

/** Marks a value that nobody can know before the update, or that was redacted. */
export const UNKNOWN: unique symbol = Symbol("unknown");

// Placeholders of the engine for values that are not known during a preview (@pulumi/policy, proxy.ts).
const PLACEHOLDERS = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];
const PLACEHOLDER = new RegExp(PLACEHOLDERS.join("|"));
/** What `pulumi policy analyze --file` leaves of a secret that it cannot decrypt. */
const REDACTED = "[secret]";

function hide(value: unknown): unknown {
    // A remediation gets its secrets wrapped.
    if (value instanceof Secret) return hide(value.value);
    return typeof value === "string" && (value === REDACTED || PLACEHOLDER.test(value)) ? UNKNOWN : value;
}

/** A rule met a value that is not known: it cannot answer, and says so instead of passing. */
export class Unknown extends Error {
    constructor(readonly path: string) {
        super(`${path} is not known`);
    }
}

/**
 * One place in a tree of properties. Reading an unknown value throws Unknown; nothing else ever throws, whatever the
 * tree holds: a value of the wrong type reads as absent.
 */
export class Reading {
    private readonly value: unknown;

    constructor(
        value: unknown,
        readonly path: string,
    ) {
        this.value = hide(value);
    }

    /** Whether the value is not known; asking is allowed. */
    get isUnknown(): boolean {
        return this.value === UNKNOWN;
    }

    /** The place below, by property names and array indices. What is below an unknown value is unknown. */
    at(...keys: (string | number)[]): Reading {
        let value = this.value;
        let path = this.path;
        for (const key of keys) {
            path = typeof key === "number" ? `${path}[${key}]` : path ? `${path}.${key}` : key;
            if (value === UNKNOWN) continue;
            // The descriptor goes round the SDK's proxy, which throws its own error at the first unknown value.
            value = value instanceof Object ? hide(Object.getOwnPropertyDescriptor(value, key)?.value) : undefined;
        }
        return new Reading(value, path);
    }

    /** Whether anything but null and "" stands here. An unknown value counts: something will. */
    get isPresent(): boolean {
        return this.value !== undefined && this.value !== null && this.value !== "";
    }

    /** Whether a list stands here. Throws Unknown where that cannot be said. */
    get isList(): boolean {
        return Array.isArray(this.known());
    }

    /** The same place with another value; an unknown one stays unknown. */
    map(convert: (value: unknown) => unknown): Reading {
        return this.value === UNKNOWN ? this : new Reading(convert(this.value), this.path);
    }

    /** Text; numbers and booleans as their text, since the provider converts them too. */
    text(): string | undefined {
        const value = this.known();
        return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
            ? String(value)
            : undefined;
    }

    number(): number | undefined {
        const value = this.known();
        if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
        if (typeof value !== "string" || value.trim() === "") return undefined;
        return Number.isFinite(Number(value)) ? Number(value) : undefined;
    }

    /** true and "true" are true: some AWS properties are booleans in text. */
    flag(): boolean | undefined {
        const text = this.text();
        return text === "true" ? true : text === "false" ? false : undefined;
    }

    /** Elements of a list; a single object counts as a list of one, as IAM documents allow. */
    items(): Reading[] {
        const value = this.known();
        if (value === undefined || value === null) return [];
        if (!Array.isArray(value)) return [this];
        return value.map((_, i) => this.at(i));
    }

    /** Elements of a list as text; elements that are no text are left out. */
    texts(): string[] {
        return this.items().flatMap((item) => item.text() ?? []);
    }

    /** Names and places below, of an object. */
    entries(): [string, Reading][] {
        const value = this.known();
        if (!(value instanceof Object) || Array.isArray(value)) return [];
        return Object.keys(value).map((key) => [key, this.at(key)]);
    }

    /** Whether known text holds a word. */
    contains(word: string): boolean {
        return typeof this.value === "string" && this.value.includes(word);
    }

    /** Every known text in the tree, with its place; unknown values are left out. */
    *leaves(): Generator<Reading> {
        if (typeof this.value === "string") yield this;
        else if (this.value instanceof Object) {
            const keys = Array.isArray(this.value) ? this.value.keys() : Object.keys(this.value);
            for (const key of keys) yield* this.at(key).leaves();
        }
    }

    private known(): unknown {
        if (this.value === UNKNOWN) throw new Unknown(this.path);
        return this.value;
    }
}

/** The first value that is there, in an order of preference; the last one when none is. */
export function firstPresent(...readings: [Reading, ...Reading[]]): Reading {
    return readings.find((reading) => reading.isPresent) ?? (readings.at(-1) as Reading);
}
