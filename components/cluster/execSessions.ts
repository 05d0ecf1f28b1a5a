import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import type { ExecSessionsArgs } from "./clusterArgs";

/** A record of sessions, and what the cluster says of it. */
export interface ExecSessions {
    logGroupArn: pulumi.Output<string>;
    configuration: ecs.ClusterArgs["configuration"];
}

/** Creates the log group of ECS Exec sessions: "Logging and auditing using ECS Exec". */
export function recordSessions(
    name: string,
    args: ExecSessionsArgs,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): ExecSessions {
    const logGroup = new cloudwatch.LogGroup(
        `${name}-exec`,
        {
            name: `/ecs/${pulumi.getProject()}/${pulumi.getStack()}/${name}/exec`,
            retentionInDays: args.logRetentionDays ?? 90,
            ...(args.kmsKeyArn === undefined ? {} : { kmsKeyId: args.kmsKeyArn }),
            tags,
        },
        { parent },
    );
    return {
        logGroupArn: logGroup.arn,
        configuration: {
            executeCommandConfiguration: {
                logging: "OVERRIDE",
                ...(args.kmsKeyArn === undefined ? {} : { kmsKeyId: args.kmsKeyArn }),
                logConfiguration: {
                    cloudWatchLogGroupName: logGroup.name,
                    cloudWatchEncryptionEnabled: args.kmsKeyArn !== undefined,
                },
            },
        },
    };
}
