import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { type ProgramOptions, UsageError } from "./arguments";

/** The folder of one rehearsal: all that the engine, the stack and the simulated account write. */
export interface Workspace {
    folder: string;
    /** The simulated account. */
    account: string;
    /** A copy of the stack's configuration, because the engine writes into the file that it is given. */
    config: string;
    /** A project of the same name, so that creating the stack writes nothing into the program's folder. */
    project: string;
    log(step: string): string;
    events(step: string): string;
    /** The deployed state, as `pulumi stack export` writes it. */
    stackExport: string;
}

/** What stands in the copy for a secret that only the user's own backend could decrypt. */
const REHEARSAL_SECRET = "Rehearsal-1-is-not-secret";

/** A program's folder as people write it: relative within the package, absolute elsewhere. */
export function programName(root: string, program: string): string {
    const relative = path.relative(root, program);
    return relative.startsWith("..") ? program : relative || ".";
}

export function workspaceOf(root: string, { program, stack }: ProgramOptions): Workspace {
    const shown = programName(root, program);
    const name = shown === "." ? "root" : shown.replace(/[^\w]+/g, "-").replace(/^-+/, "");
    const folder = path.join(root, ".rehearsal", `${name}-${stack}`);
    return {
        folder,
        account: path.join(folder, "account.json"),
        config: path.join(folder, `Pulumi.${stack}.yaml`),
        project: path.join(folder, "project"),
        log: (step) => path.join(folder, "logs", `${step.replace(/ /g, "-")}.log`),
        events: (step) => path.join(folder, "logs", `${step.replace(/ /g, "-")}.events.json`),
        stackExport: path.join(folder, "stack.json"),
    };
}

export function emptyWorkspace(workspace: Workspace): void {
    fs.rmSync(workspace.folder, { recursive: true, force: true });
}

/**
 * Takes the workspace for this process, because two would write over each other; the answer gives it back. A process
 * that was killed left its claim, and is not waited for.
 */
export function claimWorkspace({ folder }: Workspace): () => void {
    const claim = `${folder}.pid`;
    const holder = fs.existsSync(claim) ? Number(fs.readFileSync(claim, "utf8")) : process.pid;
    if (holder !== process.pid && isRunning(holder)) {
        throw new UsageError(
            `A rehearsal or simulation of this program and stack is running already (process ${holder}). End it first, ` +
                "or choose another --stack.",
        );
    }
    fs.mkdirSync(path.dirname(claim), { recursive: true });
    fs.writeFileSync(claim, String(process.pid));
    return () => fs.rmSync(claim, { force: true });
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

/** Makes the folders; with those that are there, nothing. */
export function prepareWorkspace(workspace: Workspace, { program, stack }: ProgramOptions): void {
    for (const folder of ["home", "state", "logs", "project"]) {
        fs.mkdirSync(path.join(workspace.folder, folder), { recursive: true });
    }
    const project = projectName(program);
    fs.writeFileSync(path.join(workspace.project, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
    fs.writeFileSync(workspace.config, stackConfig(program, stack));
}

export function projectName(program: string): string {
    const text = fs.readFileSync(path.join(program, "Pulumi.yaml"), "utf8");
    const name = /^name:\s*["']?([\w.-]+)["']?\s*(?:#.*)?$/m.exec(text)?.[1];
    if (name) return name;
    throw new UsageError(
        `${path.join(program, "Pulumi.yaml")} gives the project no name. A template has one after pulumi new <folder>; ` +
            "rehearse the project that it makes.",
    );
}

/** The folder in which Pulumi runs the program, and starts providers: relative paths of the program are relative to it. */
export function programDirectory(program: string): string {
    const text = fs.readFileSync(path.join(program, "Pulumi.yaml"), "utf8");
    const main = path.resolve(program, /^main:\s*["']?([^"'#\n]*[^"'#\s])/m.exec(text)?.[1] ?? ".");
    return fs.existsSync(main) && fs.statSync(main).isDirectory() ? main : path.dirname(main);
}

/** Whether the stack's configuration asks AWS to refuse deletion, by the name that the templates give that setting. */
export function isProtected({ program, stack }: ProgramOptions): boolean {
    return /^\s+[\w.-]+:deletionProtection:\s*["']?true\b/m.test(stackConfig(program, stack));
}

/** The stack's configuration, without what ties it to the user's own secrets. */
function stackConfig(program: string, stack: string): string {
    const file = path.join(program, `Pulumi.${stack}.yaml`);
    if (fs.existsSync(file)) return withoutSecrets(fs.readFileSync(file, "utf8"));
    const others = fs.readdirSync(program).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    if (others.length === 0) return "config: {}\n";
    throw new UsageError(`${program} has no Pulumi.${stack}.yaml. Its stacks are ${others.join(", ")}.`);
}

/** Takes the secrets provider out, and replaces each encrypted value, which no one but its owner can read. */
export function withoutSecrets(yaml: string): string {
    return yaml
        .replace(/^(?:encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm, "")
        .replace(/:[ \t]*\n[ \t]+secure:[^\n]*/g, `: ${REHEARSAL_SECRET}`)
        .replace(/\{\s*secure:[^}]*\}/g, REHEARSAL_SECRET);
}

/** Settings of ours; those of Pulumi and AWS that the user has are taken away, so nothing of theirs can be reached. */
function settings(env: NodeJS.ProcessEnv, workspace: Workspace, debugProviders: string): Record<string, string> {
    const nowhere = path.join(workspace.folder, "no-aws-configuration");
    return {
        PULUMI_HOME: path.join(workspace.folder, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(path.join(workspace.folder, "state")).href,
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_DEBUG_PROVIDERS: debugProviders,
        // The providers are attached by that line: nothing is to be downloaded for them.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // A stack that is used again, in another folder, keeps the key that its state was written with.
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
        // Types are checked once, by `npm run typecheck`.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        NODE_OPTIONS:
            `${env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(path.join(__dirname, "plainErrors.cjs"))}`.trim(),
        AWS_ACCESS_KEY_ID: "rehearsal",
        AWS_SECRET_ACCESS_KEY: "rehearsal",
        AWS_CONFIG_FILE: nowhere,
        AWS_SHARED_CREDENTIALS_FILE: nowhere,
        AWS_EC2_METADATA_DISABLED: "true",
    };
}

const isTheirs = (name: string) => /^(AWS|PULUMI)_/.test(name);

/** The user's environment with those settings instead of their own. */
export function environment(env: NodeJS.ProcessEnv, workspace: Workspace, debugProviders: string): NodeJS.ProcessEnv {
    const rest = Object.entries(env).filter(([name]) => !isTheirs(name));
    return { ...Object.fromEntries(rest), ...settings(env, workspace, debugProviders) };
}

/** What a user's shell may hold that reaches their accounts; another terminal's may differ from ours. */
const THEIRS = [
    ...["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN"],
    ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_ENDPOINT_URL"],
    ...["PULUMI_ACCESS_TOKEN", "PULUMI_STACK", "PULUMI_CONFIG", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_API"],
];

const quoted = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;

/** Lines for a shell to evaluate, which do the same to a shell. */
export function exportLines(env: NodeJS.ProcessEnv, workspace: Workspace, debugProviders: string): string {
    const ours = { ...settings(env, workspace, debugProviders), PATH: env.PATH ?? "" };
    const here = Object.keys(env).filter((name) => isTheirs(name) && !(name in ours));
    const theirs = [...new Set([...THEIRS, ...here])];
    const lines = Object.entries(ours).map(([name, value]) => `export ${name}=${quoted(value)}`);
    return `${[`unset ${theirs.join(" ")}`, ...lines].join("\n")}\n`;
}
