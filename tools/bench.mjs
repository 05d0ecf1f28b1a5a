// `npm run bench`: what this package costs beside the same resources written by hand. See --help.
import "./lib/node-version.mjs";
import { availableParallelism } from "node:os";
import { bars } from "../bench/bars.mjs";
import { differences, graphOf } from "../bench/graph.mjs";
import { HELP, parseBench } from "../bench/options.mjs";
import { measuresProcesses } from "../bench/processTree.mjs";
import { report } from "../bench/report.mjs";
import { deploy, measurePreviews } from "../bench/rounds.mjs";
import { makeWorkspace } from "../bench/workspace.mjs";
import { onInterrupt } from "./lib/processes.mjs";
import { log, step } from "./lib/progress.mjs";
import { main, setUp } from "./setup.mjs";

/** Deploys both programs in two sizes: their graphs, what a service adds, and what differs. */
async function compare(bench, services) {
    const few = 1;
    const many = Math.max(few + 1, Math.min(10, ...services.slice(-1)));
    const graphs = {};
    const resources = {};
    for (const name of ["components", "by-hand"]) {
        const small = await deploy(bench, name, few);
        const large = await deploy(bench, name, many);
        const [before, graph] = [small, large].map((one) => graphOf(one.resources, one.seconds));
        const perService = (graph.awsResources - before.awsResources) / (many - few);
        graphs[name] = { services: many, perService, ...graph };
        resources[name] = large.resources;
    }
    return { graphs, differences: differences(resources.components, resources["by-hand"]) };
}

await main(async (args) => {
    const options = parseBench(args);
    if (options.help) {
        process.stdout.write(HELP);
        return 0;
    }
    const { engine } = await setUp();
    const workspace = makeWorkspace(engine.env);
    const forget = onInterrupt(workspace.remove);
    try {
        const bench = { ...workspace, command: engine.command, log };
        const compared = await step("Deploying both programs to the simulated AWS, to compare what they make.", () =>
            compare(bench, options.services),
        );
        const cells = await measurePreviews(bench, options);
        const result = {
            machine: {
                cores: availableParallelism(),
                node: process.versions.node,
                pulumi: engine.version,
                measuresProcesses,
            },
            ...options,
            ...compared,
            cells,
            bars: bars(cells, compared.graphs),
        };
        process.stdout.write(options.json ? `${JSON.stringify(result, null, 4)}\n` : `\n${report(result)}`);
        return compared.differences.missing.length > 0 ? 1 : 0;
    } finally {
        forget();
        workspace.remove();
    }
});
