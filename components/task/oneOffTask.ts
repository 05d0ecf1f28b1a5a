import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { refuse } from "../errors";
import { logsCommand } from "../service/commands";
import { type OneOffTaskArgs, oneOffTaskProblems, timeoutOf } from "./oneOffTaskArgs";
import { runTaskStatements } from "./roles";
import { followStatements, runnerFunction } from "./runnerFunction";
import { runTaskInput } from "./runTaskInput";
import { type Launch, launchOf } from "./standaloneTask";
import { runCommand, startCommand } from "./taskCommands";

/**
 * A task on EC2 capacity that no service keeps alive, such as a migration: to run by hand with one of its commands, or in
 * an update, before what depends on it. `new EcsService("api", …, { dependsOn: [migration] })` is not touched unless the
 * migration has succeeded.
 *
 * Children: `<name>` (TaskDefinition; with awsvpc the security group), `<name>-egress`, `<name>-to-<service>-<port>`; with
 * runOnUpdate `<name>` (invocation) and `<name>-runner` (Lambda function that runs the task, its role and log group).
 */
export class OneOffTask extends pulumi.ComponentResource {
    /** ARN of the task definition with its revision. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Name of the log group. */
    readonly logGroupName: pulumi.Output<string>;
    /** Command line that starts it wherever there is room. */
    readonly runCommand: pulumi.Output<string>;
    /**
     * Command line that starts it on a chosen instance: the container instance in the variable CONTAINER_INSTANCE, else
     * the first of the cluster.
     */
    readonly startCommand: pulumi.Output<string>;
    /** Command line that follows the logs. */
    readonly logsCommand: pulumi.Output<string>;

    constructor(name: string, args: OneOffTaskArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:OneOffTask", name, {}, opts);
        refuse(this, oneOffTaskProblems(name, args));

        const { region } = accountOf(this);
        const launch = launchOf(name, args, this);
        if (args.runOnUpdate) runInUpdate(name, args, launch, this);

        this.taskDefinitionArn = launch.task.taskDefinitionArn;
        this.logGroupName = launch.task.logGroupName;
        this.runCommand = runCommand(args, launch, region);
        this.startCommand = startCommand(args, launch, region);
        this.logsCommand = logsCommand(launch.task.logGroupName, region);
        this.registerOutputs({
            taskDefinitionArn: this.taskDefinitionArn,
            logGroupName: this.logGroupName,
            runCommand: this.runCommand,
            startCommand: this.startCommand,
            logsCommand: this.logsCommand,
        });
    }
}

/** Runs the task by a function in the account: docs/decisions/001-tasks-and-checks-in-an-update.md says why. */
function runInUpdate(name: string, args: OneOffTaskArgs, launch: Launch, parent: OneOffTask): void {
    const account = accountOf(parent);
    const { task, dependsOn } = launch;
    const logs = pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.accountId}:log-group:${task.logGroupName}`;
    const runner = runnerFunction(
        `${name}-runner`,
        {
            handler: "run",
            description: `Runs ${name} in an update`,
            timeout: timeoutOf(args) + 60,
            statements: [
                ...runTaskStatements(task, args.cluster, account),
                ...followStatements(args.cluster, account),
                { Effect: "Allow", Action: ["logs:GetLogEvents"], Resource: pulumi.interpolate`${logs}:log-stream:*` },
            ],
            tags: args.tags,
        },
        account,
        parent,
    );
    const essential = args.containers.filter((container) => container.essential ?? true);
    new lambda.Invocation(
        name,
        {
            functionName: runner.name,
            input: pulumi.jsonStringify({
                task: runTaskInput(args, launch),
                essential: essential.map((container) => container.name),
                logGroupName: task.logGroupName,
                timeout: timeoutOf(args),
            }),
            ...(args.triggers ? { triggers: args.triggers } : {}),
        },
        { parent, dependsOn, customTimeouts: { create: "20m" } },
    );
}
