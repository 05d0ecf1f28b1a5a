// `npm run simulate`: serves the simulated AWS in the foreground and prints the environment to use it. See --help.
import "./lib/node-version.mjs";
import { createRequire } from "node:module";
import { ensureEngine } from "./engine/index.mjs";
import { hostOf } from "./lib/host.mjs";
import { ROOT } from "./lib/paths.mjs";
import { log } from "./lib/progress.mjs";
import { main, setUpPackage } from "./setup.mjs";

await main(async (args) => {
    await setUpPackage();
    const { parseSimulate, SIMULATE_HELP, simulate } = createRequire(import.meta.url)("../rehearsal/cli/index.js");
    const options = parseSimulate(args, ROOT);
    if (options.help) {
        process.stdout.write(SIMULATE_HELP);
        return 0;
    }
    const engine = await ensureEngine({ log });
    return simulate(options, hostOf(engine));
});
