import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountOfOptions } from "../account";
import { type ContainerDefinition, canonicalContainers } from "../ecs/containerDefinitions";
import { CpuArchitecture } from "../ecs/instanceTypes";
import { ECS_NAME, LOG_RETENTION_DAYS, TASK_CPU } from "../ecs/limits";
import { NetworkMode } from "../ecs/networkModes";
import { type Problem, refuse } from "../errors";
import { nameProblems, rangeProblems } from "../names";
import { containerDefinition } from "./containerDefinition";
import { containersProblems } from "./containerProblems";
import type { ContainerArgs } from "./containers";
import { defined } from "./defined";
import { EXEC_STATEMENT, type PolicyStatementArgs, secretStatements, taskRole } from "./taskRoles";

/** An EFS file system as a volume, encrypted on its way; an EfsVolume's outputs fit. */
export interface EfsVolumeConfigurationArgs {
    /** Id of the file system. */
    fileSystemId: pulumi.Input<string>;
    /** Id of the access point, which decides folder and user; the task role then gets the right to mount. */
    accessPointId?: pulumi.Input<string>;
    /** Folder of the file system, without an access point. Default: its root. */
    rootDirectory?: pulumi.Input<string>;
}

/** A volume that containers of the task mount by name. */
export interface VolumeArgs {
    /** Name that mount points use. */
    name: string;
    /** EFS file system, which outlives the task and its instance. Default: an empty folder for the task's life. */
    efs?: EfsVolumeConfigurationArgs;
    /** Folder of the instance. What is in it stays behind there. Default: none. */
    hostPath?: string;
}

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
                    .apply((all) =>
                        JSON.stringify(canonicalContainers(all as unknown as ContainerDefinition[], task.networkMode)),
                    ),
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

const familyOf = (name: string) => `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;

function taskInputs(name: string, args: TaskDefinitionArgs, account: Account) {
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
        ...defined({ cpu: args.cpu?.toString(), memory: args.memory?.toString() }),
        volumes: (args.volumes ?? []).map(volume),
        containerDefinitions: args.containers.map((container) => containerDefinition(container, context)),
    };
}

function volume({ name, hostPath, efs }: VolumeArgs) {
    if (!efs) return { name, ...defined({ hostPath }) };
    return {
        name,
        efsVolumeConfiguration: {
            fileSystemId: efs.fileSystemId,
            transitEncryption: "ENABLED",
            ...(efs.accessPointId === undefined
                ? defined({ rootDirectory: efs.rootDirectory })
                : { authorizationConfig: { accessPointId: efs.accessPointId, iam: "ENABLED" } }),
        },
    };
}

/** What is wrong with a task in a network mode. */
export function* taskProblems(name: string, args: TaskArgs, networkMode: NetworkMode): Generator<Problem> {
    yield* nameProblems("name", familyOf(name), ECS_NAME);
    yield* rangeProblems("cpu", args.cpu, { ...TASK_CPU, unit: "CPU units" });
    yield* rangeProblems("memory", args.memory, { min: 6, unit: "MiB" });
    if (args.logRetentionDays !== undefined && !LOG_RETENTION_DAYS.includes(args.logRetentionDays)) {
        yield {
            propertyPath: "logRetentionDays",
            reason: `must be one of ${LOG_RETENTION_DAYS.join(", ")} days, got ${args.logRetentionDays}`,
        };
    }
    const volumes = args.volumes ?? [];
    for (const [index, { name: own, hostPath, efs }] of volumes.entries()) {
        if (volumes.findIndex((other) => other.name === own) < index) {
            yield { propertyPath: `volumes[${index}].name`, reason: `is the name of another volume: ${own}` };
        }
        if (efs && hostPath !== undefined) {
            yield {
                propertyPath: `volumes[${index}].hostPath`,
                reason: "cannot go with efs; a volume is one or the other",
            };
        }
        if (efs?.accessPointId !== undefined && efs.rootDirectory !== undefined) {
            yield {
                propertyPath: `volumes[${index}].efs.rootDirectory`,
                reason: "cannot go with accessPointId, which has a folder of its own",
            };
        }
    }
    yield* containersProblems(args.containers, {
        networkMode,
        volumes: volumes.map(({ name: own }) => own),
        ...defined({ cpu: args.cpu, memory: args.memory, enableExecuteCommand: args.enableExecuteCommand }),
    });
}

function executionRole(name: string, args: TaskArgs, account: Account, parent: TaskDefinition): pulumi.Output<string> {
    const references = args.containers.flatMap(({ secrets, logConfiguration }) => [
        ...Object.values(secrets ?? {}),
        ...Object.values(logConfiguration?.secretOptions ?? {}),
    ]);
    const policy = "service-role/AmazonECSTaskExecutionRolePolicy";
    return taskRole(
        `${name}-execution`,
        `ECS agent for tasks of ${name}`,
        {
            statements: secretStatements(references),
            policyArns: [pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}`],
            tags: args.tags,
        },
        account,
        parent,
    );
}

function roleOfTask(name: string, args: TaskArgs, account: Account, parent: TaskDefinition): pulumi.Output<string> {
    const mounts = (args.volumes ?? []).flatMap(({ efs }) => (efs?.accessPointId === undefined ? [] : [efs]));
    const statements = [
        ...(args.taskRoleStatements ?? []),
        ...(args.enableExecuteCommand ? [EXEC_STATEMENT] : []),
        ...mounts.map(({ fileSystemId }) => ({
            actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            resources: [
                pulumi.interpolate`arn:${account.partition}:elasticfilesystem:${account.region}:${account.accountId}:file-system/${fileSystemId}`,
            ],
        })),
    ];
    return taskRole(
        `${name}-task`,
        `Containers of ${name}`,
        { statements, policyArns: args.taskRolePolicyArns ?? [], tags: args.tags },
        account,
        parent,
    );
}
