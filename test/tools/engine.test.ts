import * as assert from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { executable, fakeEngine, ROOT, temporaryFolder, tool } from "./support";

/** A `go` that builds a `pulumi`, and writes down each build. */
const fakeGo = (folder: string, version = "go1.26.0", slow = 0) =>
    executable(
        folder,
        "go",
        `const fs = require("node:fs"), path = require("node:path");
        const [command, ...args] = process.argv.slice(2);
        if (command === "env") console.log(${JSON.stringify(version)});
        if (command === "list") {
            const folder = path.join(__dirname, "module");
            fs.mkdirSync(path.join(folder, "python", "cmd"), { recursive: true });
            fs.writeFileSync(path.join(folder, "python", "cmd", "pulumi-language-python-exec"), "");
            console.log(folder);
        }
        if (command === "build") setTimeout(() => {
            const output = args[args.indexOf("-o") + 1];
            fs.mkdirSync(path.dirname(output), { recursive: true });
            fs.writeFileSync(output, "#!/bin/sh\\necho v3.250.0\\n", { mode: 0o755 });
            fs.appendFileSync(path.join(__dirname, "builds"), path.basename(output) + "\\n");
        }, ${slow});`,
    );

describe("tools/engine", () => {
    let folder: string;
    let bin: string;
    let cache: string;
    const original = globalThis.fetch;

    beforeEach(() => {
        folder = temporaryFolder();
        bin = path.join(folder, "bin");
        cache = path.join(folder, "cache");
        fs.mkdirSync(bin);
        // ps, and nothing of this machine's own pulumi or go
        fs.symlinkSync("/bin/ps", path.join(bin, "ps"));
        globalThis.fetch = () => Promise.reject(new Error("offline"));
    });
    afterEach(() => {
        globalThis.fetch = original;
        fs.rmSync(folder, { recursive: true });
    });

    async function ensure() {
        const { ensureEngine } = await tool("engine/index.mjs");
        const said: string[] = [];
        const env = { PATH: `${bin}:/bin`, HOME: folder, XDG_CACHE_HOME: cache };
        const engine = await ensureEngine({ env, log: (line: string) => said.push(line) });
        return { ...engine, said: said.join("\n") };
    }

    const builds = () => fs.readFileSync(path.join(bin, "builds"), "utf8").trim().split("\n");
    const engines = () => fs.readdirSync(path.join(cache, "ecs-ec2", "engine"));

    it("uses the pulumi on PATH as it is", async () => {
        fakeEngine(bin);
        const engine = await ensure();
        assert.deepStrictEqual(
            [engine.source, engine.version, engine.command, engine.env],
            ["path", "3.250.0", path.join(bin, "pulumi"), {}],
        );
    });

    it("refuses a pulumi on PATH that is too old, and says the way out", async () => {
        executable(bin, "pulumi", 'console.log("v3.203.9")');
        await assert.rejects(ensure(), (error: Error) => {
            assert.strictEqual(error.name, "EngineError");
            assert.match(error.message, /3\.203\.9; this package needs 3\.204\.0 or newer/);
            assert.match(error.message, /Upgrade it .*take it off PATH/);
            return true;
        });
    });

    it("leaves a pulumi on PATH alone that does not run", async () => {
        executable(bin, "pulumi", 'console.error("no network"); process.exit(3)');
        fakeGo(bin);
        const engine = await ensure();
        assert.strictEqual(engine.source, "go");
        assert.match(engine.said, /does not say its version \(no network\)/);
    });

    it("takes what the npm package has downloaded before it builds", async () => {
        const downloaded = path.join(cache, "ecs-ec2", "engine", "npm-3.250.0", "versions", "3.250.0", "bin");
        fakeEngine(downloaded);
        fakeGo(bin);
        const engine = await ensure();
        assert.deepStrictEqual([engine.source, engine.binDir], ["npm", downloaded]);
        assert.ok(engine.env.PATH.startsWith(`${downloaded}${path.delimiter}`));
    });

    it("builds from Go where nothing can be downloaded, says both, and builds once", async () => {
        fakeGo(bin);
        const engine = await ensure();
        assert.strictEqual(engine.source, "go");
        assert.match(engine.said, /^The npm package pulumi cannot download the CLI here \(offline\)\.\nBuilding/);
        assert.deepStrictEqual(fs.readdirSync(engine.binDir), [
            "pulumi",
            "pulumi-language-nodejs",
            "pulumi-language-python",
        ]);
        assert.strictEqual(builds().length, 5);
        assert.strictEqual((await ensure()).said, "");
        assert.strictEqual(builds().length, 5);
    });

    it("says what to install where there is neither", async () => {
        await assert.rejects(
            ensure(),
            /There is no Pulumi CLI on this machine.*Install the Pulumi CLI.*or Go 1\.25 or newer/,
        );
    });

    it("refuses a Go that is too old", async () => {
        fakeGo(bin, "go1.24.9");
        await assert.rejects(ensure(), /is version 1\.24\.9.*Go 1\.25/);
    });

    it("tells why a build failed, and leaves nothing that looks whole", async () => {
        executable(
            bin,
            "go",
            'if (process.argv[2] === "env") console.log("go1.26.0"); else { console.error("no proxy"); process.exit(1); }',
        );
        await assert.rejects(ensure(), /"go build" failed with "no proxy"/);
        assert.deepStrictEqual(engines(), []);
    });

    const cli = () =>
        spawn(
            process.execPath,
            [
                "--import",
                'data:text/javascript,globalThis.fetch=()=>Promise.reject(new Error("offline"))',
                path.join(ROOT, "tools/engine/cli.mjs"),
            ],
            { env: { PATH: `${bin}:/bin`, HOME: folder, XDG_CACHE_HOME: cache }, stdio: "ignore" },
        );

    it("builds once when two ask at the same time", async () => {
        fakeGo(bin, "go1.26.0", 100);
        const codes = await Promise.all([cli(), cli()].map(async (child) => (await once(child, "exit"))[0]));
        assert.deepStrictEqual(codes, [0, 0]);
        assert.strictEqual(builds().length, 5);
        assert.strictEqual(engines().length, 1);
    });

    it("leaves nothing of a build that was interrupted, and ends with 130", async () => {
        fakeGo(bin, "go1.26.0", 5000);
        const child = cli();
        const exit = once(child, "exit");
        const begun = () => fs.existsSync(path.join(cache, "ecs-ec2", "engine")) && engines().length === 2;
        while (child.exitCode === null && !begun()) await new Promise((resolve) => setTimeout(resolve, 20));
        child.kill("SIGINT");
        assert.deepStrictEqual(await exit, [130, null]);
        assert.deepStrictEqual(engines(), []);
    });

    it("takes over the lock of a process that is gone", async () => {
        fakeGo(bin);
        const engine = await ensure();
        const built = path.dirname(engine.binDir);
        fs.rmSync(built, { recursive: true });
        fs.mkdirSync(`${built}.tmp-99999999`);
        const { hostname } = await import("node:os");
        fs.writeFileSync(`${built}.lock`, JSON.stringify({ pid: 99999999, host: hostname(), since: 0 }));
        assert.strictEqual((await ensure()).source, "go");
        assert.deepStrictEqual(engines(), [path.basename(built)]);
    });
});

describe("tools/engine/versions", () => {
    it("reads versions as tools write them", async () => {
        const { parseVersion } = await tool("engine/versions.mjs");
        assert.deepStrictEqual(parseVersion("v3.250.0-alpha.1"), [3, 250, 0]);
        assert.deepStrictEqual(parseVersion("go1.26"), [1, 26, 0]);
        assert.strictEqual(parseVersion("nothing"), undefined);
    });

    it("compares numbers, not text", async () => {
        const { isOlder } = await tool("engine/versions.mjs");
        assert.strictEqual(isOlder("3.99.0", "3.204.0"), true);
        assert.strictEqual(isOlder("3.204.0", "3.204.0"), false);
        assert.strictEqual(isOlder("1.25.11", "1.25"), false);
        assert.strictEqual(isOlder("4.0.0", "3.204.0"), false);
    });
});
