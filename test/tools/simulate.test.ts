import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseSimulate, simulate } from "../../rehearsal/cli";
import { callsOf, fakeEngine, fakeSimulation, program, temporaryFolder, testHost } from "./support";

const RESOURCE = { type: "aws:ec2/vpc:Vpc", id: "vpc-1", region: "eu-west-1", account: "1" };

describe("rehearsal/cli/simulate", () => {
    let root: string;
    let bin: string;
    const shell = process.env.SHELL;
    beforeEach(() => {
        root = program(temporaryFolder());
        bin = fakeEngine(path.join(root, "bin"));
    });
    afterEach(() => {
        if (shell === undefined) delete process.env.SHELL;
        else process.env.SHELL = shell;
        fs.rmSync(root, { recursive: true });
    });

    /** Opens a shell that is this script. */
    async function withShell(script: string, args: string[] = []) {
        process.env.SHELL = path.join(bin, "shell");
        fs.writeFileSync(process.env.SHELL, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        const { host, said } = await testHost(root, bin, { AWS_PROFILE: "mine" });
        const code = await simulate(parseSimulate(["--shell", ...args], root), host, fakeSimulation([RESOURCE]));
        return { code, said: said() };
    }

    it("opens a shell in the program's folder, with the environment, and ends with its exit code", async () => {
        const script = `printf '%s|%s|%s' "$PWD" "$PULUMI_DEBUG_PROVIDERS" "$AWS_PROFILE" > seen; exit 3`;
        const { code, said } = await withShell(script);
        assert.strictEqual(code, 3);
        assert.strictEqual(fs.readFileSync(path.join(root, "seen"), "utf8"), `${root}|aws:4001|`);
        assert.match(said, /Serving a simulated AWS with 1 resource in it\. The stack dev of .* is selected/);
    });

    it("creates the stack beside the program and selects it, so that no file of the program is written", async () => {
        await withShell("true");
        const calls = callsOf(bin).map(({ step, args, cwd }) => [step, args[2], cwd]);
        const workspace = path.join(root, ".rehearsal", "root-dev");
        assert.deepStrictEqual(calls, [
            ["init", "dev", path.join(workspace, "project")],
            ["select", "dev", root],
        ]);
    });

    it("keeps the account from one time to the next, and forgets it with --fresh", async () => {
        const account = path.join(root, ".rehearsal", "root-dev", "account.json");
        await withShell("true");
        fs.writeFileSync(account, "{}");
        await withShell("true");
        assert.ok(fs.existsSync(account));
        await withShell("true", ["--fresh"]);
        assert.ok(!fs.existsSync(account));
    });

    it("writes the lines for another terminal, and takes the salt out of the stack files at the end", async () => {
        const { code } = await withShell(
            `echo "encryptionsalt: v1:new" >> Pulumi.dev.yaml; test -f .rehearsal/root-dev/env.sh`,
        );
        assert.strictEqual(code, 0);
        assert.doesNotMatch(fs.readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8"), /encryptionsalt/);
    });

    it("says which files hold secrets that it cannot decrypt, and what to do", async () => {
        fs.appendFileSync(path.join(root, "Pulumi.dev.yaml"), "  a:b:\n    secure: v1:abc\n");
        const { said } = await withShell("true");
        assert.match(said, /Only your own backend can decrypt the secrets in .*Pulumi\.dev\.yaml.*--config-file/);
    });
});
