import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

export const ROOT = path.join(__dirname, "..", "..");

/** What `npm start -- --json` prints; rehearsal/cli/report.ts says what is in it. */
export interface Rehearsal {
    code: number;
    program: string;
    stack: string;
    steps: { name: string; changes: Record<string, number>; seconds: number }[];
    outputs: Record<string, unknown>;
    policyViolations: { policy: string; enforcementLevel: string; resource?: string; message: string }[];
    stackExport?: string;
    left: { type: string; id: string }[];
    error?: string;
}

/** Rehearses a program by the command that a newcomer types. */
export async function rehearse(program: string, stack: string): Promise<Rehearsal> {
    const args = [path.join(ROOT, "tools", "start.mjs"), "--json", "--program", program, "--stack", stack];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => {
        stdout += data;
    });
    child.stderr.on("data", (data) => {
        stderr += data;
    });
    const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
    try {
        return { code, ...JSON.parse(stdout) };
    } catch {
        throw new Error(`the rehearsal of ${program} in ${stack} printed no JSON:\n${stdout}\n${stderr}`);
    }
}

/** What the engine deleted, in the order in which each deletion was over, as "type name". */
export function deletions(rehearsal: Rehearsal): string[] {
    const log = path.join(path.dirname(rehearsal.stackExport as string), "logs", "destroy.events.json");
    return fs
        .readFileSync(log, "utf8")
        .trim()
        .split("\n")
        .flatMap((line) => {
            const done = JSON.parse(line).resOutputsEvent?.metadata;
            if (done?.op !== "delete") return [];
            const [, , type, name] = (done.urn as string).split("::") as [string, string, string, string];
            return [`${type.split("$").pop()} ${name}`];
        });
}
