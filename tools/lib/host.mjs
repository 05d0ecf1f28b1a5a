import { ROOT } from "./paths.mjs";
import * as processes from "./processes.mjs";
import { log, step } from "./progress.mjs";

/** What the commands of rehearsal/cli are lent (its `Host`): the engine's environment, and processes that end with us. */
export function hostOf(engine) {
    // A rehearsal says how long each step took in its own words.
    const quiet = (line, work) => step(line, work, { took: false });
    const print = (text) => process.stdout.write(text);
    return { root: ROOT, env: { ...process.env, ...engine.env }, log, print, step: quiet, ...processes };
}
