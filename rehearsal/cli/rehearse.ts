import * as path from "node:path";
import type { RehearseOptions } from "./arguments";
import { distinct } from "./events";
import type { Host } from "./host";
import { outputsOf } from "./outputs";
import { Failure, PulumiCommands, type StepName } from "./pulumi";
import { countOf, describeAdvice, describeChanges, describeLeft, describeOutputs, type Report } from "./report";
import { type StartSimulation, serveProgram, startSimulation } from "./serve";
import {
    claimWorkspace,
    emptyWorkspace,
    environment,
    isProtected,
    prepareWorkspace,
    programName,
    projectName,
    workspaceOf,
} from "./workspace";

/** Runs a whole rehearsal; answers the exit code. */
export async function rehearse(options: RehearseOptions, host: Host, serve: StartSimulation = startSimulation) {
    const workspace = workspaceOf(host.root, options);
    const report: Report = {
        program: programName(host.root, options.program),
        stack: options.stack,
        steps: [],
        outputs: {},
        policyViolations: [],
        left: [],
    };
    const release = claimWorkspace(workspace);
    emptyWorkspace(workspace);
    prepareWorkspace(workspace, options);
    host.log(
        `Rehearsing ${report.program} in ${options.stack} on the real Pulumi engine, against a simulated AWS. ` +
            `Everything it writes is in ${path.relative(host.root, workspace.folder)}/.`,
    );
    const simulation = await serveProgram(options.program, { stateFile: workspace.account }, serve);
    const stop = async () => {
        await simulation.stop();
        release();
    };
    const forget = host.onInterrupt(stop);
    const pulumi = new PulumiCommands(
        { ...host, env: environment(host.env, workspace, simulation.debugProviders) },
        workspace,
        options,
    );
    try {
        await runSteps(pulumi, report, options, host);
        report.left = simulation.resources().map(({ type, id, region }) => ({ type, id, region }));
        if (!options.keep && report.left.length > 0) {
            throw new Failure(`${describeLeft(report.left)} Destroy missed them.`);
        }
    } catch (error) {
        if (!(error instanceof Failure)) throw error;
        report.left = simulation.resources().map(({ type, id, region }) => ({ type, id, region }));
        report.error = error.message;
    } finally {
        forget();
        await stop();
    }
    if (report.error) host.log(`\n${report.error}`);
    else host.log(options.keep ? howToGoOn(options, report, host) : `\n${describeLeft(report.left)}`);
    if (options.json) host.print(`${JSON.stringify(report, undefined, 2)}\n`);
    return report.error ? 1 : 0;
}

async function runSteps(pulumi: PulumiCommands, report: Report, options: RehearseOptions, host: Host): Promise<void> {
    const step = async (name: StepName, args: readonly string[]) => {
        const { result, seconds } = await pulumi.step(name, args);
        report.steps.push({ name, changes: result.changes, seconds });
        report.policyViolations = distinct([...report.policyViolations, ...result.violations]);
        const changes = describeChanges(result.changes, !name.endsWith("preview"));
        host.log(`  ${result.failure ? "failed" : changes}, ${seconds} s`);
        const advice = describeAdvice(result.violations);
        if (advice) host.log(`  ${advice}; the words are in ${pulumi.logOf(name)}`);
        if (result.failure) throw new Failure(result.failure);
    };
    await pulumi.createStack();
    await step("preview", pulumi.policyArguments());
    await step("up", ["--yes", "--skip-preview", ...pulumi.policyArguments()]);
    report.stackExport = await pulumi.exportStack();
    report.outputs = outputsOf(report.stackExport);
    if (!options.keep) await step("second preview", ["--expect-no-changes"]);
    const outputs = describeOutputs(report.outputs);
    if (outputs.length > 0) host.log(["Outputs", ...outputs].join("\n"));
    if (options.keep) return;
    if (isProtected(options)) {
        const off = `${projectName(options.program)}:deletionProtection=false`;
        await step("unprotect", ["--yes", "--skip-preview", "--config", off]);
    }
    await step("destroy", ["--yes", "--skip-preview"]);
}

function howToGoOn(options: RehearseOptions, report: Report, host: Host): string {
    const workspace = workspaceOf(host.root, options);
    const program = report.program === "." ? "" : ` --program ${JSON.stringify(report.program)}`;
    return `
The stack is kept, ${countOf(report.left.length)}. To go on, serve the same simulated account in one terminal:
  npm run simulate --${program} --stack ${options.stack}
and in another, in the program's folder, run any Pulumi command against it:
  . ${JSON.stringify(path.join(workspace.folder, "env.sh"))}
  pulumi stack
  pulumi destroy
The next rehearsal of this program and stack begins with an empty account again.`;
}
