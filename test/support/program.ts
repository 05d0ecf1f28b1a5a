import * as fs from "node:fs";
import Module from "node:module";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import { Engine, type EngineOptions } from "./engine";

const ROOT = path.join(__dirname, "..", "..");

/** What a program of this repository asks of the engine in one of its stacks, and what it exports. */
export async function planProgram(
    program: string,
    stack: string,
    options: EngineOptions = {},
): Promise<{ engine: Engine; outputs: Record<string, unknown> }> {
    const folder = path.join(ROOT, "programs", program);
    const engine = await Engine.start({ project: program, stack, ...options });
    pulumi.runtime.setAllConfig(settings(folder, program, stack));
    const start = process.cwd();
    try {
        // As the language host does: paths in a program are relative to its own folder.
        process.chdir(folder);
        const outputs = load(path.join(folder, "index.ts"));
        await engine.settle();
        return { engine, outputs };
    } finally {
        process.chdir(start);
        pulumi.runtime.setAllConfig({});
    }
}

/** Defaults that Pulumi.yaml declares, and over them what the stack's file sets. */
function settings(folder: string, program: string, stack: string): Record<string, string> {
    const read = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
    const declared = read("Pulumi.yaml").split(/^config:$/m)[1] ?? "";
    const found: Record<string, string> = {};
    for (const [, key = "", block = ""] of declared.matchAll(/^ {4}(\w+):\n((?: {8}.*\n?)*)/gm)) {
        const value = /^ {8}default: (.*)$/m.exec(block)?.[1];
        if (value !== undefined) found[`${program}:${key}`] = value.replace(/^"(.*)"$/, "$1");
    }
    for (const [, key = "", value = ""] of read(`Pulumi.${stack}.yaml`).matchAll(/^ {4}([\w-]+:\w+): (.*)$/gm)) {
        found[key] = value;
    }
    return found;
}

/** Runs a program anew, with the sources of the components in place of the built package. */
function load(file: string): Record<string, unknown> {
    const loader = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string };
    const resolve = loader._resolveFilename;
    loader._resolveFilename = (name, ...rest) =>
        resolve(name === "ecs-ec2" ? path.join(ROOT, "components", "index.ts") : name, ...rest);
    try {
        delete require.cache[file];
        return require(file);
    } finally {
        loader._resolveFilename = resolve;
    }
}
