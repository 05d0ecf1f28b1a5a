import { parseArgs } from "node:util";
import { LANGUAGES } from "./workspace.mjs";

export const HELP = `npm run bench -- [options]

Measures previews of the same AWS resources by the components of this package and by hand, and of an empty program, with
the real Pulumi engine against the simulated AWS: time, CPU and peak memory of the engine and the program, medians of
several rounds. Then deploys both, and compares the resources, what waits for what, and how long AWS would take.

  --services <list>  Numbers of services, comma-separated. Default: 1,10,50,100.
  --rounds <n>       How often each preview is measured. Default: 3.
  --only <language>  js (compiled) or ts (type-checked by ts-node). Default: both.
  --json             Print one JSON object, with every sample, instead of tables.
  --help             This text.

Exit code 1 when a program fails or the two make different AWS resources. A bar that is not met is printed, no error.
`;

class UsageError extends Error {
    name = "UsageError";
}

const numbers = (text) => text.split(",").map(Number);
const isCount = (value) => Number.isInteger(value) && value >= 1;

/** Reads the command line; throws a UsageError that says what to write instead. */
export function parseBench(args) {
    const options = {
        services: { type: "string", default: "1,10,50,100" },
        rounds: { type: "string", default: "3" },
        only: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    };
    let values;
    try {
        ({ values } = parseArgs({ args, options }));
    } catch (error) {
        throw new UsageError(`${error.message}\n\n${HELP}`);
    }
    const services = [...new Set(numbers(values.services))].sort((a, b) => a - b);
    if (!services.every((count) => isCount(count) && count <= 100)) {
        const why = "the rules of one load balancer end there";
        throw new UsageError(`--services must be whole numbers from 1 to 100 (${why}), got ${values.services}.`);
    }
    if (!isCount(Number(values.rounds))) {
        throw new UsageError(`--rounds must be a whole number, 1 or more, got ${values.rounds}.`);
    }
    if (values.only !== undefined && !LANGUAGES[values.only]) {
        throw new UsageError(`--only must be one of ${Object.keys(LANGUAGES).join(", ")}, got ${values.only}.`);
    }
    const languages = values.only ? [values.only] : Object.keys(LANGUAGES);
    return { services, rounds: Number(values.rounds), languages, json: values.json, help: values.help };
}
