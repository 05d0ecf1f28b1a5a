/**
 * Writes the compact schemas that Check and Diff use, from the type declarations of the installed packages.
 *
 *     npx ts-node rehearsal/schema/build.ts
 *
 * Run it after a resource type was added to the registry or a package was upgraded. One JSON file a package module.
 * A property's type is `s`, `n`, `b`, `a` (any); `*` before it means a list, `%` a map, `@name` a nested object type.
 * A trailing `!` marks a required input; a trailing `?` an output that may be absent.
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { resourceTokens } from "../registry";

type Shape = Record<string, string>;
interface Schema {
    types: Record<string, Shape>;
    resources: Record<string, { inputs: Shape; outputs: Shape }>;
}

const modules = path.resolve(__dirname, "../../node_modules/@pulumi");

function parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
}

/** The interfaces of types/input.d.ts by dotted name. */
function nestedInterfaces(packageName: string): Map<string, ts.InterfaceDeclaration> {
    const found = new Map<string, ts.InterfaceDeclaration>();
    const walk = (node: ts.Node, prefix: string): void => {
        if (ts.isModuleDeclaration(node) && node.body) {
            ts.forEachChild(node.body, (child) => walk(child, `${prefix}${node.name.text}.`));
        } else if (ts.isInterfaceDeclaration(node)) {
            found.set(prefix + node.name.text, node);
        }
    };
    ts.forEachChild(parse(path.join(modules, packageName, "types/input.d.ts")), (node) => walk(node, ""));
    return found;
}

class Builder {
    readonly schema: Schema = { types: {}, resources: {} };

    constructor(private readonly nested: Map<string, ts.InterfaceDeclaration>) {}

    typeOf(node: ts.TypeNode): string {
        if (ts.isParenthesizedTypeNode(node)) {
            return this.typeOf(node.type);
        }
        if (ts.isArrayTypeNode(node)) {
            return `*${this.typeOf(node.elementType)}`;
        }
        if (ts.isUnionTypeNode(node)) {
            const known = node.types.filter((member) => member.getText() !== "undefined");
            return known.length === 1 && known[0] ? this.typeOf(known[0]) : this.unionOf(known);
        }
        if (ts.isTypeLiteralNode(node)) {
            const index = node.members.find(ts.isIndexSignatureDeclaration);
            return index ? `%${this.typeOf(index.type)}` : "a";
        }
        if (ts.isTypeReferenceNode(node)) {
            return this.reference(node);
        }
        const words: Record<string, string> = { string: "s", number: "n", boolean: "b" };
        return words[node.getText()] ?? "a";
    }

    unionOf(members: ts.TypeNode[]): string {
        const types = members.map((member) => this.typeOf(member));
        return types.find((type) => type === "s") ?? types.find((type) => type.startsWith("@")) ?? "a";
    }

    reference(node: ts.TypeReferenceNode): string {
        const name = node.typeName.getText();
        const argument = node.typeArguments?.[0];
        if ((name === "pulumi.Input" || name === "pulumi.Output") && argument) {
            return this.typeOf(argument);
        }
        if (name.startsWith("inputs.")) {
            return this.nestedType(name.slice("inputs.".length));
        }
        if (name.startsWith("enums.") || name === "ARN" || name.endsWith(".Policy") || name === "Region") {
            return "s";
        }
        return "a";
    }

    nestedType(name: string): string {
        const declaration = this.nested.get(name);
        if (!declaration) {
            return "a";
        }
        if (!this.schema.types[name]) {
            this.schema.types[name] = {};
            this.schema.types[name] = this.inputs(declaration);
        }
        return `@${name}`;
    }

    inputs(declaration: ts.InterfaceDeclaration): Shape {
        const shape: Shape = {};
        for (const member of declaration.members) {
            if (ts.isPropertySignature(member) && member.type) {
                shape[member.name.getText()] = this.typeOf(member.type) + (member.questionToken ? "" : "!");
            }
        }
        return shape;
    }

    outputs(declaration: ts.ClassDeclaration): Shape {
        const shape: Shape = {};
        for (const member of declaration.members) {
            if (ts.isPropertyDeclaration(member) && member.type && ts.isTypeReferenceNode(member.type)) {
                const inner = member.type.typeArguments?.[0];
                const optional = inner && ts.isUnionTypeNode(inner) && inner.getText().endsWith("| undefined");
                shape[member.name.getText()] = optional ? "?" : "";
            }
        }
        return shape;
    }

    resource(token: string, file: string): void {
        const className = token.split(":")[2] ?? "";
        const source = parse(file);
        const entry = { inputs: {} as Shape, outputs: {} as Shape };
        ts.forEachChild(source, (node) => {
            if (ts.isInterfaceDeclaration(node) && node.name.text === `${className}Args`) {
                entry.inputs = this.inputs(node);
            } else if (ts.isClassDeclaration(node) && node.name?.text === className) {
                entry.outputs = this.outputs(node);
            }
        });
        this.schema.resources[token] = entry;
    }
}

function sourceOf(token: string): { packageName: string; module: string; file: string } {
    const [packageName = "", modulePath = ""] = token.split(":");
    const [module = "", name = "index"] = modulePath.split("/");
    const className = token.split(":")[2] ?? "";
    const lower = className.charAt(0).toLowerCase() + className.slice(1);
    const file = module === "index" ? `${lower}.d.ts` : `${module}/${name}.d.ts`;
    return { packageName, module, file: path.join(modules, packageName, file) };
}

function write(file: string, schema: Schema): void {
    const lines = (record: object) =>
        Object.entries(record)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
            .join(",\n");
    fs.writeFileSync(file, `{"types":{\n${lines(schema.types)}\n},"resources":{\n${lines(schema.resources)}\n}}\n`);
}

function main(): void {
    const builders = new Map<string, Builder>();
    const interfaces = new Map<string, Map<string, ts.InterfaceDeclaration>>();
    for (const token of resourceTokens()) {
        const { packageName, module, file } = sourceOf(token);
        if (!interfaces.has(packageName)) {
            interfaces.set(packageName, nestedInterfaces(packageName));
        }
        const key = module === "index" ? packageName : `${packageName}-${module}`;
        const builder = builders.get(key) ?? new Builder(interfaces.get(packageName) ?? new Map());
        builders.set(key, builder);
        builder.resource(token, file);
    }
    for (const [key, builder] of builders) {
        write(path.join(__dirname, `${key}.json`), builder.schema);
    }
    // The formatter's form, so that a check of the whole package finds nothing to change.
    execFileSync("npx", ["biome", "format", "--write", __dirname], { stdio: "ignore" });
}

main();
