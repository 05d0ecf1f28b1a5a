import * as lambda from "@pulumi/aws/lambda";
import type * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { runTaskStatements, type Statement } from "./roles";
import { followStatements, runnerFunction } from "./runnerFunction";
import { runTaskInput } from "./runTaskInput";
import type { ScheduledTaskArgs } from "./scheduledTaskArgs";
import { type Launch, PLACEMENT } from "./standaloneTask";

type ScheduleTarget = Extract<scheduler.ScheduleArgs["target"], { roleArn: unknown }>;

/** What a schedule calls, and the rights that this takes. */
export interface Target {
    target: Pick<ScheduleTarget, "arn" | "input" | "ecsParameters">;
    statements: Statement[];
}

/** The schedule runs the task itself: one target of EventBridge Scheduler, nothing in between. */
export function taskTarget(args: ScheduledTaskArgs, launch: Launch, parent: pulumi.Resource): Target {
    return {
        target: {
            arn: args.cluster.clusterArn,
            ecsParameters: {
                taskDefinitionArn: launch.task.taskDefinitionArn,
                taskCount: args.taskCount ?? 1,
                capacityProviderStrategies: launch.strategy,
                placementStrategies: PLACEMENT,
                enableEcsManagedTags: true,
                propagateTags: "TASK_DEFINITION",
                enableExecuteCommand: args.enableExecuteCommand ?? false,
                // AWS refuses public addresses for tasks on EC2.
                ...(launch.network ? { networkConfiguration: { ...launch.network, assignPublicIp: false } } : {}),
            },
        },
        statements: runTaskStatements(launch.task, args.cluster, accountOf(parent)),
    };
}

// Limits of asynchronous invocation: API_PutFunctionEventInvokeConfig.
const MOST_RETRIES = 2;
const OLDEST_EVENT = 21600;

/**
 * The schedule calls a function that looks for a running task of the family first. The Scheduler hands over and is done,
 * so retries and dead letters are those of the function's asynchronous invocation.
 */
export function guardedTarget(
    name: string,
    args: ScheduledTaskArgs,
    launch: Launch,
    deadLetterQueueArn: pulumi.Input<string>,
    parent: pulumi.Resource,
): Target {
    const account = accountOf(parent);
    const guard = runnerFunction(
        `${name}-guard`,
        {
            handler: "start",
            description: `Starts ${name} unless it runs`,
            timeout: 60,
            statements: [
                ...runTaskStatements(launch.task, args.cluster, account),
                ...followStatements(args.cluster, account),
                { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: deadLetterQueueArn },
            ],
            tags: args.tags,
        },
        account,
        parent,
    );
    const retries = new lambda.FunctionEventInvokeConfig(
        `${name}-guard`,
        {
            functionName: guard.name,
            maximumRetryAttempts: Math.min(args.maximumRetryAttempts ?? MOST_RETRIES, MOST_RETRIES),
            maximumEventAgeInSeconds: Math.min(args.maximumEventAge ?? 3600, OLDEST_EVENT),
            destinationConfig: { onFailure: { destination: deadLetterQueueArn } },
        },
        { parent },
    );
    const input = pulumi.jsonStringify({ task: runTaskInput(args, launch), family: launch.task.family });
    return {
        // A start before there are retries could be lost.
        target: { arn: pulumi.all([guard.arn, retries.id]).apply(([arn]) => arn), input },
        statements: [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: guard.arn }],
    };
}
