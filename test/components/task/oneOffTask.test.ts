import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, OneOffTask, type OneOffTaskArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { dependenciesOf, inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef, serviceRef } from "../../support/refs";

const migrate: ContainerArgs = { name: "migrate", image: "api@sha256:1", memory: 128, command: ["migrate"] };
const task = (args: Partial<OneOffTaskArgs> = {}, options?: EngineOptions) =>
    plan(() => new OneOffTask("migrate", { cluster: clusterRef(), containers: [migrate], ...args }), options);
const outputsOf = async (args: Partial<OneOffTaskArgs>) =>
    (await task(args)).one("ecs-ec2:index:OneOffTask").outputs ?? {};

describe("OneOffTask", () => {
    for (const preview of [false, true]) {
        it(`makes a task definition and no more by default in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await task({}, { preview })).tree(), [
                "ecs-ec2:index:OneOffTask migrate",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition migrate",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition$aws:cloudwatch/logGroup:LogGroup migrate",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition$aws:ecs/taskDefinition:TaskDefinition migrate",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition$aws:iam/role:Role migrate-execution",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition$aws:iam/role:Role migrate-task",
                "ecs-ec2:index:OneOffTask$ecs-ec2:index:TaskDefinition$aws:iam/rolePolicyAttachment:RolePolicyAttachment migrate-execution",
            ]);
        });

        it(`runs it by a function when asked to, in ${preview ? "a preview" : "an update"}`, async () => {
            const engine = await task(
                { runOnUpdate: true, networkMode: "awsvpc", connectsTo: [serviceRef()] },
                { preview },
            );
            assert.deepEqual(
                engine.tree().filter((line) => !line.includes("TaskDefinition")),
                [
                    "ecs-ec2:index:OneOffTask migrate",
                    "ecs-ec2:index:OneOffTask$aws:cloudwatch/logGroup:LogGroup migrate-runner",
                    "ecs-ec2:index:OneOffTask$aws:ec2/securityGroup:SecurityGroup migrate",
                    "ecs-ec2:index:OneOffTask$aws:iam/role:Role migrate-runner",
                    "ecs-ec2:index:OneOffTask$aws:iam/rolePolicy:RolePolicy migrate-runner",
                    "ecs-ec2:index:OneOffTask$aws:lambda/function:Function migrate-runner",
                    "ecs-ec2:index:OneOffTask$aws:lambda/invocation:Invocation migrate",
                    "ecs-ec2:index:OneOffTask$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule migrate-egress",
                    "ecs-ec2:index:OneOffTask$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule migrate-to-db-5432",
                ],
            );
        });
    }

    it("gives the function exactly the rights to run this task and to see its end", async () => {
        const found = inputsOf(await task({ runOnUpdate: true }));
        const account = "eu-central-1:123456789012";
        assert.deepEqual(found["iam.RolePolicy migrate-runner"]?.policy.json.Statement, [
            {
                Effect: "Allow",
                Action: ["ecs:RunTask"],
                Resource: `arn:aws:ecs:${account}:task-definition/shop-test-migrate:*`,
                Condition: { ArnEquals: { "ecs:cluster": `arn:aws:ecs:${account}:cluster/shop-cluster` } },
            },
            {
                Effect: "Allow",
                Action: ["ecs:TagResource"],
                Resource: `arn:aws:ecs:${account}:task/shop-cluster/*`,
                Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
            },
            {
                Effect: "Allow",
                Action: ["iam:PassRole"],
                Resource: [
                    "arn:aws:iam::123456789012:role/migrate-execution-1a2b3c4",
                    "arn:aws:iam::123456789012:role/migrate-task-1a2b3c4",
                ],
                Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
            },
            {
                Effect: "Allow",
                Action: ["ecs:ListTasks"],
                Resource: "*",
                Condition: { ArnEquals: { "ecs:cluster": `arn:aws:ecs:${account}:cluster/shop-cluster` } },
            },
            {
                Effect: "Allow",
                Action: ["ecs:DescribeTasks"],
                Resource: `arn:aws:ecs:${account}:task/shop-cluster/*`,
            },
            {
                Effect: "Allow",
                Action: ["logs:GetLogEvents"],
                Resource: `arn:aws:logs:${account}:log-group:/ecs/shop/test/migrate:log-stream:*`,
            },
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `arn:aws:logs:${account}:log-group:/ecs/shop/test/migrate-runner:*`,
            },
        ]);
        const { code, ...rest } = found["lambda.Function migrate-runner"] ?? {};
        assert.deepEqual(rest, {
            description: "Runs migrate in an update",
            handler: "index.run",
            loggingConfig: { logFormat: "Text", logGroup: "/ecs/shop/test/migrate-runner" },
            memorySize: 256,
            role: "arn:aws:iam::123456789012:role/migrate-runner-1a2b3c4",
            runtime: "nodejs22.x",
            timeout: 660,
        });
    });

    const inputOf = async (args: Partial<OneOffTaskArgs>) =>
        inputsOf(await task({ runOnUpdate: true, ...args }))["lambda.Invocation migrate"];

    it("tells the function what to run in bridge mode, without a network configuration", async () => {
        assert.deepEqual(await inputOf({ timeout: 60, triggers: { schema: "7" } }), {
            functionName: "migrate-runner-1a2b3c4",
            input: {
                json: {
                    task: {
                        cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-cluster",
                        taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-test-migrate:1",
                        count: 1,
                        capacityProviderStrategy: [{ capacityProvider: "cp-main", weight: 1, base: 0 }],
                        placementStrategy: [
                            { type: "spread", field: "attribute:ecs.availability-zone" },
                            { type: "binpack", field: "memory" },
                        ],
                        enableECSManagedTags: true,
                        propagateTags: "TASK_DEFINITION",
                        enableExecuteCommand: false,
                    },
                    essential: ["migrate"],
                    logGroupName: "/ecs/shop/test/migrate",
                    timeout: 60,
                },
            },
            triggers: { schema: "7" },
        });
    });

    it("tells the function the network in awsvpc mode, and which containers must succeed", async () => {
        const proxy: ContainerArgs = { name: "proxy", image: "proxy@sha256:1", memory: 64, essential: false };
        const found = await inputOf({ networkMode: "awsvpc", containers: [migrate, proxy], taskCount: 2 });
        assert.deepEqual(found?.input.json.task.networkConfiguration, {
            awsvpcConfiguration: {
                subnets: ["subnet-a", "subnet-b"],
                securityGroups: ["sg-migrate"],
                assignPublicIp: "DISABLED",
            },
        });
        assert.deepEqual([found?.input.json.essential, found?.input.json.task.count], [["migrate"], 2]);
    });

    it("runs after the rules that let it in, and after its roles have their rights", async () => {
        const found = dependenciesOf(
            await task({ runOnUpdate: true, networkMode: "awsvpc", connectsTo: [serviceRef()] }),
        );
        assert.deepEqual(found["lambda.Invocation migrate"], [
            "cloudwatch.LogGroup migrate",
            "ec2.SecurityGroup migrate",
            "ecs.TaskDefinition migrate",
            "lambda.Function migrate-runner",
            "vpc.SecurityGroupEgressRule migrate-egress",
            "vpc.SecurityGroupIngressRule migrate-to-db-5432",
        ]);
        assert.deepEqual(found["lambda.Function migrate-runner"], [
            "cloudwatch.LogGroup migrate-runner",
            "iam.Role migrate-runner",
            "iam.RolePolicy migrate-runner",
        ]);
    });

    it("makes what depends on it wait for its success: a service is not touched before", async () => {
        const engine = await plan(() => {
            const cluster = clusterRef();
            const run = new OneOffTask("migrate", { cluster, containers: [migrate], runOnUpdate: true });
            new EcsService("api", { cluster, containers: [{ ...migrate, name: "api" }] }, { dependsOn: [run] });
        });
        const { urn } = engine.one("aws:lambda/invocation:Invocation");
        assert.ok(engine.needs(engine.one("aws:ecs/service:Service")).has(urn), "the service is made without it");
        assert.ok(engine.needs(engine.one("aws:ecs/taskDefinition:TaskDefinition", "api")).has(urn));
    });

    it("tells its containers where the services are that it connects to", async () => {
        const db = serviceRef({ hostName: "db.shop.internal" });
        const found = inputsOf(await task({ connectsTo: [db], connectionVariables: { db: "DB" } }));
        const [container] = found["ecs.TaskDefinition migrate"]?.containerDefinitions.json ?? [];
        assert.deepEqual(container.environment, [
            { name: "AWS_REGION", value: "eu-central-1" },
            { name: "DB_HOST", value: "db.shop.internal" },
            { name: "DB_PORT", value: "5432" },
        ]);
    });

    const definition = "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-test-migrate:1";
    const common = `--region eu-central-1 --cluster shop-cluster --task-definition ${definition} --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION`;
    const placement =
        "--count 1 --capacity-provider-strategy capacityProvider=cp-main,weight=1,base=0 --placement-strategy type=spread,field=attribute:ecs.availability-zone type=binpack,field=memory";
    const first =
        "$(aws ecs list-container-instances --region eu-central-1 --cluster shop-cluster --query 'containerInstanceArns[0]' --output text)";
    const network =
        "--network-configuration 'awsvpcConfiguration={subnets=[subnet-a,subnet-b],securityGroups=[sg-migrate],assignPublicIp=DISABLED}'";
    for (const mode of ["bridge", "host", "none", "awsvpc"] as const) {
        it(`gives whole commands in ${mode} mode: RunTask anywhere, StartTask on a chosen instance (seed 003)`, async () => {
            const { runCommand, startCommand, logsCommand } = await outputsOf({ networkMode: mode });
            const where = mode === "awsvpc" ? `${common} ${network}` : common;
            assert.equal(runCommand, `aws ecs run-task ${where} ${placement}`);
            assert.equal(
                startCommand,
                `aws ecs start-task ${where} --container-instances "\${CONTAINER_INSTANCE:-${first}}"`,
            );
            assert.equal(logsCommand, "aws logs tail /ecs/shop/test/migrate --follow --region eu-central-1");
        });
    }

    it("starts it with ECS Exec where that is on", async () => {
        const { runCommand } = await outputsOf({ enableExecuteCommand: true });
        assert.equal(runCommand, `aws ecs run-task ${common} --enable-execute-command ${placement}`);
    });

    const refusals: Refusals<Partial<OneOffTaskArgs>> = [
        [
            "too many tasks and too little time",
            { taskCount: 11, timeout: 10, runOnUpdate: true },
            [
                ["taskCount", "must be a whole number, 1 to 10 tasks, got 11"],
                ["timeout", "must be a whole number, 30 to 840 seconds, got 10"],
            ],
        ],
        [
            "what only a run in an update has",
            { triggers: { a: "1" }, timeout: 60 },
            [
                ["triggers", "has no effect without runOnUpdate: true; leave it out"],
                ["timeout", "has no effect without runOnUpdate: true; leave it out"],
            ],
        ],
        [
            "a variable of a service that it does not connect to",
            { connectionVariables: { db: "DB" } },
            [["connectionVariables.db", "must be a service of connectsTo (none)"]],
        ],
        [
            "a volume that only services get",
            { volumes: [{ name: "data", ebs: { size: 10 } }] },
            [["volumes[0].ebs", "is for services: EventBridge Scheduler cannot ask for a volume. Use efs"]],
        ],
        [
            "connections without a network",
            { networkMode: "none", connectsTo: [serviceRef()] },
            [["connectsTo", 'needs a network; networkMode is "none"']],
        ],
        [
            "seven capacities, which the Scheduler does not take",
            { capacityProviderStrategy: Array.from({ length: 7 }, () => ({ capacity: "main" })) },
            [["capacityProviderStrategy", "must be 1 to 6 items for a task that no service runs, got 7"]],
        ],
    ];
    refusalTests(
        refusals,
        (args) => new OneOffTask("migrate", { cluster: clusterRef(), containers: [migrate], ...args }),
    );

    it("refuses egress in awsvpc mode, as services do", async () => {
        const make = () =>
            new OneOffTask("migrate", {
                cluster: clusterRef(),
                containers: [migrate],
                networkMode: "awsvpc",
                egress: true,
            });
        await assert.rejects(plan(make), /egress: cannot be true in awsvpc mode/);
    });
});
