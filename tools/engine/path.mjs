// The first choice: the Pulumi CLI that the user has.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run } from "../lib/processes.mjs";
import { EngineError } from "./error.mjs";
import { isOlder, MINIMUM_PULUMI, parseVersion } from "./versions.mjs";

export const executableName = (name) => (process.platform === "win32" ? `${name}.exe` : name);

/** The file that a shell would run for `name`, or undefined. */
export function findOnPath(name, path = process.env.PATH ?? "") {
    for (const folder of path.split(delimiter).filter(Boolean)) {
        const candidate = join(folder, executableName(name));
        try {
            accessSync(candidate, constants.X_OK);
            if (statSync(candidate).isFile()) return candidate;
        } catch {
            // not in this folder
        }
    }
    return undefined;
}

/** The version that a CLI says it is, or why it says none. */
export async function askVersion(command, env) {
    // The npm package `pulumi` is also called pulumi and downloads the CLI when it is first asked.
    const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeoutSeconds: 120 };
    const answer = await run(command, ["version"], options).catch((error) => ({ code: 1, stderr: error.message }));
    const version = answer.code === 0 ? parseVersion(answer.stdout)?.join(".") : undefined;
    const reason = (answer.stderr ?? "").trim().split("\n").at(-1) || `exit code ${answer.code}`;
    return version ? { version } : { reason };
}

export async function engineOnPath({ log, env }) {
    const command = findOnPath("pulumi", env.PATH);
    if (!command) return undefined;
    const { version, reason } = await askVersion(command, env);
    if (!version) {
        log(`The pulumi on PATH (${command}) does not say its version (${reason}), so it is left alone.`);
        return undefined;
    }
    if (isOlder(version, MINIMUM_PULUMI)) {
        throw new EngineError(
            `The Pulumi CLI on PATH (${command}) is version ${version}; this package needs ${MINIMUM_PULUMI} or newer, ` +
                "because its policy pack stands on @pulumi/policy 1.21, which older versions cannot run. Upgrade it " +
                "(https://www.pulumi.com/docs/install/), or take it off PATH: then a CLI is fetched or built for this " +
                "package alone.",
        );
    }
    // PATH stays as it is: to move the CLI's folder to the front could bring another node with it.
    return { command, binDir: dirname(command), version, source: "path", env: {} };
}
