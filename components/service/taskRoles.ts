import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { type Account, trustPolicy } from "../account";
import type { ClusterRef } from "../cluster/clusterRef";

/** What a role may do, on what. */
export interface PolicyStatementArgs {
    /** Actions, such as s3:GetObject. */
    actions: pulumi.Input<string>[];
    /** ARNs of the resources. */
    resources: pulumi.Input<string>[];
}

/** An IAM policy document of allowing statements; one that names no resource allows nothing and is left out. */
export function policyDocument(statements: PolicyStatementArgs[]): pulumi.Output<string> {
    return pulumi.output(statements).apply((all) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: all
                .filter(({ resources }) => resources.length > 0)
                .map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
        }),
    );
}

/** What a role of a task is made of. */
interface RoleArgs {
    statements: PolicyStatementArgs[];
    policyArns: pulumi.Input<string>[];
    tags?: Record<string, pulumi.Input<string>> | undefined;
}

/** A role that ECS tasks of this account take; its ARN is known once the role has its rights. */
export function taskRole(
    name: string,
    description: string,
    { statements, policyArns, tags }: RoleArgs,
    account: Account,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const role = new iam.Role(
        name,
        { description, assumeRolePolicy: trustPolicy("ecs-tasks.amazonaws.com", account), tags },
        { parent },
    );
    const attached: pulumi.Output<string>[] = policyArns.map(
        (policyArn, index) =>
            new iam.RolePolicyAttachment(
                index === 0 ? name : `${name}-${index + 1}`,
                { role: role.name, policyArn },
                { parent },
            ).id,
    );
    if (statements.length > 0) {
        attached.push(new iam.RolePolicy(name, { role: role.name, policy: policyDocument(statements) }, { parent }).id);
    }
    return pulumi.all([role.arn, ...attached]).apply(([arn]) => arn as string);
}

/**
 * Statements that let the execution role read exactly these secrets. A reference to one key of a JSON secret ends in
 * `:key::`, which is no part of the secret's ARN: "Pass sensitive data to an Amazon ECS container".
 */
export function secretStatements(references: pulumi.Input<string>[]): PolicyStatementArgs[] {
    if (references.length === 0) return [];
    const arns = pulumi.all(references).apply((all) => [...new Set(all.map(secretArn))].sort());
    const of = (service: string) => arns.apply((all) => all.filter((arn) => arn.split(":")[2] === service));
    return [
        { action: "secretsmanager:GetSecretValue", service: "secretsmanager" },
        { action: "ssm:GetParameters", service: "ssm" },
    ].map(({ action, service }) => ({
        actions: [action],
        resources: of(service) as unknown as pulumi.Input<string>[],
    }));
}

/** The ARN in a reference to a secret: Secrets Manager ARNs have seven parts, what follows chooses within the secret. */
export function secretArn(reference: string): string {
    const parts = reference.split(":");
    return parts[2] === "secretsmanager" ? parts.slice(0, 7).join(":") : reference;
}

/** Statements for files of environment variables: "Pass environment variables to an Amazon ECS container". */
export function environmentFileStatements(files: pulumi.Input<string>[]): PolicyStatementArgs[] {
    if (files.length === 0) return [];
    const buckets = files.map((file) => pulumi.output(file).apply((arn) => arn.split("/")[0] as string));
    return [
        { actions: ["s3:GetObject"], resources: files },
        { actions: ["s3:GetBucketLocation"], resources: buckets },
    ];
}

/** Rights of the SSM agent that ECS Exec starts beside a container: "Using ECS Exec", task role permissions. */
export const EXEC_STATEMENT: PolicyStatementArgs = {
    actions: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    resources: ["*"],
};

/** What the agent needs beside where the cluster records the sessions or encrypts them. */
export function sessionStatements(cluster: ClusterRef): PolicyStatementArgs[] {
    const { execLogGroupArn, execKmsKeyArn } = cluster;
    return [
        ...(execLogGroupArn === undefined
            ? []
            : [
                  { actions: ["logs:DescribeLogGroups"], resources: ["*"] },
                  {
                      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                      resources: [pulumi.interpolate`${execLogGroupArn}:*`],
                  },
              ]),
        ...(execKmsKeyArn === undefined ? [] : [{ actions: ["kms:Decrypt"], resources: [execKmsKeyArn] }]),
    ];
}
