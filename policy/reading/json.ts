import { Reading } from "./reading";

/** A text that should be JSON and is not. */
export class Malformed extends Error {
    constructor(readonly path: string) {
        super(`${path} is not valid JSON`);
    }
}

// Many rules read the same few documents. Bounded, since a pack may serve a long automation program.
const cache = new Map<string, unknown>();
const CACHE_SIZE = 500;

/** The document in a text property, or the property itself where the program wrote it as a structure. */
export function json(reading: Reading): Reading {
    const text = reading.text();
    return text === undefined ? reading : new Reading(parse(text, reading.path), reading.path);
}

function parse(text: string, path: string): unknown {
    const found = cache.get(text);
    if (found !== undefined) return found;
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        throw new Malformed(path);
    }
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
    cache.set(text, value);
    return value;
}
