import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder, tool } from "./support";

describe("tools/setup", () => {
    let folder: string;
    beforeEach(() => {
        folder = temporaryFolder();
        fs.mkdirSync(path.join(folder, "node_modules"));
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    const write = (file: string, packages: object) =>
        fs.writeFileSync(path.join(folder, file), JSON.stringify({ packages }));
    const installed = async () => (await tool("setup.mjs")).dependenciesAreInstalled(folder);

    it("knows dependencies that are not installed, or only in part, or in another version", async () => {
        write("package-lock.json", { "": {}, "node_modules/a": { version: "1.0.0" } });
        assert.strictEqual(await installed(), false);
        write("node_modules/.package-lock.json", {});
        assert.strictEqual(await installed(), false);
        write("node_modules/.package-lock.json", { "node_modules/a": { version: "0.9.0" } });
        assert.strictEqual(await installed(), false);
        write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
        assert.strictEqual(await installed(), true);
    });

    it("does not miss packages for other systems", async () => {
        write("package-lock.json", { "": {}, "node_modules/win": { version: "1.0.0", optional: true } });
        write("node_modules/.package-lock.json", {});
        assert.strictEqual(await installed(), true);
    });
});

describe("tools/build", function () {
    this.timeout(60000); // the compiler starts slowly on a busy machine
    let folder: string;
    const at = (...names: string[]) => path.join(folder, ...names);
    beforeEach(() => {
        folder = temporaryFolder();
        fs.mkdirSync(at("node_modules"));
        fs.mkdirSync(at("components", "network"), { recursive: true });
        fs.writeFileSync(at("tsconfig.json"), "{}");
        const compilerOptions = {
            noCheck: true,
            declaration: true,
            declarationDir: "types",
            module: "nodenext",
            types: [],
            lib: ["es5"],
            rootDir: ".",
        };
        fs.writeFileSync(at("tsconfig.build.json"), JSON.stringify({ compilerOptions, include: ["components"] }));
        fs.writeFileSync(at("components", "network", "vpc.ts"), "export const a: number = 1;\n");
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    const build = async () => (await tool("build.mjs")).build(folder);
    const output = () => at("components", "network", "vpc.js");

    it("compiles beside the source, and again only what has changed", async () => {
        assert.strictEqual(await build(), true);
        assert.ok(fs.existsSync(at("types", "components", "network", "vpc.d.ts")));
        assert.ok(!fs.existsSync(at("components", "network", "vpc.d.ts")), "types beside a source would hide it");
        fs.writeFileSync(output(), "// as it was");
        assert.strictEqual(await build(), true);
        assert.strictEqual(fs.readFileSync(output(), "utf8"), "// as it was");
        fs.writeFileSync(at("components", "network", "vpc.ts"), "export const a: number = 22;\n");
        assert.strictEqual(await build(), true);
        assert.match(fs.readFileSync(output(), "utf8"), /22/);
    });

    it("deletes what was compiled from a source that is gone", async () => {
        fs.writeFileSync(at("components", "old.js"), "");
        fs.writeFileSync(at("components", "old.d.ts"), "");
        await build();
        assert.deepStrictEqual(fs.readdirSync(at("components")), ["network"]);
    });

    it("says so when a source is no TypeScript", async () => {
        fs.writeFileSync(at("components", "network", "vpc.ts"), "export const = ;\n");
        assert.strictEqual(await build(), false);
    });
});

describe("tools/lib/progress", () => {
    async function said(milliseconds: number, terminal?: object): Promise<string[]> {
        const { step } = await tool("lib/progress.mjs");
        const lines: string[] = [];
        const work = (part: (text: string) => void) => {
            part("the roof");
            return new Promise((resolve) => setTimeout(resolve, milliseconds));
        };
        await step("Doing it.", work, { say: (line: string) => lines.push(line), ...(terminal ? { terminal } : {}) });
        return lines;
    }

    it("is one line for what is quick", async () => {
        assert.deepStrictEqual(await said(10), ["Doing it."]);
    });

    it("counts seconds in place on a terminal, and says how long it took", async () => {
        const written: string[] = [];
        const terminal = { isTTY: true, write: (text: string) => written.push(text) };
        assert.deepStrictEqual(await said(3200, terminal), ["Doing it.", "  took 3 s"]);
        assert.ok(written.includes("\r\u001b[K  2 s: the roof "), JSON.stringify(written));
    });
});
