import * as pulumi from "@pulumi/pulumi";

import type { Account } from "../account";
import type { TaskArgs } from "./taskDefinition";
import { EXEC_STATEMENT, environmentFileStatements, secretStatements, taskRole } from "./taskRoles";

/** The role by which ECS starts the task: it pulls the images, writes the logs, and reads exactly what is named. */
export function executionRole(
    name: string,
    args: TaskArgs,
    account: Account,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const references = args.containers.flatMap(({ secrets, logConfiguration, imageCredentials }) => [
        ...Object.values(secrets ?? {}),
        ...Object.values(logConfiguration?.secretOptions ?? {}),
        ...(imageCredentials === undefined ? [] : [imageCredentials]),
    ]);
    const files = args.containers.flatMap(({ environmentFiles }) => environmentFiles ?? []);
    const keys = args.secretKmsKeyArns ?? [];
    const policy = "service-role/AmazonECSTaskExecutionRolePolicy";
    return taskRole(
        `${name}-execution`,
        `ECS agent for tasks of ${name}`,
        {
            statements: [
                ...secretStatements(references),
                ...(keys.length > 0 ? [{ actions: ["kms:Decrypt"], resources: keys }] : []),
                ...environmentFileStatements(files),
            ],
            policyArns: [pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}`],
            tags: args.tags,
        },
        account,
        parent,
    );
}

/** The role that the containers act as. */
export function roleOfTask(
    name: string,
    args: TaskArgs,
    account: Account,
    parent: pulumi.Resource,
): pulumi.Output<string> {
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
