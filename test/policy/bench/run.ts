// What the whole pack costs, cold: `npm run build`, then `npx ts-node test/policy/bench/run.ts [resources] [processes]`.
// Fails above the budget of 2 ms CPU a resource.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { requests } from "../../support/policy";
import { sized } from "./programs";

const BUDGET_MS = 2;

interface Pass {
    resources: number;
    rules: number;
    load: number;
    resource: { cpu: number; wall: number };
    stack: { cpu: number; wall: number };
}

const [size = 240, processes = 7] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "policy-bench-"));
try {
    for (const mode of ["preview", "update"] as const) {
        const { resources, stack } = requests(sized(size), mode);
        const file = join(folder, `${mode}.json`);
        const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
        writeFileSync(file, JSON.stringify({ resources: resources.map(base64), stack: base64(stack) }));
        const passes = Array.from({ length: processes }, (): Pass => {
            const printed = execFileSync(process.execPath, [join(__dirname, "pass.cjs"), file], { encoding: "utf8" });
            return JSON.parse(printed);
        });
        report(mode, passes);
    }
} finally {
    rmSync(folder, { recursive: true });
}

function report(mode: string, passes: Pass[]): void {
    const [first] = passes as [Pass];
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
    const range = (values: number[]) =>
        `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;
    console.log(
        `${mode}: ${first.resources} resources, ${first.rules} rules, ${passes.length} cold processes; median (range)`,
    );
    console.log(`  loading the pack       ${range(passes.map(({ load }) => load))} CPU`);
    console.log(
        `  resource pass          ${range(passes.map(({ resource }) => resource.cpu))} CPU, ${range(passes.map(({ resource }) => resource.wall))} wall`,
    );
    console.log(
        `  stack pass             ${range(passes.map(({ stack }) => stack.cpu))} CPU, ${range(passes.map(({ stack }) => stack.wall))} wall`,
    );
    const each = median(passes.map(({ resource, stack }) => (resource.cpu + stack.cpu) / first.resources));
    console.log(`  a resource             ${each.toFixed(2)} ms CPU, budget ${BUDGET_MS} ms`);
    if (each > BUDGET_MS) process.exitCode = 1;
}
