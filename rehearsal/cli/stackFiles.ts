import * as fs from "node:fs";
import * as path from "node:path";

const SALT = /^encryptionsalt:.*\n?/m;

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

    /** Puts back each file in which nothing but the salt is new; answers a line for each that holds more than that. */
    restore(): string[] {
        return [...this.before].flatMap(([file, text]) => {
            const now = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
            if (now === text || SALT.test(text)) return [];
            if (now.replace(SALT, "").trim() !== text.trim()) {
                return [`${file} was changed during the simulation; it may hold an encryptionsalt of it.`];
            }
            fs.writeFileSync(file, text);
            return [];
        });
    }
}
