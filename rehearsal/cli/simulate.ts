import * as fs from "node:fs";
import * as path from "node:path";
import type { SimulateOptions } from "./arguments";
import type { Host } from "./host";
import { countOf } from "./report";
import { type StartSimulation, serveProgram, startSimulation } from "./serve";
import { StackFiles } from "./stackFiles";
import {
    claimWorkspace,
    emptyWorkspace,
    environment,
    exportLines,
    prepareWorkspace,
    projectName,
    type Workspace,
    workspaceOf,
} from "./workspace";

/** Serves the simulated AWS until an interrupt, or until the shell that it opens ends. */
export async function simulate(
    options: SimulateOptions,
    host: Host,
    serve: StartSimulation = startSimulation,
): Promise<number> {
    const workspace = workspaceOf(host.root, options);
    const release = claimWorkspace(workspace);
    if (options.fresh) emptyWorkspace(workspace);
    prepareWorkspace(workspace, options);
    const simulation = await serveProgram(
        options.program,
        { stateFile: workspace.account, ...(options.port === undefined ? {} : { port: options.port }) },
        serve,
    );
    const env = environment(host.env, workspace, simulation.debugProviders);
    const files = new StackFiles([options.program, host.root]);
    const finish = async () => {
        await simulation.stop();
        release();
        for (const line of files.restore()) host.log(line);
    };
    host.onInterrupt(finish);
    await selectStack(options, workspace, { ...host, env });
    const lines = exportLines(host.env, workspace, simulation.debugProviders);
    const script = path.join(workspace.folder, "env.sh");
    fs.writeFileSync(script, lines, { mode: 0o600 });
    host.log(describe(options, simulation.resources().length, files.encrypted(), workspace.config));
    if (options.shell) {
        const code = await shell({ ...host, env }, options.program);
        await finish();
        return code;
    }
    host.log(`Use it in another terminal: . ${JSON.stringify(script)}\nCtrl-C ends it; the account is kept.\n`);
    host.print(lines);
    return new Promise(() => undefined);
}

/** The stack is there and selected, so that the first command can be `pulumi preview`. */
async function selectStack({ program, stack }: SimulateOptions, workspace: Workspace, host: Host): Promise<void> {
    const project = projectName(program);
    const state = path.join(workspace.folder, "state", ".pulumi", "stacks", project, `${stack}.json`);
    if (!fs.existsSync(state)) {
        await host.run("pulumi", ["stack", "init", stack, "--no-select", "--non-interactive"], {
            cwd: workspace.project,
            env: host.env,
        });
    }
    const selected = await host.run("pulumi", ["stack", "select", stack, "--non-interactive"], {
        cwd: program,
        env: host.env,
    });
    if (selected.code !== 0) host.log(`The stack ${stack} could not be selected: ${selected.stderr.trim()}`);
}

function describe(
    { program, stack }: SimulateOptions,
    resources: number,
    encrypted: readonly string[],
    config: string,
): string {
    const secrets =
        encrypted.length === 0
            ? ""
            : `\nOnly your own backend can decrypt the secrets in ${encrypted.join(", ")}. A command that needs them takes ` +
              `--config-file ${JSON.stringify(config)}, where others stand in their place.`;
    return (
        `Serving a simulated AWS with ${countOf(resources)} in it. The stack ${stack} of ${program} is selected. ` +
        `Your own stacks, credentials and Pulumi home are out of reach.${secrets}`
    );
}

function shell(host: Host, cwd: string): Promise<number> {
    return new Promise((resolve, reject) => {
        // Not detached: the shell needs the terminal, and Ctrl-C in it is the shell's own.
        const child = host.start(process.env.SHELL ?? "/bin/sh", [], {
            cwd,
            env: host.env,
            stdio: "inherit",
            detached: false,
        });
        child.on("error", reject);
        child.on("exit", (code) => resolve(code ?? 0));
    });
}
