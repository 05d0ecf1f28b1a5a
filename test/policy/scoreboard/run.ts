// Who catches which planted defect: `npm run build`, then `npx ts-node test/policy/scoreboard/run.ts [cache folder]`.
// Installs the newest Checkov and cfn-lint (PyPI) and cdk-nag (npm) into the cache folder, judges every defect as
// Terraform and CloudFormation where they can say it, and writes policy/SCOREBOARD.md.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import { said } from "../../support/policy-defects";
import type { Program } from "../../support/policy-program";
import { defects } from "../defects";
import { good } from "../good";
import { cloudFormation } from "./cloudformation";
import { cdkNag, cfnLint, checkov, type Finding, type Findings, install } from "./judges";
import { terraform } from "./terraform";

const cache = resolve(process.argv[2] ?? join(homedir(), ".cache/ecs-ec2/scoreboard"));
const work = join(cache, "programs");

interface Row {
    rule: string;
    what: string;
    /** Caught by judge, or undefined where the judge's language cannot say the defect. */
    caught: Record<string, boolean | undefined>;
}

const write = (file: string, text: string) => {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
};

function writePrograms(): { terraform: Set<string>; template: Set<string> } {
    rmSync(work, { recursive: true, force: true });
    const [hcl, template] = [terraform(good()), cloudFormation(good())];
    write(join(work, "terraform/good/main.tf"), hcl);
    write(join(work, "cloudformation/good.json"), template);
    const can = { terraform: new Set<string>(), template: new Set<string>() };
    for (const [index, defect] of defects.entries()) {
        const program: Program = good();
        defect.plant(program);
        const [badHcl, badTemplate] = [terraform(program), cloudFormation(program)];
        if (badHcl !== hcl) {
            can.terraform.add(`d${index}`);
            write(join(work, `terraform/d${index}/main.tf`), badHcl);
        }
        if (badTemplate !== template) {
            can.template.add(`d${index}`);
            write(join(work, `cloudformation/d${index}.json`), badTemplate);
        }
    }
    return can;
}

/** What a judge said of the same programs before: Checkov takes minutes. */
function remembered(judge: string, ask: () => Findings): Findings {
    const hash = createHash("sha256").update(judge);
    for (const file of readdirSync(work, { recursive: true, encoding: "utf8" }).sort()) {
        if (/\.(tf|json)$/.test(file)) hash.update(file).update(readFileSync(join(work, file)));
    }
    const memory = join(cache, `${judge.replace(/\W+/g, "-")}-${hash.digest("hex").slice(0, 16)}.json`);
    if (existsSync(memory)) return new Map(JSON.parse(readFileSync(memory, "utf8")));
    const found = ask();
    writeFileSync(memory, JSON.stringify([...found]));
    return found;
}

const key = ({ id, on }: Finding) => `${id} ${on}`;

/** A defect is caught when the judge says of it what it does not say of the good program. */
function catches(found: Findings, name: string): boolean {
    const clean = new Set((found.get("good") ?? []).map(key));
    return (found.get(name) ?? []).some((finding) => !clean.has(key(finding)));
}

const count = (rows: Row[], judge: string) => {
    const sayable = rows.filter((row) => row.caught[judge] !== undefined);
    return `${sayable.filter((row) => row.caught[judge]).length} of ${sayable.length}`;
};

async function main(): Promise<void> {
    const versions = install(cache);
    const can = writePrograms();
    const judged = (judge: string, ask: () => Findings) => remembered(`${judge} ${versions[judge]}`, ask);
    const found = {
        "cdk-nag": judged("cdk-nag", () => cdkNag(cache, work)),
        "cfn-lint": judged("cfn-lint", () => cfnLint(cache, work)),
        Checkov: judged("Checkov", () => checkov(cache, work)),
    };
    const rows: Row[] = [];
    for (const [index, { rule, what, ...defect }] of defects.entries()) {
        const name = `d${index}`;
        const { news } = await said({ rule, what, ...defect }, "update");
        rows.push({
            rule,
            what,
            caught: {
                "ecs-ec2": news.some((finding) => finding.rule === rule),
                Checkov: can.terraform.has(name) ? catches(found.Checkov, name) : undefined,
                "cfn-lint": can.template.has(name) ? catches(found["cfn-lint"], name) : undefined,
                "cdk-nag": can.template.has(name) ? catches(found["cdk-nag"], name) : undefined,
            },
        });
    }
    const file = join(__dirname, "../../../policy/SCOREBOARD.md");
    writeFileSync(file, page(rows, versions, found));
    console.log(readFileSync(file, "utf8"));
}

function page(rows: Row[], versions: Record<string, string>, found: Record<string, Findings>): string {
    const judges = ["ecs-ec2", ...Object.keys(found)];
    const ids = (judge: string) => [...new Set((found[judge]?.get("good") ?? []).map(({ id }) => id))].sort();
    const rules = [...new Set(rows.map(({ rule }) => rule))];
    const table = (lines: string[][]) => lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    const line = judges.map(() => "---:");
    const own = (rule: string) => rows.filter((row) => row.rule === rule);
    return `# Who catches which defect

Written by \`test/policy/scoreboard/run.ts\`: every planted defect of the policy tests, as Terraform for Checkov and as CloudFormation for cfn-lint and cdk-nag (AwsSolutions), where the language can say it. A judge catches a defect when it says of the program with the defect what it does not say of the good one; whether it names the fault is not asked, which is in the others' favour. The defects are those that this pack was written for, so the count says what the others leave open and not how good they are at what they were made for.

${table([
    ["", ...judges],
    ["---", ...line],
    ["version", "", ...Object.keys(found).map((judge) => versions[judge] ?? "")],
    ["defects caught, of those that can be said", ...judges.map((judge) => count(rows, judge))],
    ["kinds of findings on the good program", "0", ...Object.keys(found).map((judge) => String(ids(judge).length))],
])}

Findings on the good program are not all wrong: they are what the judge asks for beyond what this pack does. ${Object.keys(
        found,
    )
        .map((judge) => `${judge}: ${ids(judge).join(", ") || "none"}.`)
        .join(" ")}

## By rule

${table([["Rule", ...judges], ["---", ...line], ...rules.map((rule) => [rule, ...judges.map((judge) => count(own(rule), judge))])])}

## Defect by defect

Yes, no, or empty where the language cannot say it.

${table([["Rule", "Defect", ...judges], ["---", "---", ...judges.map(() => "---")], ...rows.map(({ rule, what, caught }) => [rule, what.replace(/\|/g, "\\|"), ...judges.map((judge) => (caught[judge] === undefined ? "" : caught[judge] ? "yes" : "no"))])])}
`;
}
void main();
