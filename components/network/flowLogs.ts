import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { accountOf, trustPolicy } from "../account";
import type { FlowLogsArgs } from "./flowLogsArgs";

/** Writes the VPC's connections to a log group: "Publish flow logs to CloudWatch Logs" in the VPC guide. */
export function flowLogs(
    name: string,
    args: FlowLogsArgs,
    vpcId: pulumi.Input<string>,
    tags: Record<string, pulumi.Input<string>>,
    parent: pulumi.Resource,
): void {
    const logGroup = new cloudwatch.LogGroup(
        `${name}-flows`,
        {
            name: `/vpc/${pulumi.getProject()}/${pulumi.getStack()}/${name}/flows`,
            retentionInDays: args.logRetentionDays ?? 30,
            tags,
        },
        { parent },
    );
    const role = new iam.Role(
        `${name}-flows`,
        {
            description: `Flow logs of ${name}`,
            assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com", accountOf(parent)),
            tags,
        },
        { parent },
    );
    const rights = new iam.RolePolicy(
        `${name}-flows`,
        {
            role: role.name,
            policy: pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                        Resource: pulumi.interpolate`${logGroup.arn}:*`,
                    },
                    { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
                ],
            }),
        },
        { parent },
    );
    new ec2.FlowLog(
        `${name}-flows`,
        {
            vpcId,
            trafficType: args.trafficType ?? "ALL",
            logDestinationType: "cloud-watch-logs",
            logDestination: logGroup.arn,
            iamRoleArn: role.arn,
            tags,
        },
        { parent, dependsOn: [rights] },
    );
}
