import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

/** A command line that cannot be followed, told in one paragraph. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

export interface ProgramOptions {
    /** Absolute folder of the program: the one with Pulumi.yaml. */
    program: string;
    stack: string;
    help: boolean;
}

export interface RehearseOptions extends ProgramOptions {
    keep: boolean;
    json: boolean;
}

export interface SimulateOptions extends ProgramOptions {
    fresh: boolean;
    shell: boolean;
    /** First of the TCP ports to serve on; free ports when absent. */
    port?: number;
}

const COMMON_HELP = `  --program <folder>  the folder of a Pulumi program (with Pulumi.yaml); the repository's own folder when it is
                      left out, whose Pulumi.yaml runs programs/dks
  --stack <name>      the stack whose Pulumi.<name>.yaml is used: dev (when it is left out), staging or prod
`;

export const REHEARSE_HELP = `Rehearses a program on the real Pulumi engine, against a simulated AWS: preview with the policy pack, up, a second
preview that must be empty, outputs, destroy, and what is left in the simulated account: nothing.
No AWS account, no Pulumi account, no internet; your own stacks, credentials and Pulumi home are out of reach.

  npm start -- [options]              (npm start --silent -- --json, or npm writes its own lines on stdout)

${COMMON_HELP}  --keep              stop after up, keep the stack, and say how to go on
  --json              print one JSON object on stdout: program, stack, steps, outputs, policyViolations, stackExport, left
  --help              print this

Everything it writes is in .rehearsal/<program>-<stack>/: the simulated account, the state, the logs of each step.
`;

export const SIMULATE_HELP = `Serves the simulated AWS until Ctrl-C and prints the environment under which any Pulumi command runs against it:

  npm run -s simulate -- [options]         prints export lines; in another terminal: . .rehearsal/<program>-<stack>/env.sh
  npm run -s simulate -- --shell           opens a shell that has it, and ends with that shell

${COMMON_HELP}  --fresh             begin with an empty account and no stacks; else what was there before is served again
  --port <number>     serve on this port of 127.0.0.1 and those that follow, one for each provider
  --shell             open a shell with the environment
  --help              print this
`;

const COMMON = {
    program: { type: "string" },
    stack: { type: "string" },
    help: { type: "boolean", short: "h" },
} as const;

function parse<Options extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(
    args: readonly string[],
    options: Options,
) {
    try {
        return parseArgs({
            args: [...args],
            options: { ...COMMON, ...options },
            strict: true,
            allowPositionals: false,
        });
    } catch (error) {
        const [reason] = (error as Error).message.split(". ");
        throw new UsageError(`${reason}. --help says what there is.`);
    }
}

function programOptions(values: { program?: string; stack?: string; help?: boolean }, root: string): ProgramOptions {
    const stack = values.stack ?? "dev";
    // npm runs a script in the package's folder; INIT_CWD is where the user stands.
    const program = values.program ? path.resolve(process.env.INIT_CWD ?? process.cwd(), values.program) : root;
    if (!values.help) {
        if (!/^[\w.-]{1,100}$/.test(stack))
            throw new UsageError(`"${stack}" is no name for a stack: letters, digits, -_.`);
        if (!fs.existsSync(path.join(program, "Pulumi.yaml"))) {
            throw new UsageError(`${program} holds no Pulumi.yaml. --program names the folder of a Pulumi program.`);
        }
    }
    return { program, stack, help: values.help ?? false };
}

export function parseRehearse(args: readonly string[], root: string): RehearseOptions {
    const { values } = parse(args, { keep: { type: "boolean" }, json: { type: "boolean" } });
    return { ...programOptions(values, root), keep: values.keep ?? false, json: values.json ?? false };
}

export function parseSimulate(args: readonly string[], root: string): SimulateOptions {
    const { values } = parse(args, {
        fresh: { type: "boolean" },
        shell: { type: "boolean" },
        port: { type: "string" },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65000)) {
        throw new UsageError(`"${values.port}" is no TCP port: a number from 1 to 64999.`);
    }
    return { ...programOptions(values, root), fresh: values.fresh ?? false, shell: values.shell ?? false, port };
}
