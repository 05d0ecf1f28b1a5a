import * as fs from "node:fs";
import * as path from "node:path";
import type { ProgramOptions } from "./arguments";
import { readEvents, type StepEvents } from "./events";
import type { CommandResult, Host } from "./host";
import { describeViolation } from "./report";
import type { Workspace } from "./workspace";

/** Why a rehearsal ended, in a paragraph that needs no knowledge of how it works. */
export class Failure extends Error {
    override readonly name = "Failure";
}

export type StepName = "preview" | "up" | "second preview" | "unprotect" | "destroy";

const LINES: Record<StepName, string> = {
    preview: "preview: what would be created, judged by the policy pack",
    up: "up: creating it in the simulated account",
    "second preview": "second preview: nothing may change",
    unprotect: "up: turning deletion protection off, without which AWS refuses to destroy this stack",
    destroy: "destroy: deleting it again",
};

const ABOUT_TO: Record<StepName, string> = {
    preview: "pulumi preview",
    up: "pulumi up",
    "second preview": "the second pulumi preview, which must find nothing to change,",
    unprotect: "the pulumi up that turns deletion protection off",
    destroy: "pulumi destroy",
};

export interface StepResult extends StepEvents {
    /** The paragraph about it, when the step failed. */
    failure?: string;
}

/** The real CLI, on one stack in a workspace of its own. */
export class PulumiCommands {
    constructor(
        private readonly host: Host,
        private readonly workspace: Workspace,
        private readonly options: ProgramOptions,
    ) {}

    /** Creates the stack, in a project folder of ours: the CLI writes the stack's key beside Pulumi.yaml. */
    async createStack(): Promise<void> {
        const args = ["stack", "init", this.options.stack, "--no-select", "--non-interactive"];
        const result = await this.run(args, this.workspace.project);
        if (result.code !== 0) throw new Failure(this.paragraph("creating the stack", [], result, undefined));
    }

    /** Runs a step with its events and all that it prints in files. */
    async step(name: StepName, args: readonly string[]): Promise<{ result: StepResult; seconds: number }> {
        const log = this.workspace.log(name);
        const events = this.workspace.events(name);
        const began = Date.now();
        const command = name === "unprotect" ? "up" : name.replace("second ", "");
        const result = await this.host.step(LINES[name], async () => {
            const stack = ["--stack", this.options.stack, "--config-file", this.workspace.config];
            const quiet = ["--non-interactive", "--color", "never", "--suppress-permalink", "--event-log", events];
            const done = await this.run([command, ...stack, ...quiet, ...args], this.options.program, log);
            const seen = readEvents(events);
            return done.code === 0 ? seen : { ...seen, failure: this.failure(name, seen, done, log) };
        });
        return { result, seconds: Number(((Date.now() - began) / 1000).toFixed(1)) };
    }

    /** Writes the deployed state where it stays, and answers the file. */
    async exportStack(): Promise<string> {
        const { stackExport } = this.workspace;
        const args = ["stack", "export", "--stack", this.options.stack, "--file", stackExport];
        const result = await this.run(args, this.options.program);
        if (result.code !== 0) throw new Failure(this.paragraph("pulumi stack export", [], result, undefined));
        return stackExport;
    }

    /** The policy pack of the package, with the stack's own configuration of it where there is one. */
    policyArguments(): string[] {
        const pack = path.join(this.host.root, "policy");
        const config = path.join(pack, `${this.options.stack}.json`);
        if (!fs.existsSync(path.join(pack, "PulumiPolicy.yaml"))) return [];
        return ["--policy-pack", pack, ...(fs.existsSync(config) ? ["--policy-pack-config", config] : [])];
    }

    /** The file that holds all that a step printed, as people write it. */
    logOf(name: StepName): string {
        return path.relative(this.host.root, this.workspace.log(name));
    }

    private failure(name: StepName, seen: StepEvents, result: CommandResult, log: string): string {
        const mandatory = seen.violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
        if (mandatory.length > 0) {
            const listed = mandatory.map((violation) => `\n  ${describeViolation(violation)}`).join("");
            return `The policy pack stopped ${ABOUT_TO[name]}. Change the program as it says, and try again:${listed}`;
        }
        if (name === "second preview" && seen.changed.length > 0) {
            const reason = `it would ${seen.changed.slice(0, 5).join(", ")}${seen.changed.length > 5 ? ", ..." : ""}`;
            return this.paragraph(ABOUT_TO[name], [reason], result, log);
        }
        return this.paragraph(ABOUT_TO[name], seen.errors, result, log);
    }

    private paragraph(
        doing: string,
        errors: readonly string[],
        result: CommandResult,
        log: string | undefined,
    ): string {
        // The CLI's own refusals come before there are events: their first line on stderr begins with "error:".
        const refusal = /^error: ([^\n]*(?:\n {2,}[^\n]*)*)/m.exec(result.stderr)?.[1];
        const reason = errors[0] ?? refusal ?? result.stderr.trim().split("\n").at(-1) ?? "";
        const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
        const where = log ? ` All that the step printed is in ${path.relative(this.host.root, log)}.` : "";
        return `The rehearsal failed in ${doing} with: ${reason.replace(/[\s.]+$/, "") || `exit code ${result.code}`}${more}.${where}`;
    }

    private async run(args: readonly string[], cwd: string, log?: string): Promise<CommandResult> {
        const file = log ? fs.openSync(log, "w") : undefined;
        // --event-log belongs to the commands that Pulumi shows with this variable alone.
        const env = { ...this.host.env, PULUMI_DEBUG_COMMANDS: "true", PWD: cwd };
        const onOutput = (text: string) => file !== undefined && fs.writeSync(file, text);
        try {
            return await this.host.run("pulumi", args, { cwd, env, onOutput });
        } finally {
            if (file !== undefined) fs.closeSync(file);
        }
    }
}
