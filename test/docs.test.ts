import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..");

/** Links of a Markdown file to files of this repository, as [text, file]. */
function links(file: string): [text: string, file: string][] {
    const text = fs.readFileSync(path.join(ROOT, file), "utf8");
    return [...text.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
        .map(([, label = "", target = ""]) => [label, target] as [string, string])
        .filter(([, target]) => !/^[a-z]+:/.test(target) && !target.startsWith("#"))
        .map(([label, target]) => [label, path.join(path.dirname(file), target.split("#")[0] as string)]);
}

/** Whether a test has a title, whole, or the end of it in the row of a table. */
function hasTest(source: string, title: string): boolean {
    const words = title.split(" ");
    return words.some((_, from) => {
        const rest = words.slice(from).join(" ");
        return rest.length > 3 && (from === 0 ? source.includes(rest) : source.includes(`"${rest}"`));
    });
}

describe("the documents", () => {
    const documents = ["README.md", "CONTRIBUTING.md", "docs/capabilities.md", "policy/README.md"];
    for (const file of documents) {
        it(`${file} links to nothing that is not there`, () => {
            const missing = links(file).filter(([, target]) => !fs.existsSync(path.join(ROOT, target)));
            assert.deepEqual(missing, []);
        });
    }

    it("docs/capabilities.md names only tests that exist", () => {
        const named = links("docs/capabilities.md").filter(([, target]) => target.endsWith(".test.ts"));
        assert.ok(named.length > 40, "the table is there");
        const missing = named.filter(
            ([title, target]) => !hasTest(fs.readFileSync(path.join(ROOT, target), "utf8"), title),
        );
        assert.deepEqual(missing, []);
    });
});
