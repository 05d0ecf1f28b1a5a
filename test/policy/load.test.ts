import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const host = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** A copy of the package's policy folder, compiled or not, beside what it imports. */
function copy(keep: (file: string) => boolean): string {
    const folder = mkdtempSync(join(tmpdir(), "policy-load-"));
    for (const part of ["policy", "components/ecs"]) {
        cpSync(join(root, part), join(folder, part), { recursive: true, filter: keep, preserveTimestamps: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    return folder;
}

function compile(folder: string): void {
    const tsc = require.resolve("typescript/bin/tsc");
    const flags = ["--target", "es2022", "--module", "nodenext", "--noCheck", "--types", "node", "--rootDir", "."];
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags, "policy/index.ts", "policy/table.ts"], {
        cwd: folder,
        encoding: "utf8",
    });
    assert.equal(status, 0, stdout);
}

describe("loading the pack", function () {
    this.timeout(60_000);
    const sources = (file: string) => !/\.(js|d\.ts)$/.test(file);

    it("says what to do when it was never compiled", () => {
        const folder = copy(sources);
        const { status, stderr } = spawnSync(process.execPath, [host, "127.0.0.1:1", "."], {
            cwd: join(folder, "policy"),
            encoding: "utf8",
        });
        rmSync(folder, { recursive: true });
        assert.equal(status, 1);
        assert.match(stderr, /^The policy pack in .* is not compiled, .* Run "npm run build" in /);
    });

    it("says so too when a source is newer than what was compiled, and serves otherwise", async () => {
        const folder = copy(sources);
        try {
            compile(folder);
            const server = spawn(process.execPath, [host, "127.0.0.1:1", "."], { cwd: join(folder, "policy") });
            const port = await new Promise((done) => server.stdout.once("data", (data) => done(String(data).trim())));
            server.kill();
            assert.match(String(port), /^\d+$/);

            const soon = Date.now() / 1000 + 60;
            utimesSync(join(folder, "policy/rules/no-spot-capacity.ts"), soon, soon);
            const { status, stderr } = spawnSync(process.execPath, ["load.cjs"], {
                cwd: join(folder, "policy"),
                encoding: "utf8",
            });
            assert.equal(status, 1);
            assert.match(stderr, /before its sources changed \(rules\/no-spot-capacity\.ts\)/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
