// `npm test`: sets up what is missing and runs every check, all of them even when one failed.
import "./lib/node-version.mjs";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ROOT } from "./lib/paths.mjs";
import { start } from "./lib/processes.mjs";
import { log } from "./lib/progress.mjs";
import { main, setUp } from "./setup.mjs";

const modules = join(ROOT, "node_modules");
const biome = [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "."];
const tsc = [join(modules, "typescript", "bin", "tsc"), "-p", "tsconfig.json"];

function testFiles(folder) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : testFiles(path);
        return entry.name.endsWith(".test.ts") ? [relative(ROOT, path)] : [];
    });
}

/** The options of .mocharc.json without its `spec`: mocha would run those files beside the ones that it is given. */
function mochaOptions() {
    const { spec, ...options } = JSON.parse(readFileSync(join(ROOT, ".mocharc.json"), "utf8"));
    return Object.entries(options).flatMap(([name, value]) => {
        const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        return value === true ? [flag] : [value].flat().flatMap((one) => [flag, String(one)]);
    });
}

/** Runs a command of Node.js with what it prints passed on; answers its exit code. */
function node(args, env) {
    return new Promise((resolve, reject) => {
        const child = start(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
        child.on("error", reject);
        child.on("exit", (code) => resolve(code ?? 1));
    });
}

async function mocha(files, env, numbersFile) {
    rmSync(numbersFile, { force: true });
    const reporter = ["--reporter", join(ROOT, "tools", "lib", "mocha-reporter.cjs")];
    const command = [join(modules, "mocha", "bin", "mocha.js"), "--no-config", ...mochaOptions(), ...reporter];
    const code = await node([...command, ...files], { ...env, ECS_EC2_MOCHA_NUMBERS: numbersFile });
    // No numbers: mocha ended before its tests did, which is a failure of its own.
    if (!existsSync(numbersFile)) return { passed: 0, failed: 1 };
    const numbers = JSON.parse(readFileSync(numbersFile, "utf8"));
    return { ...numbers, failed: code === 0 ? numbers.failed : Math.max(1, numbers.failed) };
}

await main(async () => {
    const { env } = await setUp();
    const folder = mkdtempSync(join(tmpdir(), "ecs-ec2-test-"));
    const all = testFiles(join(ROOT, "test"));
    const within = (name) => all.filter((path) => path.startsWith(join("test", name)));
    const suites = { policy: within("policy"), rehearsal: within("rehearsal") };
    const unit = all.filter((path) => !Object.values(suites).flat().includes(path));
    const tests = (files) => mocha(files, env, join(folder, "numbers.json"));
    const check = async (args) => ({ broken: (await node(args, env)) !== 0 });
    const steps = [
        ["format and lint", () => check(biome)],
        ["type check", () => check(tsc)],
        ["unit tests", () => tests(unit)],
        ["policy tests", () => tests(suites.policy)],
        ["rehearsal tests", () => tests(suites.rehearsal)],
    ];
    const sum = { passed: 0, failed: 0 };
    const broken = [];
    for (const [name, work] of steps) {
        log(`\n== ${name}`);
        const began = Date.now();
        const result = await work();
        sum.passed += result.passed ?? 0;
        sum.failed += result.failed ?? 0;
        if (result.broken || result.failed) broken.push(name);
        log(`== ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s${broken.includes(name) ? ", FAILED" : ""}`);
    }
    rmSync(folder, { recursive: true });
    if (broken.length > 0) log(`\nFailed: ${broken.join(", ")}.`);
    process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed\n`);
    return broken.length > 0 ? 1 : 0;
});
