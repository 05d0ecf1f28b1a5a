import type { PolicyConfigSchema } from "@pulumi/policy";

type Schema = PolicyConfigSchema["properties"][string];

/** One setting of a rule: its JSON schema, and the value in force when a configuration does not name it. */
export interface Option<T> {
    schema: Schema;
    value: T;
}
/** Settings of a rule by name. */
export type Options = Record<string, Option<unknown>>;
/** Values of a rule's settings. */
export type Values<O extends Options> = { [K in keyof O]: O[K]["value"] };

const option = <T>(schema: Schema, value: T): Option<T> => ({
    schema: value === undefined ? schema : { ...schema, default: value as Schema["default"] },
    value,
});

export const flag = (description: string, value: boolean) => option<boolean>({ type: "boolean", description }, value);
export const number = (description: string, value: number, minimum = 0) =>
    option<number>({ type: "number", description, minimum }, value);
export const optionalNumber = (description: string) =>
    option<number | undefined>({ type: "number", description, minimum: 0 }, undefined);
export const text = (description: string, value: string) => option<string>({ type: "string", description }, value);
export const list = (description: string, value: string[] = []) =>
    option<string[]>({ type: "array", items: { type: "string" }, description }, value);
export const choice = <T extends string>(description: string, allowed: readonly T[], value: T) =>
    option<T>({ type: "string", enum: [...allowed], description }, value);

/** One recorded exception. */
export interface Exception {
    resource: string;
    violation?: string;
    reason: string;
    until?: string;
}

/** Settings that every rule has. */
export const COMMON = {
    exclude: list("Regular expressions over URNs; a resource that matches one is not judged, without a word."),
    exceptions: option<Exception[]>(
        {
            type: "array",
            description: "Violations that are right as they are, and why; each is still shown, as advisory.",
            items: {
                type: "object",
                properties: {
                    resource: { type: "string", description: "Regular expression over the URN." },
                    violation: {
                        type: "string",
                        description:
                            "Regular expression over the violation's words; every one of the resource when left out.",
                    },
                    reason: { type: "string", minLength: 1, description: "Why the violation is right here." },
                    until: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Last day (UTC)." },
                },
                required: ["resource", "reason"],
                additionalProperties: false,
            },
        },
        [],
    ),
};

/** The schema that the engine checks a configuration against. */
export function schemaOf(options: Options): PolicyConfigSchema {
    const all: Options = { ...options, ...COMMON };
    return { properties: Object.fromEntries(Object.entries(all).map(([name, { schema }]) => [name, schema])) };
}

/** The configured values, and the defaults for the rest. The engine fills in defaults too, but a test may not. */
export function valuesOf<O extends Options>(options: O, config: object): Values<O & typeof COMMON> {
    const all: Options = { ...options, ...COMMON };
    const given = config as Record<string, unknown>;
    return Object.fromEntries(
        Object.entries(all).map(([name, { schema, value }]) => {
            const type = Array.isArray(given[name]) ? "array" : typeof given[name];
            return [name, type === schema.type ? given[name] : value];
        }),
    ) as Values<O & typeof COMMON>;
}

const patterns = new Map<string, RegExp | undefined>();

/** Whether a text matches one of the patterns. A pattern that is no regular expression matches nothing. */
export function matchesAny(sources: readonly string[], text: string): boolean {
    return sources.some((source) => pattern(source)?.test(text) ?? false);
}

function pattern(source: unknown): RegExp | undefined {
    if (typeof source !== "string") return undefined;
    if (!patterns.has(source)) {
        let compiled: RegExp | undefined;
        try {
            compiled = new RegExp(source);
        } catch {
            compiled = undefined;
        }
        patterns.set(source, compiled);
    }
    return patterns.get(source);
}
