import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const app = path.join(__dirname, "../../programs/dks/app");
const read = (file: string) => fs.readFileSync(path.join(app, file), "utf8");
const list = (folder: string) => fs.readdirSync(path.join(app, folder)).filter((name) => name !== "node_modules");

describe("images of programs/dks", () => {
    for (const folder of ["db", "api", "ui"]) {
        describe(folder, () => {
            const dockerfile = read(`${folder}/Dockerfile`);
            const sent = read(`${folder}/.dockerignore`).match(/(?<=^!).*/gm) ?? [];

            it("starts from images with a full version", () => {
                const tags = dockerfile.match(/(?<=^FROM \S+:)\S+/gm) ?? [];
                assert.ok(tags.length > 0);
                for (const tag of tags) assert.match(tag, /^\d+\.\d+(\.\d+)?-alpine/);
            });

            it("copies only files that exist, and that .dockerignore lets through", () => {
                const copied = [...dockerfile.matchAll(/^COPY (?!--from)(?:--\S+ )?(.*) \S+$/gm)].flatMap(([, files]) =>
                    (files ?? "").split(" "),
                );
                assert.deepEqual([...new Set(copied)].sort(), [...sent].sort());
                for (const file of copied) {
                    const matching = list(folder).filter(
                        (name) => name === file || (file === "*.js" && name.endsWith(".js")),
                    );
                    assert.ok(matching.length > 0, file);
                }
            });
        });
    }

    it("the database's init script may be executed", () => {
        fs.accessSync(path.join(app, "db/10-role-and-database.sh"), fs.constants.X_OK);
    });

    it("the API is tested with the version of pg that its image gets", () => {
        const { dependencies } = JSON.parse(read("api/package.json"));
        const { packages } = JSON.parse(read("api/package-lock.json"));
        assert.equal(packages["node_modules/pg"].version, dependencies.pg);
        assert.equal(require("pg/package.json").version, dependencies.pg);
    });

    it("the API's lock file names no registry", () => {
        assert.doesNotMatch(read("api/package-lock.json"), /"resolved"/);
    });
});

describe("page of programs/dks", () => {
    const html = read("ui/public/index.html");
    const script = read("ui/public/app.js");

    it("refers to every file beside it, and to nothing else", () => {
        const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
        assert.deepEqual([...links, "index.html"].sort(), list("ui/public").sort());
    });

    it("has every element that its script looks for", () => {
        const ids = [...script.matchAll(/document\.querySelector\("#([\w-]+)"\)/g)].map(([, id]) => id);
        assert.equal(ids.length, 5);
        for (const id of ids) assert.ok(html.includes(`id="${id}"`), id);
    });

    it("keeps its own content security policy: no inline script or style", () => {
        assert.doesNotMatch(html, /<style|style="|<script(?![^>]*src=)|\son\w+="/);
    });

    it("is served with variables that the image sets, and with security headers that no location drops", () => {
        const template = read("ui/site.conf.template");
        const variables = template.match(/(?<=^\s*[^#\n]*\$\{)\w+/gm);
        assert.deepEqual(variables, ["API_ORIGIN"]);
        assert.match(read("ui/Dockerfile"), /^ENV API_ORIGIN=/m);
        const headers = template.match(/^ {4}add_header [\w-]+/gm) ?? [];
        assert.equal(headers.length, 4);
        assert.equal(template.match(/add_header /g)?.length, 5, "4 directives and the comment about them");
    });
});

describe("docker-compose.yaml of programs/dks", () => {
    const compose = read("docker-compose.yaml");

    it("takes its passwords from the environment, with a local example for each", () => {
        const names = new Set(compose.match(/(?<=\$\{)\w+/g));
        const example = read(".env.example").match(/^\w+(?==)/gm);
        assert.deepEqual([...names].sort(), example?.sort());
        for (const [line] of compose.matchAll(/^.*_PASSWORD:.*$/gm)) assert.match(line, /: \$\{/);
    });

    it("sets what the README documents, and nothing else", () => {
        const set = [...compose.matchAll(/^ +([A-Z_]+):/gm)].map(([, name]) => name);
        const documented = [...read("README.md").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
        assert.deepEqual(new Set([...set, "PORT"].sort()), new Set(documented.sort()));
    });
});
