// Takes each condition out of each rule, one at a time, and says which of these changes no planted defect notices:
// `npx ts-node test/policy/mutation/run.ts [rule …]`. What is left over is a hole in the tests, or code without use.
import { readFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import * as ts from "typescript";

import { rules } from "../../../policy/rules";
import { findings } from "../../support/policy";
import { type Defect, said } from "../../support/policy-defects";
import { defects } from "../defects";
import { good } from "../good";
import { nearMisses } from "../near-misses";

const FOLDER = join(__dirname, "../../../policy/rules");
type Rule = (typeof rules)[number];

interface Mutant {
    line: number;
    from: string;
    to: string;
    source: string;
}

/** Changes of one place each: a condition always or never true, half of an and or an or, a bound moved by one. */
function mutantsOf(source: string): Mutant[] {
    const file = ts.createSourceFile("rule.ts", source, ts.ScriptTarget.ES2022, true);
    const found: Mutant[] = [];
    const replace = (node: ts.Node, to: string) => {
        const mutated = source.slice(0, node.getStart()) + to + source.slice(node.end);
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.push({ line, from: node.getText().replace(/\s+/g, " "), to: to.replace(/\s+/g, " "), source: mutated });
    };
    const bounds: Record<string, string> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
    const visit = (node: ts.Node): void => {
        if (ts.isIfStatement(node)) for (const to of ["true", "false"]) replace(node.expression, to);
        if (ts.isConditionalExpression(node)) for (const to of ["true", "false"]) replace(node.condition, to);
        if (ts.isBinaryExpression(node)) {
            const operator = node.operatorToken.getText();
            if (operator === "&&" || operator === "||") {
                replace(node, node.left.getText());
                replace(node, node.right.getText());
            }
            if (bounds[operator]) replace(node.operatorToken, bounds[operator]);
        }
        ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
}

/** The rule that a changed source exports. */
function load(path: string, source: string): Rule | undefined {
    const { outputText } = ts.transpileModule(source, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const module = new Module(path, undefined);
    Object.assign(module, {
        filename: path,
        paths: (Module as unknown as { _nodeModulePaths(p: string): string[] })._nodeModulePaths(FOLDER),
    });
    (module as unknown as { _compile(code: string, path: string): void })._compile(outputText, path);
    return Object.values(module.exports as Record<string, Rule>).find((value) => value?.name);
}

/** Whether a planted defect of the rule, a near miss, or the good program shows the change. */
async function isNoticed(name: string, own: Defect[], clean: Record<string, string>): Promise<boolean> {
    for (const mode of ["update", "preview"] as const) {
        if (JSON.stringify(await findings(good(), mode)) !== clean[mode]) return true;
        for (const defect of own) {
            if (mode === "preview" && (defect.hiddenInPreview || defect.updateOnly)) continue;
            const { news } = await said(defect, mode);
            const told = news.filter(({ message }) => !message.startsWith("cannot tell yet"));
            const right = told.length === 1 && told[0]?.on === defect.on && defect.message.test(told[0]?.message);
            if (!right || told[0]?.rule !== defect.rule) return true;
        }
    }
    for (const { rule, plant, config } of nearMisses.filter((one) => one.rule === name)) {
        const program = good();
        plant(program);
        if ((await findings(program, "update", config)).some((finding) => finding.rule === rule)) return true;
    }
    return false;
}

async function main(): Promise<void> {
    const wanted = process.argv.slice(2);
    const clean = {
        preview: JSON.stringify(await findings(good(), "preview")),
        update: JSON.stringify(await findings(good(), "update")),
    };
    let all = 0;
    let survivors = 0;
    for (const [index, rule] of rules.entries()) {
        if (wanted.length > 0 && !wanted.includes(rule.name)) continue;
        const path = join(FOLDER, `${rule.name}.ts`);
        const own = defects.filter((defect) => defect.rule === rule.name);
        for (const defect of own) await said(defect, "update");
        for (const mutant of mutantsOf(readFileSync(path, "utf8"))) {
            all++;
            rules[index] = load(path, mutant.source) as never;
            if (await isNoticed(rule.name, own, clean)) continue;
            survivors++;
            console.log(`${rule.name}.ts:${mutant.line}: ${mutant.from} -> ${mutant.to}`);
        }
        rules[index] = rule as never;
    }
    console.log(`${all} changes, ${survivors} unnoticed`);
}
void main();
