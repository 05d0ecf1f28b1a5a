import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";

const FOLDER = path.join(__dirname, "..", "golden");

/**
 * Compares a text with the accepted one in test/golden, line by line. `ECS_EC2_ACCEPT=1 npm run test:unit` accepts what
 * there is; the change of the file is then what a reviewer looks at.
 */
export function assertGolden(name: string, text: string): void {
    const file = path.join(FOLDER, name);
    if (process.env.ECS_EC2_ACCEPT) {
        fs.mkdirSync(FOLDER, { recursive: true });
        fs.writeFileSync(file, text);
        return;
    }
    const accepted = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    const [before, after] = [accepted.split("\n"), text.split("\n")];
    const removed = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
    const added = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
    const hint = "If that is meant, run again with ECS_EC2_ACCEPT=1 and commit the file";
    assert.ok(
        accepted === text,
        [`test/golden/${name} is not what there is now. ${hint}:`, ...removed, ...added].join("\n"),
    );
}
