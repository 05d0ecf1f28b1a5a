import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseRehearse, rehearse } from "../../rehearsal/cli";
import { callsOf, type FakeSteps, fakeEngine, fakeSimulation, program, temporaryFolder, testHost } from "./support";

const urn = "urn:pulumi:dev::tiny::my:index:App$aws:ecs/service:Service::api";
const summary = (resourceChanges: object) => ({ summaryEvent: { resourceChanges } });
const diagnostic = (message: string) => ({ diagnosticEvent: { severity: "error", message } });
const policy = (enforcementLevel: string) => ({
    policyEvent: {
        resourceUrn: urn,
        message: "<{%fg 1%}>no Spot<{%reset%}>\n",
        policyName: "no-spot",
        enforcementLevel,
    },
});

const GOOD: FakeSteps = {
    preview: { events: [policy("advisory"), summary({ create: 3 })] },
    up: { events: [policy("advisory"), summary({ create: 3 })] },
    "second preview": { events: [summary({ same: 3 })] },
    destroy: { events: [summary({ delete: 3 })] },
};

const LEFT = { type: "aws:ec2/vpc:Vpc", id: "vpc-1", region: "eu-west-1", account: "1" };

describe("rehearsal/cli/rehearse", () => {
    let root: string;
    let bin: string;
    beforeEach(() => {
        root = program(temporaryFolder(), "config:\n  tiny:password:\n    secure: v1:abc\n");
        bin = path.join(root, "bin");
        fs.mkdirSync(path.join(root, "policy"));
        fs.writeFileSync(path.join(root, "policy", "PulumiPolicy.yaml"), "runtime: nodejs\n");
    });
    afterEach(() => fs.rmSync(root, { recursive: true }));

    async function run(steps: FakeSteps, args: string[] = [], left = [] as (typeof LEFT)[]) {
        fakeEngine(bin, steps);
        const { host, said, printed } = await testHost(root, bin, { AWS_PROFILE: "mine" });
        const code = await rehearse(parseRehearse(args, root), host, fakeSimulation(left));
        return { code, said: said(), printed: printed(), steps: callsOf(bin).map(({ step }) => step) };
    }

    it("runs the whole exercise, and says what is left: none", async () => {
        const { code, said, printed, steps } = await run(GOOD);
        assert.deepStrictEqual([code, printed], [0, ""]);
        assert.deepStrictEqual(steps, ["init", "preview", "up", "export", "second preview", "destroy"]);
        assert.match(
            said,
            /\n {2}3 to create, [\d.]+ s\n {2}policy advice: no-spot; the words are in .*preview\.log\n/,
        );
        assert.match(said, /\n {2}password: \[secret\]/);
        assert.match(said, /\nLeft in the simulated account: 0 resources \(none\)\.$/);
    });

    it("prints one object with --json", async () => {
        const { printed } = await run(GOOD, ["--json"]);
        const report = JSON.parse(printed);
        for (const step of report.steps) assert.strictEqual(typeof step.seconds, "number");
        assert.deepStrictEqual(
            report.steps.map(({ name, changes }: { name: string; changes: object }) => [name, changes]),
            [
                ["preview", { create: 3 }],
                ["up", { create: 3 }],
                ["second preview", { same: 3 }],
                ["destroy", { delete: 3 }],
            ],
        );
        assert.deepStrictEqual([report.program, report.stack, report.left], [".", "dev", []]);
        assert.deepStrictEqual(report.outputs, { url: "http://ui", password: "[secret]" });
        assert.deepStrictEqual(report.policyViolations, [
            { policy: "no-spot", enforcementLevel: "advisory", resource: urn, message: "no Spot" },
        ]);
        assert.ok(JSON.parse(fs.readFileSync(report.stackExport, "utf8")).deployment);
    });

    it("gives the engine a copy of the configuration, the policy pack, and none of the user's settings", async () => {
        fs.writeFileSync(path.join(root, "policy", "dev.json"), "{}");
        await run(GOOD);
        const [init, preview, up, , second] = callsOf(bin);
        assert.notStrictEqual(init?.cwd, root);
        assert.deepStrictEqual([preview?.cwd, preview?.env.AWS_PROFILE], [root, undefined]);
        const config = preview?.args[(preview?.args.indexOf("--config-file") ?? 0) + 1] ?? "";
        assert.ok(config.startsWith(path.join(root, ".rehearsal")));
        assert.match(fs.readFileSync(config, "utf8"), /tiny:password: Rehearsal/);
        const pack = [
            "--policy-pack",
            path.join(root, "policy"),
            "--policy-pack-config",
            path.join(root, "policy", "dev.json"),
        ];
        for (const call of [preview, up]) assert.deepStrictEqual(call?.args.slice(-4), pack);
        assert.ok(!second?.args.includes("--policy-pack"));
        assert.match(fs.readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8"), /secure: v1:abc/);
    });

    it("turns deletion protection off before the destroy, for a stack that has it", async () => {
        fs.appendFileSync(path.join(root, "Pulumi.dev.yaml"), "  tiny:deletionProtection: true\n");
        const { code, steps, said } = await run(GOOD);
        assert.strictEqual(code, 0);
        assert.deepStrictEqual(steps, ["init", "preview", "up", "export", "second preview", "up", "destroy"]);
        assert.deepStrictEqual(callsOf(bin)[5]?.args.slice(-2), ["--config", "tiny:deletionProtection=false"]);
        assert.match(said, /turning deletion protection off.*\n {2}3 created/);
    });

    it("stops after up with --keep, and says how to go on", async () => {
        const { code, said, steps } = await run(GOOD, ["--keep"], [LEFT]);
        assert.strictEqual(code, 0);
        assert.deepStrictEqual(steps, ["init", "preview", "up", "export"]);
        assert.match(said, /The stack is kept, 1 resource\..*\n {2}npm run simulate -- --stack dev\n/);
    });

    const failing: [string, FakeSteps, RegExp][] = [
        [
            "a program's error, with where it was thrown",
            {
                preview: {
                    code: 255,
                    events: [diagnostic("Error: boom\n    at f (/a b/index.ts:6:7)\n    at g (/x.ts:1:1)\n")],
                },
            },
            /The rehearsal failed in pulumi preview with: Error: boom \(at \/a b\/index\.ts:6\)\. All .*logs\/preview\.log\.$/,
        ],
        [
            "the engine's own refusal",
            { preview: { code: 255, stderr: "warning: old\nerror: could not load plugin aws\n" } },
            /failed in pulumi preview with: could not load plugin aws\. All/,
        ],
        [
            "a policy that is mandatory",
            { preview: { code: 255, events: [policy("mandatory"), diagnostic("blocked")] } },
            /The policy pack stopped pulumi preview.*\n {2}\[mandatory\] no-spot at aws:ecs\/service:Service api: no Spot$/,
        ],
        [
            "a provider's error in up, and how many more there are",
            {
                ...GOOD,
                up: { code: 255, events: [diagnostic("ClusterNotFoundException: x"), diagnostic("update failed")] },
            },
            /failed in pulumi up with: ClusterNotFoundException: x \(and 1 more\)/,
        ],
        [
            "a second preview that is not empty, with what would change",
            {
                ...GOOD,
                "second preview": {
                    code: 255,
                    events: [{ resourcePreEvent: { metadata: { op: "update", urn, diffs: ["desiredCount"] } } }],
                },
            },
            /must find nothing to change, with: it would update aws:ecs\/service:Service api \(desiredCount\)/,
        ],
        [
            "a stack that cannot be created",
            { init: { code: 255, stderr: "error: no such backend\n" } },
            /failed in creating the stack with: no such backend\.$/,
        ],
    ];
    for (const [what, steps, expected] of failing) {
        it(`tells ${what}`, async () => {
            const { code, said, printed } = await run(steps, ["--json"]);
            assert.strictEqual(code, 1);
            assert.match(said, expected);
            assert.match(JSON.parse(printed).error, expected);
        });
    }

    it("fails when destroy leaves something behind, and names it", async () => {
        const { code, said, printed } = await run(GOOD, ["--json"], [LEFT]);
        assert.strictEqual(code, 1);
        assert.match(
            said,
            /Left in the simulated account: 1 resource \(aws:ec2\/vpc:Vpc vpc-1\)\. Destroy missed them\./,
        );
        assert.deepStrictEqual(JSON.parse(printed).left, [{ type: LEFT.type, id: LEFT.id, region: LEFT.region }]);
    });
});
