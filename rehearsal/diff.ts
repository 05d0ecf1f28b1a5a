import { allTags, plain } from "./check";
import type { ResourceType } from "./definition";
import { Environment } from "./environment";
import { bare, isComputed, type ResourceSchema, schemaOf } from "./schema";
import { hasUnknown, isEmpty, isObject, isUnknown, type Props, same, stable, type Value } from "./values";

/** Whether AWS fills a property in does not depend on the account. */
const NOWHERE = "000000000000";

export type Kind = "add" | "delete" | "update";

export interface Change {
    /** Property path as the CLI shows it. */
    path: string;
    kind: Kind;
    replace: boolean;
}

export interface Difference {
    changes: Change[];
    /** Top-level properties that differ. */
    changed: string[];
    replaces: string[];
}

/** What the provider knows of a resource before and after. */
export interface Sides {
    /** The state, as read from AWS last. */
    state: Props;
    oldInputs: Props;
    news: Props;
    ignoreChanges: string[];
    defaultTags: Record<string, string>;
    region: string;
}

/** Compares new inputs with the state in the provider's way: the schema says what is a map, a list, an object. */
class Comparison {
    readonly paths: { path: string; kind: Kind }[] = [];

    constructor(
        private readonly schema: ResourceSchema,
        private readonly sets: ReadonlySet<string>,
    ) {}

    value(next: Value, state: Value, before: Value, type: string, path: string, property: string): void {
        if (isUnknown(next)) {
            this.note(path, "update");
        } else if (type.startsWith("*")) {
            this.items(next, state, before, type.slice(1), path, property);
        } else if (type.startsWith("%")) {
            this.map(next, state, path);
        } else if (type.startsWith("@") && isObject(next)) {
            this.members(next, state, before, this.schema.types[type.slice(1)] ?? {}, path);
        } else if (!(isEmpty(next) && isEmpty(state)) && !same(next, state) && String(next) !== String(state)) {
            this.note(path, isEmpty(state) ? "add" : "update");
        }
    }

    items(next: Value, state: Value, before: Value, type: string, path: string, property: string): void {
        const news = Array.isArray(next) ? next : [];
        let olds = Array.isArray(state) ? state : [];
        if (this.sets.has(property)) {
            const equal = (a: Value, b: Value) => this.isEqual(a, b, type);
            if (news.length === olds.length && news.every((item) => olds.some((old) => equal(item, old)))) {
                return;
            }
            const rank = (item: Value) => news.findIndex((candidate) => equal(candidate, item));
            olds = [...olds].sort((a, b) => rank(a) - rank(b) || (stable(a) < stable(b) ? -1 : 1));
        }
        for (let index = 0; index < Math.max(news.length, olds.length); index++) {
            const at = `${path}[${index}]`;
            if (index >= news.length) {
                this.note(at, "delete");
            } else if (index >= olds.length) {
                this.note(at, "add");
            } else {
                this.value(news[index], olds[index], before?.[index], type, at, property);
            }
        }
    }

    isEqual(a: Value, b: Value, type: string): boolean {
        const inner = new Comparison(this.schema, this.sets);
        inner.value(a, b, undefined, type, "", "");
        return inner.paths.length === 0;
    }

    map(next: Value, state: Value, path: string): void {
        const news = isObject(next) ? next : {};
        const olds = isObject(state) ? state : {};
        for (const key of new Set([...Object.keys(news), ...Object.keys(olds)])) {
            const at = `${path}.${key}`;
            if (!(key in news)) {
                this.note(at, "delete");
            } else if (!(key in olds)) {
                this.note(at, "add");
            } else if (isUnknown(news[key]) || !same(news[key], olds[key])) {
                this.note(at, "update");
            }
        }
    }

    members(next: Props, state: Value, before: Value, shape: Record<string, string>, path: string): void {
        if (!isObject(state)) {
            this.note(path, "add");
            return;
        }
        for (const [key, type] of Object.entries(shape)) {
            const at = `${path}.${key}`;
            if (next[key] !== undefined) {
                this.value(next[key], state[key], before?.[key], bare(type), at, key);
            } else if (before?.[key] !== undefined && !isEmpty(before[key]) && !isEmpty(state[key])) {
                this.note(at, "delete");
            }
        }
    }

    note(path: string, kind: Kind): void {
        this.paths.push({ path, kind });
    }
}

/** An input that is not (any more) in the program: a difference unless AWS fills it in. */
function isGone(definition: ResourceType, schema: ResourceSchema, sides: Sides, property: string): boolean {
    const { state, oldInputs, news, region } = sides;
    if (isEmpty(state[property]) || isComputed(schema, property)) {
        return false;
    }
    if (oldInputs[property] !== undefined) {
        return true;
    }
    // Drift, unless AWS returns this value for everybody who leaves the property out.
    const filled = definition.outputs(news, new Environment(NOWHERE, region, "", ""));
    return filled[property] === undefined;
}

function changesOf(
    definition: ResourceType,
    schema: ResourceSchema,
    sides: Sides,
    property: string,
): Comparison["paths"] {
    const { state, oldInputs, news } = sides;
    const next = news[property];
    const type = bare(schema.inputs[property] ?? "a");
    const comparison = new Comparison(schema, new Set(definition.sets));
    const equal = definition.equal?.[property];
    if (next === undefined) {
        if (isGone(definition, schema, sides, property)) {
            comparison.note(property, "delete");
        }
    } else if (!(equal && !hasUnknown(next) && equal(next, state[property], news))) {
        const known = type === "a" && !hasUnknown(next) && same(next, state[property]);
        if (!known) {
            comparison.value(next, state[property], oldInputs[property], type, property, property);
        }
    }
    return comparison.paths;
}

function isIgnored(path: string, ignoreChanges: string[]): boolean {
    const bracketless = (text: string) => text.replace(/\["?([^\]"]+)"?\]/g, ".$1");
    return ignoreChanges.some((ignored) => {
        const prefix = bracketless(ignored);
        const at = bracketless(path);
        return prefix === "*" || at === prefix || at.startsWith(`${prefix}.`);
    });
}

function replacesOn(definition: ResourceType, property: string, sides: Sides): boolean {
    const decided = definition.replaces?.(
        property,
        sides.state[property],
        sides.news[property],
        sides.news,
        sides.state,
    );
    if (decided !== undefined) {
        return decided;
    }
    const rules = definition.replaceOn ?? [];
    return rules.includes("*") ? property !== "tags" : rules.includes(property);
}

/** The provider's Diff. */
export function diff(definition: ResourceType, token: string, raw: Sides): Difference {
    const schema = schemaOf(token);
    const sides: Sides = { ...raw, state: plain(raw.state), oldInputs: plain(raw.oldInputs), news: plain(raw.news) };
    const changes: Change[] = [];
    for (const property of Object.keys(schema.inputs)) {
        if (property === "region" || definition.ignore?.includes(property)) {
            continue;
        }
        for (const { path, kind } of changesOf(definition, schema, sides, property)) {
            if (!isIgnored(path, sides.ignoreChanges)) {
                changes.push({ path, kind, replace: replacesOn(definition, property, sides) });
            }
        }
    }
    const region = sides.news.region ?? sides.region;
    if (schema.outputs.region !== undefined && sides.state.region && sides.state.region !== region) {
        changes.push({ path: "region", kind: "update", replace: true });
    }
    if (schema.outputs.tagsAll !== undefined && !sides.ignoreChanges.includes("tags")) {
        const tags = allTags(sides.defaultTags, sides.news);
        if (hasUnknown(tags) || !same(tags, sides.state.tagsAll ?? {})) {
            changes.push({ path: "tagsAll", kind: "update", replace: false });
        }
    }
    const extra = hasUnknown(sides.news) ? undefined : definition.extraChange?.(sides.news, sides.state);
    if (extra) {
        changes.push({ path: extra, kind: "update", replace: false });
    }
    const top = (path: string) => path.split(/[.[]/)[0] ?? path;
    const changed = [...new Set(changes.map((change) => top(change.path)))];
    const refusal = definition.refuseChange?.(changed, sides.news, sides.state);
    if (refusal) {
        throw new Error(`diffing ${token}: ${refusal}`);
    }
    const replaces = [...new Set(changes.filter((change) => change.replace).map((change) => top(change.path)))];
    return { changes, changed, replaces };
}
