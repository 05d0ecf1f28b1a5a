// The figures as text: a table of previews, what both programs make, and the bars.
import { medianOf } from "./bars.mjs";
import { LANGUAGES } from "./workspace.mjs";

const fixed = (value, digits) => (value === undefined ? "-" : value.toFixed(digits));
const times = (a, b) => (a === undefined || b === undefined ? "-" : `${(a / b).toFixed(2)} x`);

function table(rows) {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    const line = (row) =>
        row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])));
    return rows.map((row) => `  ${line(row).join("  ")}`);
}

function previews(cells, services, language) {
    const empty = medianOf(cells, "empty", language, 0);
    const head = ["services", "program", "time", "CPU", "memory", "CPU against by hand", "memory against by hand"];
    const row = (count, program, cell, against) => [
        count,
        program,
        `${fixed(cell.seconds, 1)} s`,
        `${fixed(cell.cpuSeconds, 1)} s`,
        `${fixed(cell.peakBytes && cell.peakBytes / 1e6, 0)} MB`,
        against ? times(cell.cpuSeconds, against.cpuSeconds) : "",
        against ? times(cell.peakBytes, against.peakBytes) : "",
    ];
    const rows = services.flatMap((count) => {
        const hand = medianOf(cells, "by-hand", language, count);
        const ours = medianOf(cells, "components", language, count);
        return [row(String(count), "by hand", hand), row("", "components", ours, hand)];
    });
    return [`Preview, ${LANGUAGES[language]}`, ...table([head, row("-", "empty", empty), ...rows]), ""];
}

function graph(graphs) {
    const [ours, hand] = [graphs.components, graphs["by-hand"]];
    const row = (name, of) => [name, of(ours), of(hand)];
    return [
        `First deployment of ${ours.services} services`,
        ...table([
            ["", "components", "by hand"],
            row("AWS resources", (one) => String(one.awsResources)),
            row("AWS resources per service", (one) => String(one.perService)),
            row("components", (one) => String(one.components)),
            row("longest chain of AWS resources", (one) => String(one.longestChain)),
            row("critical path, in AWS's time", (one) => `${one.criticalPathSeconds} s`),
        ]),
        "",
        "Critical path with components",
        ...ours.criticalPath.map((step) => `  ${step}`),
        "",
    ];
}

function comparison({ missing, inputs }) {
    const same = missing.length === 0 ? ["Both programs make the same AWS resources."] : missing;
    return [...same, ...inputs.map((input) => `other input: ${input}`), ""];
}

/** The whole report. */
export function report({ rounds, machine, cells, services, languages, graphs, differences, bars }) {
    const { cores, node, pulumi } = machine;
    const measured =
        "user and system CPU time and summed resident memory of the engine, its language host and the program";
    return [
        `Medians of ${rounds} rounds; ${cores} cores, Node.js ${node}, Pulumi ${pulumi}.`,
        machine.measuresProcesses
            ? `CPU and memory: ${measured}; the simulated AWS is left out.`
            : "CPU and memory are read from Linux's /proc; on this system only times are measured.",
        "",
        ...languages.flatMap((language) => previews(cells, services, language)),
        ...graph(graphs),
        ...comparison(differences),
        "Bars",
        ...table(
            bars.map(({ name, value, limit, unit, met }) => [
                name,
                `${Number(value.toFixed(2))} ${unit}`.trim(),
                `at most ${Number(limit.toFixed(2))} ${unit}`.trim(),
                met ? "met" : "NOT MET",
            ]),
        ),
        "",
    ].join("\n");
}
