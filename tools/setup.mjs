// What every command needs before it starts, made where it is missing: dependencies, compiled package, engine.
import "./lib/node-version.mjs";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureEngine } from "./engine/index.mjs";
import { ROOT } from "./lib/paths.mjs";
import { run } from "./lib/processes.mjs";
import { log, step } from "./lib/progress.mjs";

/** A failure told in one paragraph, without a stack. */
export class SetupError extends Error {
    name = "SetupError";
}

const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

/**
 * Whether node_modules is what package-lock.json asks for. npm writes down what it installed in a lock file of its own,
 * last of all, so an installation that was interrupted or is older shows here. Optional packages are for other systems.
 */
export function dependenciesAreInstalled(root = ROOT) {
    const installed = join(root, "node_modules", ".package-lock.json");
    if (!existsSync(installed)) return false;
    const has = packagesOf(installed);
    return Object.entries(packagesOf(join(root, "package-lock.json"))).every(
        ([path, wanted]) => path === "" || wanted.optional || (has[path] && has[path].version === wanted.version),
    );
}

async function installDependencies() {
    if (dependenciesAreInstalled()) return;
    const why = existsSync(join(ROOT, "node_modules"))
        ? "node_modules is not what package-lock.json asks for"
        : "there is no node_modules yet";
    await step(`Installing the dependencies with npm ci, because ${why}.`, async () => {
        const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
        const { code, stdout, stderr } = await run("npm", args, { cwd: ROOT, shell: process.platform === "win32" });
        if (code === 0) return;
        const reason = (stderr || stdout).trim().split("\n").slice(0, 5).join("\n  ");
        throw new SetupError(
            `The dependencies could not be installed: npm ci failed with\n  ${reason}\nIf npm's registry could not be ` +
                "reached (npm ping tells), run the same command again when it can.",
        );
    });
}

async function compile() {
    // Imported late: it needs the compiler, which is a dependency.
    const { build } = await import("./build.mjs");
    if (!(await build())) {
        throw new SetupError(
            "The package could not be compiled; the compiler says above where. Mend that and try again.",
        );
    }
}

/** Dependencies and compiled package, without the engine. */
export async function setUpPackage() {
    await installDependencies();
    await compile();
}

/** Everything. Answers the environment under which `pulumi` is the engine. */
export async function setUp() {
    await setUpPackage();
    const engine = await ensureEngine({ log });
    return { engine, env: { ...process.env, ...engine.env } };
}

/** Runs a command's main function; what a person must do is told without a stack, and ends with exit code 1. */
export async function main(command) {
    try {
        process.exitCode = await command(process.argv.slice(2));
    } catch (error) {
        const told = ["SetupError", "EngineError", "UsageError"].includes(error.name);
        log(told ? error.message : error.stack);
        process.exitCode = 1;
    }
}
