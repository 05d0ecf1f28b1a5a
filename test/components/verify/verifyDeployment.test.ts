import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";

import { DeploymentInspector, type VerifiedDeploymentArgs, verifyDeployment } from "../../../components";
import { explanationHook } from "../../../components/verify/explanationHook";
import { Engine, type EngineOptions } from "../../support/engine";
import { inputsOf, plan } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const ACCOUNT = "eu-central-1:123456789012";
const definition = (revision: number) => `arn:aws:ecs:${ACCOUNT}:task-definition/shop-test-web:${revision}`;
const service: VerifiedDeploymentArgs = {
    clusterArn: `arn:aws:ecs:${ACCOUNT}:cluster/shop`,
    serviceName: "web-1a2b3c4",
    taskDefinitionArn: definition(8),
    logGroupName: "/ecs/shop/test/web",
};
const deployment = (revision: number) => ({
    status: "PRIMARY",
    taskDefinition: definition(revision),
    desiredCount: 2,
    runningCount: 2,
});
const answers = (getService: object, inspected?: object | (() => never)): EngineOptions["calls"] => ({
    "aws:ecs/getService:getService": () => getService,
    "aws:lambda/getInvocation:getInvocation": () => ({
        result: JSON.stringify(typeof inspected === "function" ? inspected() : inspected),
    }),
});

/** What comes of the check: the revision, or the error that ends the update. */
async function verify(args: VerifiedDeploymentArgs, options: EngineOptions) {
    const engine = await Engine.start(options);
    const parent = new pulumi.ComponentResource("test:index:Parent", "web");
    // Only the SDK's own promise of an Output is rejected when the Output is.
    const checked = verifyDeployment(args, parent) as unknown as { promise(): Promise<string> };
    const outcome = await checked.promise().catch((error: Error) => error);
    return { outcome, calls: engine.calls, parent };
}

const RAN = { deployments: [deployment(8)], events: [] };
const ROLLED_BACK = {
    deployments: [deployment(7)],
    events: [
        { message: "(service web) rolling back to deployment ecs-svc/7." },
        { message: "(service web) (task 1) failed container health checks." },
    ],
};
const OUTCOME =
    "revision shop-test-web:8 was asked for, but shop-test-web:7 runs: ECS has rolled the deployment back, or somebody has deployed beside this program";
const AGAIN = "`pulumi up --refresh` tries this revision again.";

describe("verifyDeployment", () => {
    it("gives the revision when it is the one that runs", async () => {
        const { outcome, calls } = await verify(service, { calls: answers(RAN) });
        assert.equal(outcome, definition(8));
        assert.deepEqual(
            calls.map(({ token, inputs }) => [token, inputs]),
            [
                [
                    "aws:ecs/getService:getService",
                    { clusterArn: `arn:aws:ecs:${ACCOUNT}:cluster/shop`, serviceName: "web-1a2b3c4" },
                ],
            ],
        );
    });

    it("asks nothing in a preview", async () => {
        const { outcome, calls } = await verify(service, { calls: answers(ROLLED_BACK), preview: true });
        assert.deepEqual([outcome, calls], [definition(8), []]);
    });

    it("fails after a rollback, with diagnosis and events", async () => {
        const { outcome, parent } = await verify(service, { calls: answers(ROLLED_BACK) });
        assert.ok(outcome instanceof pulumi.ResourceError, String(outcome));
        assert.deepEqual([outcome.resource, outcome.hideStack], [parent, true]);
        assert.equal(
            outcome.message,
            [
                OUTCOME,
                "Diagnosis:",
                "  The container's own health check fails. Its command must exist in the image; raise startPeriod where the start takes long.",
                "Deployments:",
                "  PRIMARY shop-test-web:7, 2 of 2 tasks run",
                "Events, newest first:",
                "  (service web) rolling back to deployment ecs-svc/7.",
                "  (service web) (task 1) failed container health checks.",
                AGAIN,
            ].join("\n"),
        );
    });

    it("tells reasons and exit codes of stopped tasks by an inspector", async () => {
        const inspected = {
            deployments: [{ ...deployment(7), rolloutState: "COMPLETED" }],
            events: ["(service web) rolling back to deployment ecs-svc/7."],
            stoppedTasks: [
                {
                    taskArn: `arn:aws:ecs:${ACCOUNT}:task/shop/0af1`,
                    taskDefinition: definition(8),
                    stoppedReason: "Essential container in task exited",
                    containers: [{ name: "web", exitCode: 137 }],
                    log: ["Killed"],
                },
            ],
        };
        const { outcome, calls } = await verify(
            { ...service, inspector: { functionName: "inspector" } },
            { calls: answers({}, inspected) },
        );
        assert.match(String(outcome), /Diagnosis:\n {2}The container was killed: out of memory/);
        assert.match(
            String(outcome),
            / {2}0af1 of shop-test-web:8: Essential container in task exited\n {4}web: exit code 137/,
        );
        assert.deepEqual(
            calls.map(({ token, inputs }) => [token, inputs.functionName, JSON.parse(inputs.input)]),
            [
                [
                    "aws:lambda/getInvocation:getInvocation",
                    "inspector",
                    {
                        cluster: `arn:aws:ecs:${ACCOUNT}:cluster/shop`,
                        service: "web-1a2b3c4",
                        taskDefinition: definition(8),
                        logGroupName: "/ecs/shop/test/web",
                    },
                ],
            ],
        );
    });

    it("looks at the deployment that ECS works towards, not at the one that it replaces", async () => {
        const replaced = { ...deployment(7), status: "ACTIVE" };
        const going = { deployments: [replaced, deployment(8)], events: [] };
        assert.equal((await verify(service, { calls: answers(going) })).outcome, definition(8));
    });

    it("takes the revision beside the deployments where a service has none", async () => {
        const external = {
            deployments: [],
            events: [],
            taskDefinition: definition(8),
            desiredCount: 1,
            runningCount: 1,
        };
        assert.equal((await verify(service, { calls: answers(external) })).outcome, definition(8));
    });
});

describe("the explanation of a failed service", () => {
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's mock monitor has no types
    const monitor = () => pulumi.runtime.getMonitor() as any;

    it("is left out where the engine knows no such hooks", async () => {
        await Engine.start();
        assert.deepEqual(
            explanationHook("web", async () => {}),
            {},
        );
    });

    it("runs on a failed update, never retries, and never hides the error by one of its own", async () => {
        await Engine.start();
        monitor().registerErrorHook = (_request: unknown, done: (error: null, answer: object) => void) =>
            done(null, {});
        const seen: unknown[] = [];
        const hook = explanationHook("web", async (inputs, errors) => {
            seen.push([inputs, errors]);
            throw new Error("no rights");
        }).hooks?.onError?.[0];
        const failed = {
            urn: "",
            id: "",
            name: "web",
            type: "",
            errors: ["timeout"],
            newInputs: { name: "web-1a2b3c4" },
        };
        const outcome = await hook?.callback({ ...failed, failedOperation: "update" });
        assert.equal(outcome, false);
        assert.deepEqual(seen, [[{ name: "web-1a2b3c4" }, ["timeout"]]]);
        assert.equal(await hook?.callback({ ...failed, failedOperation: "delete" }), false);
        assert.equal(seen.length, 1);
    });

    it("has a name of its own for each service of one name", async () => {
        await Engine.start();
        monitor().registerErrorHook = (_request: unknown, done: (error: null, answer: object) => void) =>
            done(null, {});
        const names = ["web", "web", "api"].map(
            (name) => explanationHook(name, async () => {}).hooks?.onError?.[0]?.name,
        );
        assert.deepEqual(names, ["web-explanation", "web-explanation-2", "api-explanation"]);
    });
});

describe("DeploymentInspector", () => {
    for (const preview of [false, true]) {
        it(`is a function that only reads, in ${preview ? "a preview" : "an update"}`, async () => {
            const engine = await plan(() => new DeploymentInspector("why", { cluster: clusterRef() }), { preview });
            assert.deepEqual(engine.tree(), [
                "ecs-ec2:index:DeploymentInspector why",
                "ecs-ec2:index:DeploymentInspector$aws:cloudwatch/logGroup:LogGroup why",
                "ecs-ec2:index:DeploymentInspector$aws:iam/role:Role why",
                "ecs-ec2:index:DeploymentInspector$aws:iam/rolePolicy:RolePolicy why",
                "ecs-ec2:index:DeploymentInspector$aws:lambda/function:Function why",
            ]);
        });
    }

    it("has exactly these rights", async () => {
        const engine = await plan(() => new DeploymentInspector("why", { cluster: clusterRef() }));
        const found = inputsOf(engine);
        const cluster = `arn:aws:ecs:${ACCOUNT}:cluster/shop-cluster`;
        assert.equal(found["lambda.Function why"]?.handler, "index.inspect");
        assert.deepEqual(found["iam.RolePolicy why"]?.policy.json.Statement, [
            {
                Effect: "Allow",
                Action: ["ecs:DescribeServices"],
                Resource: `arn:aws:ecs:${ACCOUNT}:service/shop-cluster/*`,
            },
            {
                Effect: "Allow",
                Action: ["ecs:ListTasks"],
                Resource: "*",
                Condition: { ArnEquals: { "ecs:cluster": cluster } },
            },
            { Effect: "Allow", Action: ["ecs:DescribeTasks"], Resource: `arn:aws:ecs:${ACCOUNT}:task/shop-cluster/*` },
            {
                Effect: "Allow",
                Action: ["logs:GetLogEvents"],
                Resource: `arn:aws:logs:${ACCOUNT}:log-group:/ecs/shop/test/*:log-stream:*`,
            },
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `arn:aws:logs:${ACCOUNT}:log-group:/ecs/shop/test/why:*`,
            },
        ]);
        assert.deepEqual(engine.one("ecs-ec2:index:DeploymentInspector").outputs, { functionName: "why-1a2b3c4" });
    });
});
