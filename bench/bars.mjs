// What this package promises about its cost, each with the number that decides it.

/** Median of numbers; undefined where one was not measured. */
export function median(values) {
    if (values.length === 0 || values.some((value) => value === undefined)) return undefined;
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians of a cell of the table; undefined when it was not measured. */
export function medianOf(cells, program, language, services) {
    const cell = cells.find((c) => c.program === program && c.language === language && c.services === services);
    return cell && Object.fromEntries(PROPERTIES.map((name) => [name, median(cell.samples.map((one) => one[name]))]));
}
const PROPERTIES = ["seconds", "cpuSeconds", "peakBytes"];

const ratio = (a, b, property) =>
    a?.[property] === undefined || b?.[property] === undefined ? undefined : a[property] / b[property];

/** The bars that this run can decide: name, value, limit and whether it is met. */
export function bars(cells, graphs) {
    const of = (program, language, services) => medianOf(cells, program, language, services);
    const [one, fifty, hundred] = [1, 50, 100].map((count) => of("components", "js", count));
    const byHand = of("by-hand", "js", 100);
    const typed = of("components", "ts", 10);
    const compiled = of("components", "js", 10);
    // What a program costs with one service is what it costs to start; the rest is the services.
    const added = (cell) => cell?.cpuSeconds - one?.cpuSeconds;
    return [
        ["CPU, 100 services, compiled, against by hand", ratio(hundred, byHand, "cpuSeconds"), 1.1, "x"],
        ["memory, 100 services, compiled, against by hand", ratio(hundred, byHand, "peakBytes"), 1.15, "x"],
        ["CPU of 99 further services against 49", added(hundred) / added(fifty), 2.1, "x"],
        ["CPU, 10 services, type-checked against compiled", ratio(typed, compiled, "cpuSeconds"), 1.5, "x"],
        ["memory, 10 services, type-checked", typed?.peakBytes / 1e9, 0.55, "GB"],
        ["AWS resources per service", graphs.components.perService, graphs["by-hand"].perService, ""],
        ["critical path of a first deployment", graphs.components.criticalPathSeconds, 250, "s"],
    ]
        .filter(([, value]) => Number.isFinite(value))
        .map(([name, value, limit, unit]) => ({ name, value, limit, unit, met: value <= limit }));
}
