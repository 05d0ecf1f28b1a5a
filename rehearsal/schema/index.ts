import * as fs from "node:fs";
import * as path from "node:path";

/** Property name to type; see build.ts for the notation. */
export type Shape = Record<string, string>;
export interface ResourceSchema {
    inputs: Shape;
    outputs: Shape;
    types: Record<string, Shape>;
}

const loaded = new Map<string, { types: Record<string, Shape>; resources: Record<string, ResourceSchema> }>();

function load(key: string) {
    let file = loaded.get(key);
    if (!file) {
        const name = path.join(__dirname, `${key}.json`);
        file = fs.existsSync(name) ? JSON.parse(fs.readFileSync(name, "utf8")) : { types: {}, resources: {} };
        loaded.set(key, file as never);
    }
    return file as { types: Record<string, Shape>; resources: Record<string, ResourceSchema> };
}

/** The properties of a resource type, read from the declarations of the installed package. */
export function schemaOf(token: string): ResourceSchema {
    const [packageName = "", modulePath = ""] = token.split(":");
    const module = modulePath.split("/")[0] ?? "";
    const file = load(module === "index" ? packageName : `${packageName}-${module}`);
    const resource = file.resources[token];
    if (!resource) {
        throw new Error(`no schema for ${token}: run "npx ts-node rehearsal/schema/build.ts"`);
    }
    return { inputs: resource.inputs, outputs: resource.outputs, types: file.types };
}

export function isRequired(type: string): boolean {
    return type.endsWith("!");
}

export function bare(type: string): string {
    return type.endsWith("!") || type.endsWith("?") ? type.slice(0, -1) : type;
}

/** True for an output that the provider always knows after creation (computed, even when it is an optional input). */
export function isComputed(schema: ResourceSchema, property: string): boolean {
    return schema.outputs[property] === "" && !isRequired(schema.inputs[property] ?? "");
}
