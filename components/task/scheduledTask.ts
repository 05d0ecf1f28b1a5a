import * as scheduler from "@pulumi/aws/scheduler";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { refuse } from "../errors";
import { shortName } from "../names";
import { logsCommand } from "../service/commands";
import { serviceRole } from "./roles";
import { type ScheduledTaskArgs, scheduledTaskProblems } from "./scheduledTaskArgs";
import { guardedTarget, type Target, taskTarget } from "./scheduleTarget";
import { launchOf } from "./standaloneTask";
import { runsCommand } from "./taskCommands";

/** Longest name of a schedule: EventBridge Scheduler API_CreateSchedule. */
const SCHEDULE_NAME_MAX = 64;
/** Longest that SQS keeps a message, 14 days in seconds: API_SetQueueAttributes. */
const DEAD_LETTERS_KEPT = 14 * 24 * 60 * 60;

/**
 * A task that EventBridge Scheduler starts on EC2 capacity: task definition, schedule, a role that may run every
 * revision of this family on this cluster and nothing else, and a queue of the starts that never succeeded. The Scheduler
 * starts tasks and does not follow them: what a task's exit code was, only its log and CloudWatch know.
 *
 * Children: `<name>` (TaskDefinition, schedule; with awsvpc the security group), `<name>-dead-letters` (queue),
 * `<name>-scheduler` (role), `<name>-egress`, `<name>-to-<service>-<port>`; with skipWhileRunning `<name>-guard`
 * (function, its role, log group and retries).
 */
export class ScheduledTask extends pulumi.ComponentResource {
    /** ARN of the schedule. */
    readonly scheduleArn: pulumi.Output<string>;
    /** ARN of the task definition with its revision. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** ARN of the queue of the starts that never succeeded. */
    readonly deadLetterQueueArn: pulumi.Output<string>;
    /** Name of the log group. */
    readonly logGroupName: pulumi.Output<string>;
    /** Command line that follows the logs. */
    readonly logsCommand: pulumi.Output<string>;
    /** Command line that lists the tasks of this schedule that run. */
    readonly runsCommand: pulumi.Output<string>;

    constructor(name: string, args: ScheduledTaskArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:ScheduledTask", name, {}, opts);
        refuse(this, scheduledTaskProblems(name, args));

        const { region } = accountOf(this);
        const launch = launchOf(name, args, this);
        const deadLetters = deadLetterQueue(name, args, this);
        const target = args.skipWhileRunning
            ? guardedTarget(name, args, launch, deadLetters, this)
            : taskTarget(args, launch, this);
        const schedule = scheduleOf(name, args, target, deadLetters, launch.dependsOn, this);

        this.scheduleArn = schedule.arn;
        this.taskDefinitionArn = launch.task.taskDefinitionArn;
        this.deadLetterQueueArn = pulumi.output(deadLetters);
        this.logGroupName = launch.task.logGroupName;
        this.logsCommand = logsCommand(launch.task.logGroupName, region);
        this.runsCommand = runsCommand(args.cluster.clusterName, launch.task.family, region);
        this.registerOutputs({
            scheduleArn: this.scheduleArn,
            taskDefinitionArn: this.taskDefinitionArn,
            deadLetterQueueArn: this.deadLetterQueueArn,
            logGroupName: this.logGroupName,
            logsCommand: this.logsCommand,
            runsCommand: this.runsCommand,
        });
    }
}

function deadLetterQueue(name: string, args: ScheduledTaskArgs, parent: ScheduledTask): pulumi.Input<string> {
    if (args.deadLetterQueueArn !== undefined) return args.deadLetterQueueArn;
    return new sqs.Queue(
        `${name}-dead-letters`,
        { messageRetentionSeconds: DEAD_LETTERS_KEPT, sqsManagedSseEnabled: true, tags: args.tags },
        { parent },
    ).arn;
}

function scheduleOf(
    name: string,
    args: ScheduledTaskArgs,
    { target, statements }: Target,
    deadLetterQueueArn: pulumi.Input<string>,
    dependsOn: pulumi.Resource[],
    parent: ScheduledTask,
): scheduler.Schedule {
    const roleArn = serviceRole(
        `${name}-scheduler`,
        {
            service: "scheduler.amazonaws.com",
            description: `Schedule of ${name}`,
            statements: [...statements, { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: deadLetterQueueArn }],
            tags: args.tags,
        },
        accountOf(parent),
        parent,
    );
    const window = args.flexibleWindow ?? 0;
    return new scheduler.Schedule(
        shortName(name, SCHEDULE_NAME_MAX),
        {
            description: `Starts ${name}`,
            scheduleExpression: args.schedule,
            scheduleExpressionTimezone: args.timeZone ?? "UTC",
            flexibleTimeWindow: window === 0 ? { mode: "OFF" } : { mode: "FLEXIBLE", maximumWindowInMinutes: window },
            ...(args.startDate === undefined ? {} : { startDate: args.startDate }),
            ...(args.endDate === undefined ? {} : { endDate: args.endDate }),
            state: (args.enabled ?? true) ? "ENABLED" : "DISABLED",
            target: {
                ...target,
                roleArn,
                retryPolicy: {
                    maximumRetryAttempts: args.maximumRetryAttempts ?? 185,
                    maximumEventAgeInSeconds: args.maximumEventAge ?? 3600,
                },
                deadLetterConfig: { arn: deadLetterQueueArn },
            },
        },
        { parent, dependsOn },
    );
}
