import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import { getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider";
import * as ts from "typescript";

import * as components from "../components";
import { assertGolden } from "./support/golden";

const ROOT = path.join(__dirname, "..");

interface Described {
    description?: string;
    properties?: Record<string, Described>;
    inputProperties?: Record<string, Described>;
    enum?: Described[];
}
interface Schema {
    resources: Record<string, Described>;
    types: Record<string, Described>;
}

describe("the package for other languages", function () {
    this.timeout(60_000);
    const classes = getPulumiComponents(components);
    let schema: Schema;
    before(async () => {
        const provider = new ComponentProvider({ name: "ecs-ec2", dirname: ROOT, components: classes });
        schema = JSON.parse(await provider.getSchema());
    });

    it("has every component, under the token that its class registers", () => {
        const tokens = classes.map(({ name }) => `ecs-ec2:index:${name}`).sort();
        assert.deepEqual(Object.keys(schema.resources).sort(), tokens);
        for (const { name } of classes) {
            const source = sourceOf(name);
            assert.ok(source.includes(`super("ecs-ec2:index:${name}"`), `${name} registers under another token`);
        }
    });

    it("describes every property in words", () => {
        const silent: string[] = [];
        const look = (at: string, { properties, inputProperties, enum: values }: Described) => {
            for (const [key, { description }] of Object.entries({ ...properties, ...inputProperties })) {
                if (!description?.trim()) silent.push(`${at}.${key}`);
            }
            for (const [index, { description }] of (values ?? []).entries()) {
                if (!description?.trim()) silent.push(`${at}[${index}]`);
            }
        };
        for (const [token, described] of Object.entries({ ...schema.resources, ...schema.types }))
            look(token, described);
        assert.deepEqual(silent, []);
        assert.doesNotMatch(JSON.stringify(schema), /\[object Object\]/, "a {@link} in a doc comment");
    });

    it("is what was accepted", () => assertGolden("schema.json", `${JSON.stringify(sorted(schema), null, 4)}\n`));
});

describe("the public types", function () {
    this.timeout(60_000);
    before(async () => {
        if (!isBuilt(path.join(ROOT, "components"))) {
            const { build } = await import(path.join(ROOT, "tools", "build.mjs"));
            assert.ok(await build());
        }
    });

    it("hold no type of @pulumi/aws, which would cost every program seconds of type checking", () => {
        const seen = new Map<string, string[]>();
        const open = [path.join(ROOT, "types", "components", "index.d.ts")];
        for (let file = open.pop(); file !== undefined; file = open.pop()) {
            if (seen.has(file)) continue;
            const imports = ts
                .preProcessFile(fs.readFileSync(file, "utf8"))
                .importedFiles.map(({ fileName }) => fileName);
            seen.set(file, imports);
            for (const name of imports.filter((name) => name.startsWith("."))) {
                const base = path.join(path.dirname(file), name);
                const found = [`${base}.d.ts`, path.join(base, "index.d.ts")].find((candidate) =>
                    fs.existsSync(candidate),
                );
                assert.ok(found, `${file} imports ${name}, which is not built`);
                open.push(found);
            }
        }
        const others = [...seen].flatMap(([file, imports]) =>
            imports.filter((name) => !name.startsWith(".")).map((name) => `${path.relative(ROOT, file)}: ${name}`),
        );
        assert.ok(seen.size > 10, "the graph of types was not followed");
        assert.deepEqual(
            others.filter((line) => !line.endsWith(": @pulumi/pulumi")),
            [],
        );
    });
});

/** Source of a component: the one that declares its class. */
function sourceOf(name: string): string {
    const sources = files(path.join(ROOT, "components"), /(?<!\.d)\.ts$/).map((file) => fs.readFileSync(file, "utf8"));
    const found = sources.filter((text) =>
        new RegExp(`^export class ${name} extends pulumi.ComponentResource`, "m").test(text),
    );
    assert.equal(found.length, 1, `${found.length} files declare ${name}`);
    return found[0] as string;
}

function files(folder: string, pattern: RegExp): string[] {
    const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile() && pattern.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name));
}

function isBuilt(folder: string): boolean {
    return files(folder, /(?<!\.d)\.ts$/).every((source) => {
        const types = path.join(ROOT, "types", path.relative(ROOT, source)).replace(/\.ts$/, ".d.ts");
        return fs.existsSync(types) && fs.statSync(types).mtimeMs >= fs.statSync(source).mtimeMs;
    });
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
