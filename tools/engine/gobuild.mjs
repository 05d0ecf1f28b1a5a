// The third choice: the CLI, its official language hosts and the host that completes them, built from the Go module
// proxy. The sums of every module stand in go/go.sum and go/hosts/go.sum, and Go refuses what does not match them.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lib/processes.mjs";
import { step } from "../lib/progress.mjs";
import { cacheFolder, fillOnce } from "./cache.mjs";
import { EngineError } from "./error.mjs";
import { askVersion, executableName, findOnPath } from "./path.mjs";
import { isOlder, LANGUAGE_HOSTS, MINIMUM_GO, PULUMI } from "./versions.mjs";

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), "go");
const LANGUAGES = ["nodejs", "python"];
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** A folder name that changes with all that the result is made of. */
function folderName() {
    const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
    const files = ["go.mod", "go.sum", "hosts/go.mod", "hosts/go.sum"];
    const host = readdirSync(join(SOURCE, "languagehost")).sort();
    for (const file of [...files, ...host.map((name) => `languagehost/${name}`)]) {
        hash.update(file).update(readFileSync(join(SOURCE, file)));
    }
    return `go-${PULUMI}-${hash.digest("hex").slice(0, 12)}`;
}

const place = (env) => {
    const folder = join(cacheFolder(env), folderName());
    return { folder, binDir: join(folder, "bin"), command: join(folder, "bin", executableName("pulumi")) };
};

export function cachedGoEngine({ env }) {
    const { binDir, command } = place(env);
    return existsSync(command) ? { command, binDir, version: PULUMI, source: "go" } : undefined;
}

async function requireGo(env) {
    const install =
        `Install the Pulumi CLI (https://www.pulumi.com/docs/install/), or Go ${MINIMUM_GO} or newer ` +
        "(https://go.dev/dl/), from which it is built here, and run the same command again.";
    const go = findOnPath("go", env.PATH);
    if (!go) {
        throw new EngineError(
            "There is no Pulumi CLI on this machine: none is on PATH, none can be downloaded from get.pulumi.com, and " +
                `there is no Go to build one. ${install}`,
        );
    }
    const answer = await run(go, ["env", "GOVERSION"], { env: { ...env, GOTOOLCHAIN: "local" }, cwd: tmpdir() });
    const version = answer.stdout.trim().replace(/^go/, "");
    if (answer.code !== 0 || !version || isOlder(version, MINIMUM_GO)) {
        throw new EngineError(
            `The Go on PATH (${go}) is version ${version || "unknown"}, and the Pulumi CLI ${PULUMI} is written in Go ` +
                `${MINIMUM_GO}, which older versions cannot build. ${install}`,
        );
    }
    return go;
}

/** Runs Go with nothing of the user's own settings that may change the result; module proxy and caches stay theirs. */
async function runGo(go, env, cwd, ...args) {
    const goEnv = { ...env, GOFLAGS: "-mod=readonly", GOWORK: "off", GOTOOLCHAIN: "auto", CGO_ENABLED: "0" };
    const answer = await run(go, args, { cwd, env: goEnv });
    if (answer.code === 0) return answer.stdout.trim();
    const errors = answer.stderr.split("\n").filter((line) => line && !line.startsWith("go: downloading"));
    throw new EngineError(
        `The Pulumi CLI could not be built: "go ${args[0]}" failed with "${errors.slice(0, 3).join(" ").trim()}". ` +
            "A Go module proxy must be reachable (go env GOPROXY says which one is asked). Run the same command " +
            "again to go on where it stopped, or install the CLI: https://www.pulumi.com/docs/install/",
    );
}

async function build(go, temporary, env, part) {
    const compile = (cwd, version, folder, name, source) => {
        part(`downloading and compiling ${name}`);
        const flags = ["-trimpath", "-ldflags", `-s -w -X ${VERSION_VARIABLE}=v${version}`];
        const output = join(temporary, folder, executableName(name));
        return runGo(go, env, cwd, "build", ...flags, "-o", output, source);
    };
    const hosts = join(SOURCE, "hosts");
    const sdk = "github.com/pulumi/pulumi/sdk/v3";
    await compile(SOURCE, PULUMI, "bin", "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
    for (const language of LANGUAGES) {
        const name = `pulumi-language-${language}`;
        await compile(hosts, LANGUAGE_HOSTS, "hosts", name, `${sdk}/${language}/cmd/${name}`);
        await compile(SOURCE, PULUMI, "bin", name, "./languagehost");
    }
    // The Python host runs programs through this script, which stands beside it in a release.
    const executor = "pulumi-language-python-exec";
    const source = await runGo(go, env, hosts, "list", "-m", "-f", "{{.Dir}}", sdk);
    copyFileSync(join(source, "python", "cmd", executor), join(temporary, "hosts", executor));
    chmodSync(join(temporary, "hosts", executor), 0o755);

    const { reason } = await askVersion(join(temporary, "bin", executableName("pulumi")), env);
    if (reason) throw new EngineError(`The Pulumi CLI was built from Go but does not run (${reason}).`);
}

export async function goEngine({ log, env }) {
    const go = await requireGo(env);
    const line =
        `Building the Pulumi CLI ${PULUMI} from the Go module proxy, because there is none on PATH and none to ` +
        "download. This takes some minutes, once.";
    await fillOnce(
        place(env).folder,
        (temporary) => step(line, (part) => build(go, temporary, env, part), { say: log }),
        log,
    );
    return cachedGoEngine({ env });
}
