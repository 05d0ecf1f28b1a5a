// Compiles components, policy and rehearsal to JavaScript beside their sources and to types in types/. Types are not
// checked here: `npm run typecheck` does that once for everything, and a build then takes a second or two. Nothing is
// done when no source has changed since the last build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./lib/paths.mjs";
import { run } from "./lib/processes.mjs";

const FOLDERS = ["components", "policy", "rehearsal"];

function filesBelow(folder) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
        return [path];
    });
}

const isSource = (path) => path.endsWith(".ts") && !path.endsWith(".d.ts");
const sourceOf = (path) => path.replace(/\.js$/, ".ts");

/** Changes when a source is added, removed or written, and with the compiler's settings. */
function fingerprint(root, sources) {
    const hash = createHash("sha256");
    for (const path of [...sources, join(root, "tsconfig.json"), join(root, "tsconfig.build.json")].sort()) {
        const { mtimeMs, size } = statSync(path);
        hash.update(`${path} ${mtimeMs} ${size}\n`);
    }
    return hash.digest("hex");
}

/** Builds what has changed. Answers false, with the compiler's words on stderr, when a source is not TypeScript. */
export async function build(root = ROOT) {
    const stamp = join(root, "node_modules", ".ecs-ec2-build");
    const files = FOLDERS.flatMap((folder) => filesBelow(join(root, folder)));
    const sources = files.filter(isSource);
    const outputs = new Set(files.filter((path) => /(\.d\.ts|\.js)$/.test(path)));
    // A source that is gone must not live on as JavaScript, and types beside a source would hide those in types/.
    for (const path of outputs) if (path.endsWith(".d.ts") || !existsSync(sourceOf(path))) rmSync(path);
    const wanted = fingerprint(root, sources);
    const built = existsSync(join(root, "types")) && sources.every((path) => outputs.has(path.replace(/\.ts$/, ".js")));
    if (built && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
    rmSync(join(root, "types"), { recursive: true, force: true });
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const { code, stdout } = await run(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root });
    process.stderr.write(stdout);
    if (code === 0) writeFileSync(stamp, wanted);
    return code === 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
    // npm runs `prepare` also where the compiler is not installed (--omit=dev, --package-lock-only).
    const compilable =
        process.env.npm_lifecycle_event !== "prepare" || existsSync(join(ROOT, "node_modules", "typescript"));
    process.exitCode = !compilable || (await build()) ? 0 : 1;
}
