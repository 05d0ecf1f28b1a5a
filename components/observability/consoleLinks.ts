import * as pulumi from "@pulumi/pulumi";

import type { Account } from "../account";

// "AWS service endpoints" of the consoles of each partition.
const HOSTS: Record<string, string> = {
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
};

function host({ partition, region }: Account): pulumi.Output<string> {
    return pulumi.all([partition, region]).apply(([own, at]) => HOSTS[own] ?? `${at}.console.aws.amazon.com`);
}

/** Page of a dashboard in the console. */
export function dashboardUrl(account: Account, dashboardName: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.interpolate`https://${host(account)}/cloudwatch/home?region=${account.region}#dashboards/dashboard/${dashboardName}`;
}

/** Page of the alarms in the console whose names begin alike. */
export function alarmsUrl(account: Account, prefix: string): pulumi.Output<string> {
    return pulumi.interpolate`https://${host(account)}/cloudwatch/home?region=${account.region}#alarmsV2:?search=${encodeURIComponent(prefix)}`;
}

/** Page of a service in the console. */
export function serviceUrl(
    account: Account,
    clusterName: pulumi.Input<string>,
    serviceName: pulumi.Input<string>,
): pulumi.Output<string> {
    return pulumi.interpolate`https://${host(account)}/ecs/v2/clusters/${clusterName}/services/${serviceName}/health?region=${account.region}`;
}

/**
 * Command line that goes back to the revision before the one that runs. Revisions that a program has replaced are
 * deregistered unless its task definition says otherwise; the next `pulumi up` deploys the program's own again.
 */
export function rollbackCommand(
    service: { clusterName: pulumi.Input<string>; serviceName: pulumi.Input<string> },
    region: pulumi.Input<string>,
): pulumi.Output<string> {
    const { clusterName, serviceName } = service;
    const where = pulumi.interpolate`--region ${region} --cluster ${clusterName}`;
    const family = pulumi.interpolate`$(aws ecs describe-services ${where} --services ${serviceName} --query 'services[0].taskDefinition' --output text | sed 's|.*/||; s|:[0-9]*$||')`;
    const previous = pulumi.interpolate`$(aws ecs list-task-definitions --region ${region} --family-prefix ${family} --sort DESC --query 'taskDefinitionArns[1]' --output text)`;
    return pulumi.interpolate`aws ecs update-service ${where} --service ${serviceName} --task-definition ${previous}`;
}
