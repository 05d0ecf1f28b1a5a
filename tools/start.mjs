// `npm start`: sets up what is missing and rehearses a program against the simulated AWS. See --help.
import "./lib/node-version.mjs";
import { createRequire } from "node:module";
import { ensureEngine } from "./engine/index.mjs";
import { hostOf } from "./lib/host.mjs";
import { ROOT } from "./lib/paths.mjs";
import { log } from "./lib/progress.mjs";
import { main, setUpPackage } from "./setup.mjs";

await main(async (args) => {
    await setUpPackage();
    const { parseRehearse, REHEARSE_HELP, rehearse } = createRequire(import.meta.url)("../rehearsal/cli/index.js");
    const options = parseRehearse(args, ROOT); // before the engine, which may take minutes to get
    if (options.help) {
        process.stdout.write(REHEARSE_HELP);
        return 0;
    }
    const engine = await ensureEngine({ log });
    return rehearse(options, hostOf(engine));
});
