// Values as they travel between a program and the engine: sdk/go/common/resource/sig of pulumi/pulumi.

// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource
export type Inputs = Record<string, any>;

/** Stands in recorded inputs for what a preview cannot know. */
export const UNKNOWN = "<unknown>";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value without the marks of secrets, and with UNKNOWN for what is not known. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON
export function plain(value: any): any {
    if (value === UNKNOWN_ON_THE_WIRE) return UNKNOWN;
    if (Array.isArray(value)) return value.map(plain);
    if (value === null || typeof value !== "object") return value;
    if (value[SIGNATURE] === SECRET) return plain(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Paths of the secret values in a value. */
export function secretPaths(value: unknown, path = ""): string[] {
    if (value === null || typeof value !== "object") return [];
    if ((value as Inputs)[SIGNATURE] === SECRET) return [path];
    return Object.entries(value).flatMap(([key, inner]) => {
        const step = Array.isArray(value) ? `[${key}]` : `${path === "" ? "" : "."}${key}`;
        return secretPaths(inner, `${path}${step}`);
    });
}
