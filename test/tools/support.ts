import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Host } from "../../rehearsal/cli";
import type { SimulatedResource } from "../../rehearsal/simulation";

export const ROOT = path.join(__dirname, "..", "..");

/** Loads a script of tools/, which are ES modules without types. */
// biome-ignore lint/suspicious/noExplicitAny: the scripts have no types
export const tool = (file: string): Promise<any> => import(path.join(ROOT, "tools", file));

/** A new folder with a space in its path, because a user's home may have one. */
export function temporaryFolder(): string {
    return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "ecs-ec2 test ")));
}

/** Writes a command that runs JavaScript, and answers its folder for PATH. */
export function executable(folder: string, name: string, body: string): string {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    fs.writeFileSync(file, `#!${process.execPath}\n${body}\n`, { mode: 0o755 });
    return folder;
}

/** What the fake engine does in one step of a rehearsal. */
export interface FakeStep {
    events?: object[];
    stderr?: string;
    code?: number;
}

export type FakeSteps = Partial<Record<"init" | "preview" | "up" | "second preview" | "export" | "destroy", FakeStep>>;

const STATE = {
    version: 3,
    deployment: {
        resources: [
            {
                type: "pulumi:pulumi:Stack",
                outputs: {
                    url: "http://ui",
                    password: {
                        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                        ciphertext: "x",
                    },
                },
            },
        ],
    },
};

/** A `pulumi` that writes down how it was called and answers each step as it is told. */
export function fakeEngine(folder: string, steps: FakeSteps = {}): string {
    return executable(
        folder,
        "pulumi",
        `const fs = require("node:fs");
        const args = process.argv.slice(2);
        if (args[0] === "version") { console.log("v3.250.0"); process.exit(0); }
        const option = (name) => args[args.indexOf(name) + 1];
        const step = args[0] === "stack" ? args[1] : args.includes("--expect-no-changes") ? "second preview" : args[0];
        const call = { step, args, cwd: process.cwd(), env: process.env };
        fs.appendFileSync(${JSON.stringify(path.join(folder, "calls"))}, JSON.stringify(call) + "\\n");
        const { events = [], stderr = "", code = 0 } = ${JSON.stringify(steps)}[step] ?? {};
        if (args.includes("--event-log")) {
            fs.writeFileSync(option("--event-log"), events.map((event) => JSON.stringify(event) + "\\n").join(""));
        }
        if (step === "export") fs.writeFileSync(option("--file"), ${JSON.stringify(JSON.stringify(STATE))});
        process.stderr.write(stderr);
        process.exitCode = code;`,
    );
}

export interface FakeCall {
    step: string;
    args: string[];
    cwd: string;
    env: NodeJS.ProcessEnv;
}

export function callsOf(folder: string): FakeCall[] {
    return fs
        .readFileSync(path.join(folder, "calls"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
}

/** The simulated AWS, with these resources in it. */
export const fakeSimulation =
    (resources: SimulatedResource[] = []) =>
    async () => ({
        debugProviders: "aws:4001",
        resources: () => resources,
        events: () => [],
        stop: async () => undefined,
    });

/** What the commands of rehearsal/cli are lent, with all that they say kept. */
export async function testHost(root: string, bin: string, env: NodeJS.ProcessEnv = {}) {
    const { run, start, onInterrupt } = await tool("lib/processes.mjs");
    const said: string[] = [];
    const printed: string[] = [];
    const host: Host = {
        root,
        env: { PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...env },
        log: (line) => said.push(line),
        print: (text) => printed.push(text),
        step: async (line, work) => {
            said.push(line);
            return work();
        },
        run,
        start,
        onInterrupt,
    };
    return { host, said: () => said.join("\n"), printed: () => printed.join("") };
}

/** A program's folder with its stack's configuration. */
export function program(folder: string, config = "config:\n  aws:region: eu-west-1\n"): string {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: tiny\nruntime: nodejs\n");
    fs.writeFileSync(path.join(folder, "Pulumi.dev.yaml"), config);
    return folder;
}
