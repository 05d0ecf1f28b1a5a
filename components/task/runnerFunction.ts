import { join } from "node:path";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import type { Account } from "../account";
import { shortName } from "../names";
import { type Statement, serviceRole } from "./roles";

/** Longest name of a Lambda function: API_CreateFunction. */
const FUNCTION_NAME_MAX = 64;

/**
 * A Lambda function that calls ECS from inside the account. Rights, code and log are its own; nothing but this component
 * invokes it. Its name is known once it may do its work.
 */
export function runnerFunction(
    name: string,
    args: {
        /** Exported function of runner/index.mjs. */
        handler: string;
        description: string;
        /** Seconds, up to 900. */
        timeout: number;
        statements: Statement[];
        tags?: Record<string, pulumi.Input<string>> | undefined;
    },
    account: Account,
    parent: pulumi.Resource,
): lambda.Function {
    const logGroup = new cloudwatch.LogGroup(
        name,
        {
            name: `/ecs/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
            retentionInDays: 30,
            tags: args.tags,
        },
        { parent },
    );
    const role = serviceRole(
        name,
        {
            service: "lambda.amazonaws.com",
            description: args.description,
            statements: [
                ...args.statements,
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: pulumi.interpolate`${logGroup.arn}:*`,
                },
            ],
            tags: args.tags,
        },
        account,
        parent,
    );
    const file = (path: string) => new pulumi.asset.FileAsset(join(__dirname, "runner", path));
    return new lambda.Function(
        shortName(name, FUNCTION_NAME_MAX),
        {
            description: args.description,
            runtime: "nodejs22.x",
            handler: `index.${args.handler}`,
            code: new pulumi.asset.AssetArchive({ "index.mjs": file("index.mjs"), "tasks.mjs": file("tasks.mjs") }),
            role,
            timeout: args.timeout,
            memorySize: 256,
            loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
            tags: args.tags,
        },
        { parent },
    );
}

/** Rights to follow tasks of one cluster. */
export function followStatements(
    cluster: { clusterArn: pulumi.Input<string>; clusterName: pulumi.Input<string> },
    account: Account,
): Statement[] {
    const tasks = pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.accountId}:task/${cluster.clusterName}/*`;
    return [
        {
            // ListTasks names no task, so that only the cluster can bound it.
            Effect: "Allow",
            Action: ["ecs:ListTasks"],
            Resource: "*",
            Condition: { ArnEquals: { "ecs:cluster": cluster.clusterArn } },
        },
        { Effect: "Allow", Action: ["ecs:DescribeTasks"], Resource: tasks },
    ];
}
