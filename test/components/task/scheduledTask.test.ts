import { strict as assert } from "node:assert";

import { type ContainerArgs, ScheduledTask, type ScheduledTaskArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { dependenciesOf, difference, inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef, serviceRef } from "../../support/refs";

const report: ContainerArgs = { name: "report", image: "api@sha256:1", memory: 128 };
const base = (): ScheduledTaskArgs => ({
    cluster: clusterRef(),
    containers: [report],
    schedule: "cron(0 3 * * ? *)",
});
const task = (args: Partial<ScheduledTaskArgs> = {}, options?: EngineOptions) =>
    plan(() => new ScheduledTask("report", { ...base(), ...args }), options);
const ACCOUNT = "eu-central-1:123456789012";
const QUEUE = `arn:aws:sqs:${ACCOUNT}:report-dead-letters-1a2b3c4`;
const CLUSTER = `arn:aws:ecs:${ACCOUNT}:cluster/shop-cluster`;

describe("ScheduledTask", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await task({}, { preview })).tree(), [
                "ecs-ec2:index:ScheduledTask report",
                "ecs-ec2:index:ScheduledTask$aws:iam/role:Role report-scheduler",
                "ecs-ec2:index:ScheduledTask$aws:iam/rolePolicy:RolePolicy report-scheduler",
                "ecs-ec2:index:ScheduledTask$aws:scheduler/schedule:Schedule report",
                "ecs-ec2:index:ScheduledTask$aws:sqs/queue:Queue report-dead-letters",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition report",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition$aws:cloudwatch/logGroup:LogGroup report",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition$aws:ecs/taskDefinition:TaskDefinition report",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition$aws:iam/role:Role report-execution",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition$aws:iam/role:Role report-task",
                "ecs-ec2:index:ScheduledTask$ecs-ec2:index:TaskDefinition$aws:iam/rolePolicyAttachment:RolePolicyAttachment report-execution",
            ]);
        });

        it(`has these more when it must not overlap, in ${preview ? "a preview" : "an update"}`, async () => {
            const plain = (await task({}, { preview })).tree();
            const guarded = (await task({ skipWhileRunning: true }, { preview })).tree();
            assert.deepEqual(
                guarded.filter((line) => !plain.includes(line)),
                [
                    "ecs-ec2:index:ScheduledTask$aws:cloudwatch/logGroup:LogGroup report-guard",
                    "ecs-ec2:index:ScheduledTask$aws:iam/role:Role report-guard",
                    "ecs-ec2:index:ScheduledTask$aws:iam/rolePolicy:RolePolicy report-guard",
                    "ecs-ec2:index:ScheduledTask$aws:lambda/function:Function report-guard",
                    "ecs-ec2:index:ScheduledTask$aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig report-guard",
                ],
            );
        });
    }

    it("gives the schedule exactly these inputs", async () => {
        const found = inputsOf(await task());
        assert.deepEqual(found["scheduler.Schedule report"], {
            description: "Starts report",
            flexibleTimeWindow: { mode: "OFF" },
            scheduleExpression: "cron(0 3 * * ? *)",
            scheduleExpressionTimezone: "UTC",
            state: "ENABLED",
            target: {
                arn: CLUSTER,
                deadLetterConfig: { arn: QUEUE },
                ecsParameters: {
                    capacityProviderStrategies: [{ base: 0, capacityProvider: "cp-main", weight: 1 }],
                    enableEcsManagedTags: true,
                    enableExecuteCommand: false,
                    placementStrategies: [
                        { field: "attribute:ecs.availability-zone", type: "spread" },
                        { field: "memory", type: "binpack" },
                    ],
                    propagateTags: "TASK_DEFINITION",
                    taskCount: 1,
                    taskDefinitionArn: `arn:aws:ecs:${ACCOUNT}:task-definition/shop-test-report:1`,
                },
                retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
                roleArn: "arn:aws:iam::123456789012:role/report-scheduler-1a2b3c4",
            },
        });
        assert.deepEqual(found["sqs.Queue report-dead-letters"], {
            messageRetentionSeconds: 1209600,
            sqsManagedSseEnabled: true,
        });
    });

    it("lets the Scheduler run every revision of this family on this cluster, and nothing else", async () => {
        const found = inputsOf(await task());
        assert.deepEqual(found["iam.Role report-scheduler"]?.assumeRolePolicy.json.Statement, [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "scheduler.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            },
        ]);
        assert.deepEqual(found["iam.RolePolicy report-scheduler"]?.policy.json.Statement, [
            {
                Effect: "Allow",
                Action: ["ecs:RunTask"],
                Resource: `arn:aws:ecs:${ACCOUNT}:task-definition/shop-test-report:*`,
                Condition: { ArnEquals: { "ecs:cluster": CLUSTER } },
            },
            {
                Effect: "Allow",
                Action: ["ecs:TagResource"],
                Resource: `arn:aws:ecs:${ACCOUNT}:task/shop-cluster/*`,
                Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
            },
            {
                Effect: "Allow",
                Action: ["iam:PassRole"],
                Resource: [
                    "arn:aws:iam::123456789012:role/report-execution-1a2b3c4",
                    "arn:aws:iam::123456789012:role/report-task-1a2b3c4",
                ],
                Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
            },
            { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: QUEUE },
        ]);
    });

    it("starts nothing before the rights, the rules that let it in and the services are there", async () => {
        const found = dependenciesOf(await task({ networkMode: "awsvpc", connectsTo: [serviceRef()] }));
        assert.deepEqual(found["scheduler.Schedule report"], [
            "ec2.SecurityGroup report",
            "ecs.TaskDefinition report",
            "iam.Role report-scheduler",
            "iam.RolePolicy report-scheduler",
            "sqs.Queue report-dead-letters",
            "vpc.SecurityGroupEgressRule report-egress",
            "vpc.SecurityGroupIngressRule report-to-db-5432",
        ]);
    });

    // biome-ignore lint/suspicious/noExplicitAny: inputs of any resource
    const schedule = async (args: Partial<ScheduledTaskArgs>): Promise<Record<string, any>> =>
        inputsOf(await task(args))["scheduler.Schedule report"] ?? {};

    for (const mode of ["bridge", "host", "none"] as const) {
        it(`says nothing of the network in ${mode} mode, where AWS refuses it`, async () => {
            const { target } = await schedule({ networkMode: mode });
            assert.equal(target.ecsParameters.networkConfiguration, undefined);
        });
    }

    it("runs in a security group of its own in awsvpc mode, without a public address", async () => {
        const { target } = await schedule({ networkMode: "awsvpc" });
        assert.deepEqual(target.ecsParameters.networkConfiguration, {
            assignPublicIp: false,
            securityGroups: ["sg-report"],
            subnets: ["subnet-a", "subnet-b"],
        });
    });

    const rows: [string, Partial<ScheduledTaskArgs>, object][] = [
        ["rate", { schedule: "rate(15 minutes)" }, { scheduleExpression: "rate(15 minutes)" }],
        ["at", { schedule: "at(2030-01-31T03:00:00)" }, { scheduleExpression: "at(2030-01-31T03:00:00)" }],
        ["timeZone", { timeZone: "Europe/Berlin" }, { scheduleExpressionTimezone: "Europe/Berlin" }],
        [
            "flexibleWindow",
            { flexibleWindow: 15 },
            { flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 15 } },
        ],
        [
            "startDate and endDate",
            { startDate: "2030-01-01T00:00:00Z", endDate: "2030-12-31T00:00:00Z" },
            { startDate: "2030-01-01T00:00:00Z", endDate: "2030-12-31T00:00:00Z" },
        ],
        ["enabled", { enabled: false }, { state: "DISABLED" }],
    ];
    for (const [what, args, expected] of rows) {
        it(`takes ${what}`, async () =>
            assert.deepEqual(difference(await task(), await task(args)), { "scheduler.Schedule report": expected }));
    }

    it("takes retries, count, capacity and exec", async () => {
        const { target } = await schedule({
            maximumRetryAttempts: 0,
            maximumEventAge: 60,
            taskCount: 3,
            capacityProviderStrategy: [{ capacity: "large", base: 1 }],
            enableExecuteCommand: true,
        });
        assert.deepEqual(target.retryPolicy, { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 });
        const { taskCount, capacityProviderStrategies, enableExecuteCommand } = target.ecsParameters;
        assert.deepEqual(
            [taskCount, capacityProviderStrategies, enableExecuteCommand],
            [3, [{ base: 1, capacityProvider: "cp-large", weight: 1 }], true],
        );
    });

    it("takes a queue that is there, and makes none then", async () => {
        const engine = await task({ deadLetterQueueArn: "arn:aws:sqs:eu-central-1:123456789012:dead" });
        assert.deepEqual(engine.all("aws:sqs/queue:Queue"), []);
        const found = inputsOf(engine);
        const own = "arn:aws:sqs:eu-central-1:123456789012:dead";
        assert.equal(found["scheduler.Schedule report"]?.target.deadLetterConfig.arn, own);
        assert.equal(found["iam.RolePolicy report-scheduler"]?.policy.json.Statement.at(-1).Resource, own);
    });

    it("calls a function that looks for a running task when it must not overlap", async () => {
        const found = inputsOf(await task({ skipWhileRunning: true, networkMode: "awsvpc", maximumRetryAttempts: 1 }));
        const { arn, input, ecsParameters } = found["scheduler.Schedule report"]?.target ?? {};
        assert.equal(arn, `arn:aws:lambda:${ACCOUNT}:function:report-guard-1a2b3c4`);
        assert.equal(ecsParameters, undefined);
        assert.equal(input.json.family, "shop-test-report");
        assert.equal(input.json.task.taskDefinition, `arn:aws:ecs:${ACCOUNT}:task-definition/shop-test-report:1`);
        assert.equal(input.json.task.networkConfiguration.awsvpcConfiguration.assignPublicIp, "DISABLED");
        assert.deepEqual(found["iam.RolePolicy report-scheduler"]?.policy.json.Statement, [
            { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: arn },
            { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: QUEUE },
        ]);
        assert.deepEqual(found["lambda.FunctionEventInvokeConfig report-guard"], {
            destinationConfig: { onFailure: { destination: QUEUE } },
            functionName: "report-guard-1a2b3c4",
            maximumEventAgeInSeconds: 3600,
            maximumRetryAttempts: 1,
        });
        const actions = found["iam.RolePolicy report-guard"]?.policy.json.Statement.flatMap(
            ({ Action }: { Action: string[] }) => Action,
        );
        assert.deepEqual(actions, [
            "ecs:RunTask",
            "ecs:TagResource",
            "iam:PassRole",
            "ecs:ListTasks",
            "ecs:DescribeTasks",
            "sqs:SendMessage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ]);
    });

    it("registers what one needs to look after it", async () => {
        assert.deepEqual((await task()).one("ecs-ec2:index:ScheduledTask").outputs, {
            scheduleArn: `arn:aws:scheduler:${ACCOUNT}:schedule/default/report-1a2b3c4`,
            taskDefinitionArn: `arn:aws:ecs:${ACCOUNT}:task-definition/shop-test-report:1`,
            deadLetterQueueArn: QUEUE,
            logGroupName: "/ecs/shop/test/report",
            logsCommand: "aws logs tail /ecs/shop/test/report --follow --region eu-central-1",
            runsCommand: "aws ecs list-tasks --region eu-central-1 --cluster shop-cluster --family shop-test-report",
        });
    });

    const bad = (schedule: string): [string, string] => [
        "schedule",
        `must be cron(…) of six fields, rate(<number> minutes, hours or days) or at(yyyy-mm-ddThh:mm:ss), got "${schedule}"`,
    ];
    const twoDays = (schedule: string): [string, string] => [
        "schedule",
        `must have ? in one of day of month (third field) and day of week (fifth field), got "${schedule}"`,
    ];
    const refusals: Refusals<Partial<ScheduledTaskArgs>> = [
        ["a crontab line", { schedule: "0 3 * * *" }, [bad("0 3 * * *")]],
        ["a cron of five fields", { schedule: "cron(0 3 * * *)" }, [bad("cron(0 3 * * *)")]],
        ["a rate of nothing", { schedule: "rate(0 minutes)" }, [bad("rate(0 minutes)")]],
        ["a rate of seconds", { schedule: "rate(30 seconds)" }, [bad("rate(30 seconds)")]],
        ["a moment with a zone", { schedule: "at(2030-01-31T03:00:00Z)" }, [bad("at(2030-01-31T03:00:00Z)")]],
        ["both days", { schedule: "cron(0 3 1 * MON *)" }, [twoDays("cron(0 3 1 * MON *)")]],
        ["neither day", { schedule: "cron(0 3 ? * ? *)" }, [twoDays("cron(0 3 ? * ? *)")]],
        [
            "an unknown time zone",
            { timeZone: "Berlin" },
            [["timeZone", 'must be a name of the IANA time zone database such as Europe/Berlin, got "Berlin"']],
        ],
        [
            "numbers out of bounds",
            { flexibleWindow: 1441, maximumRetryAttempts: 186, maximumEventAge: 59, taskCount: 0 },
            [
                ["taskCount", "must be a whole number, 1 to 10 tasks, got 0"],
                ["flexibleWindow", "must be a whole number, 0 to 1440 minutes, got 1441"],
                ["maximumRetryAttempts", "must be a whole number, 0 to 185, got 186"],
                ["maximumEventAge", "must be a whole number, 60 to 86400 seconds, got 59"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new ScheduledTask("report", { ...base(), ...args }));
});
