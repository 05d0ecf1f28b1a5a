import * as fs from "node:fs";
import * as path from "node:path";

const SALT = /^encryptionsalt:.*\n?/m;

/** What a file says: Pulumi indents and quotes anew what it writes. */
const meaning = (yaml: string) =>
    yaml
        .replace(SALT, "")
        .split("\n")
        .map((line) => line.replace(/#.*$/, "").replace(/["'\s]/g, ""))
        .filter((line) => line !== "")
        .join("\n");

/**
 * The Pulumi.<stack>.yaml files of the user. Where secrets are encrypted by a passphrase, every Pulumi command writes
 * the key's salt into them; after a simulation that salt is worthless, so it is taken out again.
 */
export class StackFiles {
    private readonly before: Map<string, string>;

    constructor(folders: readonly string[]) {
        const files = [...new Set(folders)].flatMap((folder) =>
            fs
                .readdirSync(folder)
                .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
                .map((name) => path.join(folder, name)),
        );
        this.before = new Map(files.map((file) => [file, fs.readFileSync(file, "utf8")]));
    }

    /** Files with values or keys that belong to another backend. */
    encrypted(): string[] {
        return [...this.before].filter(([, text]) => /^\s*(secure|encryptionsalt):/m.test(text)).map(([file]) => file);
    }

    /**
     * Puts back each file in which nothing but the salt is new. In one that the user changed the salt alone goes, unless
     * secrets were encrypted with it: then it stays, and the answer has a line that says so.
     */
    restore(): string[] {
        return [...this.before].flatMap(([file, text]) => {
            const now = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : text;
            if (now === text || SALT.test(text)) return [];
            if (meaning(now) === meaning(text)) fs.writeFileSync(file, text);
            else if (/^\s*secure:/m.test(now))
                return [`${file} holds secrets of the simulation; no other backend can read them.`];
            else fs.writeFileSync(file, now.replace(SALT, ""));
            return [];
        });
    }
}
