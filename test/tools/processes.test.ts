import * as assert from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { workspaceOf } from "../../rehearsal/cli/workspace";
import { executable, program, ROOT, temporaryFolder, tool } from "./support";

const alive = (pid: number) => {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
};

async function until(what: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 25000; !what(); ) {
        assert.ok(Date.now() < deadline, `still not: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

describe("tools/lib/processes", () => {
    let folder: string;
    beforeEach(() => {
        folder = temporaryFolder();
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    it("answers code and output, passes them on as they come, and rejects what cannot be started", async () => {
        const { run } = await tool("lib/processes.mjs");
        const seen: string[] = [];
        const script = 'console.log("out"); console.error("err"); process.exitCode = 7;';
        const result = await run(process.execPath, ["-e", script], { onOutput: (text: string) => seen.push(text) });
        assert.deepStrictEqual([result.code, result.stdout, result.stderr], [7, "out\n", "err\n"]);
        assert.deepStrictEqual(seen.sort(), ["err\n", "out\n"]);
        await assert.rejects(run(path.join(folder, "missing"), []), /ENOENT/);
    });

    it("ends a command that takes longer than it may", async () => {
        const { run } = await tool("lib/processes.mjs");
        const result = await run(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { timeoutSeconds: 0.2 });
        assert.strictEqual(result.timedOut, true);
    });

    it("ends an engine and its plugins when a rehearsal is interrupted, and ends with 130", async () => {
        const plugin = path.join(folder, "plugin pid");
        // An engine as Pulumi's: its plugin is in a process group of its own, and neither hears the terminal's Ctrl-C.
        const bin = executable(
            path.join(folder, "bin"),
            "pulumi",
            `if (process.argv[2] === "version") console.log("v3.250.0");
            if (process.argv[2] === "preview") {
                const idle = ["-e", "process.on('SIGINT', () => {}); setInterval(() => {}, 1000)"];
                const child = require("node:child_process").spawn(process.execPath, idle, { detached: true, stdio: "ignore" });
                require("node:fs").writeFileSync(${JSON.stringify(plugin)}, child.pid + " " + process.pid);
                setInterval(() => {}, 1000);
            }`,
        );
        const programFolder = program(path.join(folder, "a program"));
        const args = [path.join(ROOT, "tools/start.mjs"), "--program", programFolder];
        const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
        const child = spawn(process.execPath, args, { env, stdio: "ignore" });
        const exit = once(child, "exit");
        await until(
            () => child.exitCode !== null || (fs.existsSync(plugin) && fs.readFileSync(plugin, "utf8").includes(" ")),
        );
        const pids = fs.readFileSync(plugin, "utf8").split(" ").map(Number);
        assert.deepStrictEqual(pids.map(alive), [true, true]);
        child.kill("SIGINT");
        assert.deepStrictEqual(await exit, [130, null]);
        await until(() => !pids.some(alive));
        const workspace = workspaceOf(ROOT, { program: programFolder, stack: "dev", help: false });
        fs.rmSync(workspace.folder, { recursive: true });
    }).timeout(30000);
});
