// The Pulumi engine, wherever it comes from. Nothing outside this folder knows which of the three it is.
import { delimiter } from "node:path";
import { log as say } from "../lib/progress.mjs";
import { cachedGoEngine, goEngine } from "./gobuild.mjs";
import { cachedNpmEngine, npmEngine } from "./npm.mjs";
import { engineOnPath } from "./path.mjs";

/**
 * Finds the Pulumi CLI, or gets it. Answers the command, the folder that it stands in with its language hosts, its
 * version, where it came from ("path", "npm" or "go"), and the environment to merge into that of whatever runs it.
 * Throws an EngineError that says what to do when there is none to be had.
 */
export async function ensureEngine({ log = say, env = process.env } = {}) {
    const given = await engineOnPath({ log, env });
    if (given) return given;
    const engine =
        cachedNpmEngine({ env }) ??
        cachedGoEngine({ env }) ??
        (await npmEngine({ log, env })) ??
        (await goEngine({ log, env }));
    return { ...engine, env: { PATH: `${engine.binDir}${delimiter}${env.PATH ?? ""}` } };
}
