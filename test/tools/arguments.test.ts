import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseRehearse, parseSimulate, REHEARSE_HELP, SIMULATE_HELP } from "../../rehearsal/cli";
import { program, temporaryFolder } from "./support";

describe("rehearsal/cli/arguments", () => {
    let root: string;
    before(() => {
        root = program(temporaryFolder());
        program(path.join(root, "programs", "web service"));
    });
    after(() => fs.rmSync(root, { recursive: true }));

    const refused = (parse: () => unknown, message: RegExp) => assert.throws(parse, { name: "UsageError", message });

    it("rehearses the repository's own program in dev when nothing is said", () => {
        const expected = { program: root, stack: "dev", keep: false, json: false, help: false };
        assert.deepStrictEqual(parseRehearse([], root), expected);
    });

    it("reads every option", () => {
        const folder = path.join(root, "programs", "web service");
        const args = ["--program", folder, "--stack", "prod", "--keep", "--json"];
        const expected = { program: folder, stack: "prod", keep: true, json: true, help: false };
        assert.deepStrictEqual(parseRehearse(args, root), expected);
        const more = parseSimulate(["--stack=staging", "--fresh", "--shell", "--port", "4000"], root);
        assert.deepStrictEqual(more, {
            program: root,
            stack: "staging",
            fresh: true,
            shell: true,
            port: 4000,
            help: false,
        });
    });

    it("takes a folder from where the user stands, not from where npm runs the script", () => {
        const before = process.env.INIT_CWD;
        process.env.INIT_CWD = path.join(root, "programs");
        try {
            const { program } = parseRehearse(["--program", "web service"], root);
            assert.strictEqual(program, path.join(root, "programs", "web service"));
        } finally {
            if (before === undefined) delete process.env.INIT_CWD;
            else process.env.INIT_CWD = before;
        }
    });

    it("refuses what it does not know, in one paragraph", () => {
        refused(
            () => parseRehearse(["--stak", "dev"], root),
            /^Unknown option '--stak'\. --help says what there is\.$/,
        );
        refused(() => parseRehearse(["prod"], root), /--help says what there is/);
        refused(() => parseRehearse(["--program", path.join(root, "programs")], root), /holds no Pulumi\.yaml/);
        refused(() => parseRehearse(["--stack", "a b"], root), /"a b" is no name for a stack/);
        refused(() => parseSimulate(["--port", "x"], root), /"x" is no TCP port/);
    });

    it("names every option in its help", () => {
        for (const option of ["--program", "--stack", "--keep", "--json"])
            assert.ok(REHEARSE_HELP.includes(option), option);
        for (const option of ["--program", "--stack", "--fresh", "--shell", "--port"]) {
            assert.ok(SIMULATE_HELP.includes(option), option);
        }
        assert.strictEqual(parseRehearse(["-h", "--stack", "a b"], root).help, true);
    });
});
