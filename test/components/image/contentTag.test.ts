import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type BuildInputs, contentTag, contextFiles } from "../../../components/image/contentTag";

describe("the content tag", () => {
    let folder: string;
    const file = (name: string) => path.join(folder, name);
    const write = (name: string, text: string) => {
        fs.mkdirSync(path.dirname(file(name)), { recursive: true });
        fs.writeFileSync(file(name), text, { mode: 0o644 });
    };
    const tag = (more: Partial<BuildInputs> = {}) =>
        contentTag({
            context: folder,
            dockerfile: file("Dockerfile"),
            platforms: ["linux/amd64"],
            buildArgs: {},
            ...more,
        });

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "ecs-ec2-content-"));
        write("Dockerfile", "FROM scratch\nCOPY . /\n");
        write("src/a.js", "a");
        write("src/b.js", "b");
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    it("is a tag that ECR takes and that the lifecycle policy counts", () =>
        assert.match(tag(), /^content-[0-9a-f]{16}$/));

    const changes: [string, () => Partial<BuildInputs> | undefined][] = [
        ["a file's content", () => write("src/a.js", "A") as undefined],
        ["a file's name", () => fs.renameSync(file("src/a.js"), file("src/c.js")) as undefined],
        ["a new file", () => write("c", "") as undefined],
        ["a file less", () => fs.rmSync(file("src/a.js")) as undefined],
        [
            "what is in one file and what in the next",
            () => {
                write("src/a.js", "ab");
                write("src/b.js", "");
                return undefined;
            },
        ],
        ["a file's mode", () => fs.chmodSync(file("src/a.js"), 0o755) as undefined],
        ["a link", () => fs.symlinkSync("a.js", file("src/l")) as undefined],
        ["the Dockerfile", () => write("Dockerfile", "FROM scratch\n") as undefined],
        ["the platform", () => ({ platforms: ["linux/arm64"] })],
        ["the target", () => ({ target: "web" })],
        ["a build argument", () => ({ buildArgs: { A: "1" } })],
    ];
    for (const [what, change] of changes) {
        it(`changes with ${what}`, () => {
            const before = tag();
            assert.notEqual(tag(change() ?? {}), before);
        });
    }

    const same: [string, () => Partial<BuildInputs> | undefined][] = [
        ["when a file is written again", () => write("src/a.js", "a") as undefined],
        ["with the order of build arguments", () => undefined],
        ["with an empty folder", () => fs.mkdirSync(file("empty")) as unknown as undefined],
    ];
    for (const [what, change] of same) {
        it(`stays ${what}`, () => {
            const before = tag({ buildArgs: { A: "1", B: "2" } });
            assert.equal(tag({ ...change(), buildArgs: { B: "2", A: "1" } }), before);
        });
    }

    it("does not follow what the builder does not get", () => {
        write(".dockerignore", "**/*.log\nnode_modules\n!node_modules/keep\n");
        const before = tag();
        write("x.log", "1");
        write("src/y.log", "1");
        write("node_modules/z", "1");
        assert.equal(tag(), before);
        write("node_modules/keep", "1");
        assert.notEqual(tag(), before);
    });

    it("prefers the ignore file of its Dockerfile, and lists files in a fixed order", () => {
        write(".dockerignore", "src\n");
        write("Dockerfile.dockerignore", "src/b.js\n");
        assert.deepEqual(contextFiles(folder, file("Dockerfile")), [
            ".dockerignore",
            "Dockerfile",
            "Dockerfile.dockerignore",
            "src/a.js",
        ]);
    });
});
