import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountOfOptions } from "../account";
import { type ContainerDefinition, canonicalContainers } from "../ecs/containerDefinitions";
import { CpuArchitecture } from "../ecs/instanceTypes";
import { NetworkMode } from "../ecs/networkModes";
import { refuse } from "../errors";
import { containerDefinition } from "./containerDefinition";
import type { ContainerArgs } from "./containers";
import { defined } from "./defined";
import { expand } from "./folders";
import { familyOf, taskProblems } from "./taskProblems";
import { executionRole, roleOfTask } from "./taskRights";
import type { PolicyStatementArgs } from "./taskRoles";
import { type VolumeArgs, volume } from "./volumes";

export { taskProblems } from "./taskProblems";
export type { EfsVolumeConfigurationArgs, VolumeArgs } from "./volumes";

/** What a task is made of, for task definitions and services alike. */
export interface TaskArgs {
    /** One to ten containers. */
    containers: ContainerArgs[];
    /** Network mode. A service infers it; alone the default is bridge. */
    networkMode?: NetworkMode;
    /** CPU units of the whole task, 128 to 196608. Default: the containers' own. */
    cpu?: number;
    /** Memory of the whole task in MiB. Default: the containers' own. */
    memory?: number;
    /** Volumes that containers mount. Default: none. */
    volumes?: VolumeArgs[];
    /** Days that logs are kept, one of the values that CloudWatch Logs takes. Default: 30. */
    logRetentionDays?: number;
    /** What the containers themselves may do in AWS, as an inline policy of the task role. Default: nothing. */
    taskRoleStatements?: PolicyStatementArgs[];
    /** ARNs of further policies of the task role. Default: none. */
    taskRolePolicyArns?: pulumi.Input<string>[];
    /** Whether `aws ecs execute-command` may open a shell; it needs a way out to Systems Manager. Default: false. */
    enableExecuteCommand?: boolean;
    /** ARNs of the KMS keys of secrets that are not encrypted by AWS's own; the execution role may decrypt by them. Default: none. */
    secretKmsKeyArns?: pulumi.Input<string>[];
    /** task, so that its containers see each other's processes; host is refused. Default: each its own. */
    pidMode?: string;
    /** task, so that its containers share memory, or none; host is refused. Default: as the instance's Docker says. */
    ipcMode?: string;
    /**
     * Whether old revisions stay active when a new one replaces them, and all when the stack goes, so that a deployment
     * can be rolled back to them by hand. Default: false.
     */
    skipDestroy?: boolean;
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** A task by itself. */
export interface TaskDefinitionArgs extends TaskArgs {
    /** Architecture of the instances that it runs on: a cluster's `architecture`. Default: X86_64. */
    architecture?: pulumi.Input<CpuArchitecture>;
}

/**
 * A task definition for EC2 capacity: its containers in ECS's canonical form, a log group with retention, awslogs on
 * every container, an execution role that may read exactly the secrets used, and a task role.
 *
 * Its own inputs are the final container definitions, so that policies can judge them in a preview while the child's
 * JSON is still unknown because of an image. Children: `<name>` (task definition, log group), `<name>-execution` and
 * `<name>-task` (roles and their policies).
 */
export class TaskDefinition extends pulumi.ComponentResource {
    /** ARN with revision. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Family, which all revisions share. */
    readonly family: pulumi.Output<string>;
    /** Name of the log group. */
    readonly logGroupName: pulumi.Output<string>;
    /** ARN of the role that the containers act as. */
    readonly taskRoleArn: pulumi.Output<string>;
    /** ARN of the role by which ECS pulls images, writes logs and reads secrets. */
    readonly executionRoleArn: pulumi.Output<string>;

    constructor(name: string, args: TaskDefinitionArgs, opts?: pulumi.ComponentResourceOptions) {
        const account = accountOfOptions(opts);
        const task = taskInputs(name, args, account);
        super("ecs-ec2:index:TaskDefinition", name, task, opts);
        refuse(this, taskProblems(name, args, args.networkMode ?? NetworkMode.Bridge));

        const logGroup = new cloudwatch.LogGroup(
            name,
            { name: logGroupName(name), retentionInDays: args.logRetentionDays ?? 30, tags: args.tags },
            { parent: this },
        );
        this.executionRoleArn = executionRole(name, args, account, this);
        this.taskRoleArn = roleOfTask(name, args, account, this);
        const definition = new ecs.TaskDefinition(
            name,
            {
                ...task,
                containerDefinitions: pulumi
                    .output(task.containerDefinitions)
                    .apply((all) => definitionsJson(all as unknown as ContainerDefinition[], task.networkMode, this)),
                executionRoleArn: this.executionRoleArn,
                taskRoleArn: this.taskRoleArn,
                tags: args.tags,
            },
            // Tasks that cannot write their log do not start.
            { parent: this, dependsOn: [logGroup] },
        );

        this.taskDefinitionArn = definition.arn;
        this.family = definition.family;
        this.logGroupName = logGroup.name;
        this.registerOutputs({
            taskDefinitionArn: this.taskDefinitionArn,
            family: this.family,
            logGroupName: this.logGroupName,
            taskRoleArn: this.taskRoleArn,
            executionRoleArn: this.executionRoleArn,
        });
    }
}

/** Name of a task's log group: people type it, so it is readable, and one for each stack. */
export function logGroupName(name: string): string {
    return `/ecs/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
}

/** The canonical JSON, held back where it is longer than AWS takes: "Amazon ECS service quotas", task definition size. */
function definitionsJson(containers: ContainerDefinition[], networkMode: string, component: TaskDefinition): string {
    const json = JSON.stringify(canonicalContainers(containers, networkMode));
    const size = Buffer.byteLength(json);
    const reason = `make a task definition of ${size} bytes, and AWS takes 65536; put large files into the image or S3`;
    refuse(component, size > 65536 ? [{ propertyPath: "containers", reason }] : []);
    return json;
}

function taskInputs(name: string, args: TaskDefinitionArgs, account: Account) {
    const { containers, volumes } = expand(args.containers, args.volumes ?? []);
    const networkMode = args.networkMode ?? NetworkMode.Bridge;
    const context = { logGroupName: logGroupName(name), region: account.region, networkMode };
    return {
        family: familyOf(name),
        networkMode,
        requiresCompatibilities: ["EC2"],
        runtimePlatform: {
            cpuArchitecture: args.architecture ?? CpuArchitecture.X86_64,
            operatingSystemFamily: "LINUX",
        },
        ...defined({
            cpu: args.cpu?.toString(),
            memory: args.memory?.toString(),
            pidMode: args.pidMode,
            ipcMode: args.ipcMode,
            skipDestroy: args.skipDestroy,
        }),
        volumes: volumes.map(volume),
        containerDefinitions: containers.map((container) => containerDefinition(container, context)),
    };
}
