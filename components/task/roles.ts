import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { type Account, trustPolicy } from "../account";
import type { ClusterRef } from "../cluster/clusterRef";
import type { TaskDefinition } from "../service/taskDefinition";

/** An allowing statement of an IAM policy document. */
export interface Statement {
    Effect: "Allow";
    Action: string[];
    Resource: pulumi.Input<string> | pulumi.Input<string>[];
    Condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

/** A role that one AWS service takes in this account; its ARN is known once it has its rights. */
export function serviceRole(
    name: string,
    args: {
        service: string;
        description: string;
        statements: Statement[];
        tags?: Record<string, pulumi.Input<string>> | undefined;
    },
    account: Account,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const { service, description, statements, tags } = args;
    const role = new iam.Role(name, { description, assumeRolePolicy: trustPolicy(service, account), tags }, { parent });
    const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
    const rights = new iam.RolePolicy(name, { role: role.name, policy }, { parent });
    return pulumi.all([role.arn, rights.id]).apply(([arn]) => arn);
}

/**
 * Rights to start one task on one cluster: every revision of its family, since a schedule and a deployment may differ by
 * one; its two roles, and no other. "Amazon ECS EventBridge IAM Role",
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html
 */
export function runTaskStatements(task: TaskDefinition, cluster: ClusterRef, account: Account): Statement[] {
    const ecs = pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.accountId}`;
    return [
        {
            Effect: "Allow",
            Action: ["ecs:RunTask"],
            Resource: pulumi.interpolate`${ecs}:task-definition/${task.family}:*`,
            Condition: { ArnEquals: { "ecs:cluster": cluster.clusterArn } },
        },
        {
            // Tags that go from the task definition to the task.
            Effect: "Allow",
            Action: ["ecs:TagResource"],
            Resource: pulumi.interpolate`${ecs}:task/${cluster.clusterName}/*`,
            Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        },
        {
            Effect: "Allow",
            Action: ["iam:PassRole"],
            Resource: [task.executionRoleArn, task.taskRoleArn],
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
    ];
}
