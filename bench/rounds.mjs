// The measuring itself: previews in rounds, so that what changes on the machine meanwhile meets all programs alike.
import { join } from "node:path";
import { measure } from "./processTree.mjs";
import { simulate } from "./simulation.mjs";
import { LANGUAGES } from "./workspace.mjs";

async function pulumi(bench, program, simulation, services, args) {
    const env = { ...program.env, ...simulation.env, BENCH_SERVICES: String(services) };
    const result = await measure(bench.command, args, { cwd: program.cwd, env });
    if (result.code === 0) return result;
    throw new Error(
        `pulumi ${args.join(" ")} failed in ${program.cwd} with ${services} services:\n${result.stdout}${result.stderr}`,
    );
}

const select = ["stack", "select", "--create", "dev", "--non-interactive"];
const preview = ["preview", "--stack", "dev", "--non-interactive"];
const up = ["up", "--stack", "dev", "--non-interactive", "--yes", "--skip-preview"];
const exported = ["stack", "export", "--stack", "dev"];

/** Every program in each size and language: `bench` is the workspace, the engine's command and a way to speak. */
export async function measurePreviews(bench, { services, rounds, languages }) {
    const simulation = await simulate(join(bench.folder, "previews.jsonl"));
    const cells = languages.flatMap((language) => [
        { program: "empty", language, services: 0, samples: [] },
        ...services.flatMap((count) => [
            { program: "by-hand", language, services: count, samples: [] },
            { program: "components", language, services: count, samples: [] },
        ]),
    ]);
    for (const language of languages) {
        for (const name of ["empty", "by-hand", "components"]) {
            const program = bench.program(name, language);
            await pulumi(bench, program, simulation, 1, select);
            // The first preview of a program reads its files from disk; that one is not measured.
            await pulumi(bench, program, simulation, 1, preview);
        }
    }
    for (let round = 1; round <= rounds; round++) {
        for (const cell of cells) {
            const program = bench.program(cell.program, cell.language);
            const { seconds, cpuSeconds, peakBytes } = await pulumi(bench, program, simulation, cell.services, preview);
            cell.samples.push({ seconds, cpuSeconds, peakBytes });
            const what = cell.program === "empty" ? "empty" : `${cell.program}, ${cell.services} services`;
            bench.log(`round ${round} of ${rounds}: ${what}, ${LANGUAGES[cell.language]}: ${seconds.toFixed(1)} s`);
        }
    }
    await simulation.stop();
    return cells;
}

/** Deploys a program to an empty simulated account; answers the state's resources and AWS's seconds by URN. */
export async function deploy(bench, name, services) {
    const simulation = await simulate(join(bench.folder, `${name}-${services}.jsonl`));
    const program = bench.program(name, "js", `-${services}`);
    await pulumi(bench, program, simulation, services, select);
    await pulumi(bench, program, simulation, services, up);
    const { stdout } = await pulumi(bench, program, simulation, services, exported);
    const seconds = await simulation.createSeconds();
    await simulation.stop();
    return { resources: JSON.parse(stdout).deployment.resources, seconds };
}
