// A folder outside the checkout with the programs as users would have them: projects of their own, this package as npm
// installs it, a private Pulumi home and state. Nothing of the user's is read or written.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../tools/lib/paths.mjs";

const TOOLS = ["@types/node", "ts-node", "typescript"];

/** What a program's languages are called, and whether Pulumi type-checks it. */
export const LANGUAGES = { js: "compiled", ts: "type-checked" };

/**
 * Makes the folder; `program(name, language, variant)` then gives the folder and environment to run `pulumi` in, with a
 * state for each variant.
 */
export function makeWorkspace(engineEnv) {
    const folder = mkdtempSync(join(tmpdir(), "ecs-ec2-bench-"));
    installPackages(folder);
    const made = new Map();
    return {
        folder,
        program(name, language, variant = "") {
            const key = `${name}-${language}${variant}`;
            if (!made.has(key)) made.set(key, makeProgram(join(folder, "programs", key), name, language, engineEnv));
            return made.get(key);
        },
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

/** node_modules of all programs: this package copied, because a link would lead back to the checkout and its tools. */
function installPackages(workspace) {
    const modules = join(workspace, "node_modules");
    const { dependencies, main, types } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const name of new Set([...Object.keys(dependencies), ...TOOLS])) {
        mkdirSync(dirname(join(modules, name)), { recursive: true });
        symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    }
    const own = join(modules, "ecs-ec2");
    mkdirSync(own);
    cpSync(join(ROOT, "package.json"), join(own, "package.json"));
    for (const folder of new Set([main, types].map((path) => path.split("/")[0]))) {
        cpSync(join(ROOT, folder), join(own, folder), { recursive: true });
    }
}

/** All programs are one project, "bench", with a state each: names in AWS hold the project's name. */
function makeProgram(cwd, name, language, engineEnv) {
    const state = join(cwd, ".state");
    mkdirSync(state, { recursive: true });
    const sources = join(ROOT, "bench", "programs", name);
    const write = (file, text) => writeFileSync(join(cwd, file), text);
    for (const file of readdirSync(sources)) {
        const source = readFileSync(join(sources, file), "utf8");
        if (language === "ts") write(file, source);
        else write(file.replace(/\.ts$/, ".js"), compiled(source));
    }
    // What a project that starts from a template has.
    if (language === "ts") cpSync(join(ROOT, "programs", "dks", "tsconfig.json"), join(cwd, "tsconfig.json"));
    write("package.json", JSON.stringify({ name: "bench", private: true }));
    write("Pulumi.yaml", projectFile(language));
    write("Pulumi.dev.yaml", "config:\n    aws:region: us-east-1\n");
    return {
        cwd,
        env: {
            ...process.env,
            ...engineEnv,
            PULUMI_HOME: join(cwd, "..", "..", "home"),
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_SKIP_UPDATE_CHECK: "true",
        },
    };
}

const projectFile = (language) => `name: bench
runtime:
    name: nodejs
    options:
        typescript: ${language === "ts"}
main: index.${language}
`;

function compiled(source) {
    const typescript = createRequire(import.meta.url)("typescript");
    const { ModuleKind, ScriptTarget } = typescript;
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
    return typescript.transpileModule(source, { compilerOptions }).outputText;
}
