import * as assert from "node:assert";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { StackFiles } from "../../rehearsal/cli/stackFiles";
import {
    claimWorkspace,
    environment,
    exportLines,
    prepareWorkspace,
    withoutSecrets,
    workspaceOf,
} from "../../rehearsal/cli/workspace";
import { program, temporaryFolder } from "./support";

describe("rehearsal/cli/workspace", () => {
    let root: string;
    beforeEach(() => {
        root = program(temporaryFolder());
    });
    afterEach(() => fs.rmSync(root, { recursive: true }));

    const options = (folder = root, stack = "dev") => ({ program: folder, stack, help: false });

    it("has a folder for each program and stack", () => {
        const names = [
            workspaceOf(root, options()),
            workspaceOf(root, options(path.join(root, "programs", "web service"), "prod")),
            workspaceOf(root, options("/elsewhere/a program")),
        ].map(({ folder }) => path.relative(path.join(root, ".rehearsal"), folder));
        assert.deepStrictEqual(names, ["root-dev", "programs-web-service-prod", "elsewhere-a-program-dev"]);
    });

    it("takes the user's keys and encrypted values out of the copy, and leaves the rest", () => {
        const yaml = [
            "secretsprovider: awskms://key",
            "encryptedkey: abc",
            "encryptionsalt: v1:abc",
            "config:",
            "  aws:region: eu-west-1 # here",
            "  tiny:password:",
            "    secure: v1:abc",
            "  tiny:nested:",
            "    inner: {secure: v1:abc}",
            "    plain: 2",
            "",
        ].join("\n");
        const expected = [
            "config:",
            "  aws:region: eu-west-1 # here",
            "  tiny:password: Rehearsal-1-is-not-secret",
            "  tiny:nested:",
            "    inner: Rehearsal-1-is-not-secret",
            "    plain: 2",
            "",
        ].join("\n");
        assert.strictEqual(withoutSecrets(yaml), expected);
    });

    it("names the stacks that there are, when this one is not among them", () => {
        const workspace = workspaceOf(root, options(root, "prd"));
        assert.throws(() => prepareWorkspace(workspace, options(root, "prd")), /has no Pulumi\.prd\.yaml.*are dev\./);
    });

    it("says of a template that it is none of its own yet", () => {
        fs.writeFileSync(path.join(root, "Pulumi.yaml"), "name: $" + "{PROJECT}\nruntime: nodejs\n");
        assert.throws(() => prepareWorkspace(workspaceOf(root, options()), options()), /pulumi new <folder>/);
    });

    it("keeps the user's accounts out of reach", () => {
        const theirs = { AWS_PROFILE: "mine", AWS_ACCESS_KEY_ID: "AKIA", PULUMI_ACCESS_TOKEN: "pul-1", LANG: "C" };
        const env = environment(theirs, workspaceOf(root, options()), "aws:1");
        assert.deepStrictEqual(
            [env.AWS_PROFILE, env.PULUMI_ACCESS_TOKEN, env.AWS_ACCESS_KEY_ID, env.LANG, env.PULUMI_DEBUG_PROVIDERS],
            [undefined, undefined, "rehearsal", "C", "aws:1"],
        );
        assert.match(env.PULUMI_BACKEND_URL ?? "", /^file:\/\/.*%20.*\.rehearsal\/root-dev\/state$/);
        assert.strictEqual(env.PULUMI_HOME, path.join(root, ".rehearsal", "root-dev", "home"));
    });

    it("is for one process at a time, and not for one that is gone", async () => {
        const workspace = workspaceOf(root, options());
        const release = claimWorkspace(workspace);
        fs.writeFileSync(`${workspace.folder}.pid`, String(process.ppid));
        assert.throws(() => claimWorkspace(workspace), /is running already \(process \d+\)\. End it first/);
        fs.writeFileSync(`${workspace.folder}.pid`, "99999999");
        claimWorkspace(workspace);
        release();
        assert.deepStrictEqual(fs.readdirSync(path.join(root, ".rehearsal")), []);
    });

    it("exports the same to a shell, whatever stands in paths and in that shell", () => {
        const odd = path.join(root, "it's");
        const lines = exportLines({ PATH: process.env.PATH }, workspaceOf(odd, options(odd)), "aws:1");
        const script = `${lines}\nprintf '%s|%s|%s' "$PULUMI_HOME" "$AWS_PROFILE" "$AWS_SECRET_ACCESS_KEY"`;
        const out = execFileSync("/bin/sh", ["-c", script], { env: { AWS_PROFILE: "mine" }, encoding: "utf8" });
        assert.strictEqual(out, `${path.join(odd, ".rehearsal", "root-dev", "home")}||rehearsal`);
    });
});

describe("rehearsal/cli/stackFiles", () => {
    let folder: string;
    const file = () => path.join(folder, "Pulumi.dev.yaml");
    beforeEach(() => {
        folder = program(temporaryFolder(), "# mine\nconfig:\n  a:b: c\n");
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    it("takes the salt out again that Pulumi wrote", () => {
        const files = new StackFiles([folder, folder]);
        fs.appendFileSync(file(), "encryptionsalt: v1:new\n");
        assert.deepStrictEqual(files.restore(), []);
        assert.strictEqual(fs.readFileSync(file(), "utf8"), "# mine\nconfig:\n  a:b: c\n");
    });

    it("puts back a file that Pulumi only indented and quoted anew", () => {
        fs.writeFileSync(file(), '# mine\nconfig:\n    "a:b": 2 # two\n    a:c: true\n');
        const files = new StackFiles([folder]);
        fs.writeFileSync(file(), '# mine\nconfig:\n  a:b: "2" # two\n  a:c: "true"\nencryptionsalt: v1:new\n');
        assert.deepStrictEqual(files.restore(), []);
        assert.match(fs.readFileSync(file(), "utf8"), / {4}"a:b": 2 # two\n {4}a:c: true\n$/);
    });

    it("takes only the salt out of a file that the user changed", () => {
        const files = new StackFiles([folder]);
        fs.appendFileSync(file(), "  a:d: e\nencryptionsalt: v1:new\n");
        assert.deepStrictEqual(files.restore(), []);
        assert.strictEqual(fs.readFileSync(file(), "utf8"), "# mine\nconfig:\n  a:b: c\n  a:d: e\n");
    });

    it("leaves a file with secrets of the simulation, and says so", () => {
        const files = new StackFiles([folder]);
        fs.appendFileSync(file(), "  a:d:\n    secure: v1:x\nencryptionsalt: v1:new\n");
        assert.match(files.restore().join("\n"), /Pulumi\.dev\.yaml holds secrets of the simulation/);
        assert.match(fs.readFileSync(file(), "utf8"), /encryptionsalt: v1:new/);
    });

    it("leaves a salt of the user's own, and knows the file as encrypted", () => {
        fs.appendFileSync(file(), "encryptionsalt: v1:mine\n");
        const files = new StackFiles([folder]);
        assert.deepStrictEqual(files.encrypted(), [file()]);
        assert.deepStrictEqual(files.restore(), []);
        assert.match(fs.readFileSync(file(), "utf8"), /v1:mine/);
    });
});
