// The second choice: Pulumi's own npm package `pulumi`. It holds no CLI: when first run it fetches Pulumi's install
// script from get.pulumi.com and that fetches the CLI with all its language hosts into <PULUMI_HOME>/versions/<version>.
// Run here with a home of ours, and used from there without the package.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../lib/processes.mjs";
import { step } from "../lib/progress.mjs";
import { cacheFolder, fillOnce } from "./cache.mjs";
import { askVersion, executableName } from "./path.mjs";
import { PULUMI } from "./versions.mjs";

const INSTALL_SCRIPT = "https://get.pulumi.com/install.sh";
const PROBE_SECONDS = 5;
const DOWNLOAD_SECONDS = 600;

const place = (env) => {
    const folder = join(cacheFolder(env), `npm-${PULUMI}`);
    const binDir = join(folder, "versions", PULUMI, "bin");
    return { folder, binDir, command: join(binDir, executableName("pulumi")) };
};

export function cachedNpmEngine({ env }) {
    const { binDir, command } = place(env);
    return existsSync(command) ? { command, binDir, version: PULUMI, source: "npm" } : undefined;
}

/** The package asks for this address first; where nobody answers there is no need to wait for the package to say so. */
async function whyUnreachable() {
    try {
        const answer = await fetch(INSTALL_SCRIPT, { signal: AbortSignal.timeout(PROBE_SECONDS * 1000) });
        return answer.ok ? undefined : `${INSTALL_SCRIPT} answered ${answer.status}`;
    } catch (error) {
        return error.cause?.message ?? error.message;
    }
}

async function download(temporary, env) {
    const { PULUMI_HOME, ...rest } = env;
    const answer = await run("npm", ["exec", "--yes", "--package", `pulumi@${PULUMI}`, "--", "pulumi", "version"], {
        env: { ...rest, PULUMI_HOME: temporary, PULUMI_VERSION: PULUMI, PULUMI_SKIP_UPDATE_CHECK: "true" },
        cwd: temporary,
        shell: process.platform === "win32",
        timeoutSeconds: DOWNLOAD_SECONDS,
    });
    if (answer.timedOut) throw new Error(`no CLI after ${DOWNLOAD_SECONDS} s`);
    if (answer.code !== 0) throw new Error((answer.stderr || answer.stdout).trim().split("\n").at(-1));
    const { reason } = await askVersion(join(temporary, "versions", PULUMI, "bin", executableName("pulumi")), env);
    if (reason) throw new Error(reason);
}

export async function npmEngine({ log, env }) {
    const unreachable = await whyUnreachable();
    const giveUp = (reason) => {
        log(`The npm package pulumi cannot download the CLI here (${reason}).`);
        return undefined;
    };
    if (unreachable) return giveUp(unreachable);
    const line = `Downloading the Pulumi CLI ${PULUMI} with the npm package pulumi, because there is none on PATH.`;
    try {
        await fillOnce(place(env).folder, (temporary) => step(line, () => download(temporary, env), { say: log }), log);
    } catch (error) {
        return giveUp(error.message);
    }
    return cachedNpmEngine({ env });
}
