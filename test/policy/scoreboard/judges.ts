import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What a judge says of a program. */
export interface Finding {
    id: string;
    on: string;
}
/** What a judge says, by program. */
export type Findings = Map<string, Finding[]>;

function run(command: string, args: string[], cwd?: string): string {
    const { stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 30 });
    if (error) throw error;
    return stdout || stderr;
}

/** Gets the judges into the cache, once, and says their versions. */
export function install(cache: string): Record<string, string> {
    mkdirSync(cache, { recursive: true });
    const venv = join(cache, "venv");
    if (!existsSync(join(venv, "bin/checkov"))) {
        run("python3", ["-m", "venv", venv]);
        run(join(venv, "bin/pip"), ["install", "--quiet", "checkov", "cfn-lint"]);
    }
    const cdk = join(cache, "cdk");
    if (!existsSync(join(cdk, "node_modules/cdk-nag"))) {
        mkdirSync(cdk, { recursive: true });
        writeFileSync(join(cdk, "package.json"), JSON.stringify({ private: true }));
        run("npm", ["install", "--no-audit", "--no-fund", "cdk-nag", "aws-cdk-lib", "constructs"], cdk);
    }
    const pip = (name: string) => /Version: (.*)/.exec(run(join(venv, "bin/pip"), ["show", name]))?.[1] ?? "";
    const { version } = JSON.parse(readFileSync(join(cdk, "node_modules/cdk-nag/package.json"), "utf8"));
    return { Checkov: pip("checkov"), "cfn-lint": pip("cfn-lint"), "cdk-nag": version };
}

const put = (found: Findings, name: string, finding: Finding) => found.set(name, [...(found.get(name) ?? []), finding]);

export function checkov(cache: string, work: string): Findings {
    const found: Findings = new Map();
    const flags = ["--framework", "terraform", "-o", "json", "--compact", "--quiet", "--skip-download", "--soft-fail"];
    const printed = run(join(cache, "venv/bin/checkov"), ["-d", join(work, "terraform"), ...flags]);
    for (const report of [JSON.parse(printed)].flat()) {
        for (const { check_id: id, resource: on, file_path: file } of report.results?.failed_checks ?? []) {
            put(found, file.split("/").at(-2), { id, on });
        }
    }
    return found;
}

export function cfnLint(cache: string, work: string): Findings {
    const found: Findings = new Map();
    const folder = join(work, "cloudformation");
    const files = readdirSync(folder).map((file) => join(folder, file));
    const printed = run(join(cache, "venv/bin/cfn-lint"), [
        "--format",
        "json",
        "--regions",
        "eu-central-1",
        "--template",
        ...files,
    ]);
    for (const { Rule, Location, Filename } of JSON.parse(printed)) {
        put(found, basename(Filename, ".json"), { id: Rule.Id, on: (Location.Path?.Path ?? []).slice(0, 6).join("/") });
    }
    return found;
}

export function cdkNag(cache: string, work: string): Findings {
    const script = join(cache, "cdk/nag.cjs");
    writeFileSync(script, readFileSync(join(__dirname, "nag.cjs")));
    const printed = run(process.execPath, [script, join(work, "cloudformation")], join(cache, "cdk"));
    const found: Findings = new Map();
    for (const { name, id, on } of JSON.parse(printed)) put(found, name, { id, on });
    return found;
}
