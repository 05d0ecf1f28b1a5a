import * as pulumi from "@pulumi/pulumi";

import type { CapacityProviderStrategyItem } from "../cluster/clusterRef";
import { type Launch, PLACEMENT, type StandaloneTaskArgs } from "./standaloneTask";

/** Command line that lists the tasks of a family that run. */
export function runsCommand(
    clusterName: pulumi.Input<string>,
    family: pulumi.Input<string>,
    region: pulumi.Input<string>,
): pulumi.Output<string> {
    return pulumi.interpolate`aws ecs list-tasks --region ${region} --cluster ${clusterName} --family ${family}`;
}

/** Command line that starts the task wherever there is room. */
export function runCommand(
    args: StandaloneTaskArgs,
    launch: Launch,
    region: pulumi.Input<string>,
): pulumi.Output<string> {
    const strategy = pulumi.output(launch.strategy).apply((items) => items.map(strategyItem).join(" "));
    const placement = PLACEMENT.map(({ type, field }) => `type=${type},field=${field}`).join(" ");
    return pulumi.interpolate`aws ecs run-task ${common(args, launch, region)} --count ${args.taskCount ?? 1} --capacity-provider-strategy ${strategy} --placement-strategy ${placement}`;
}

/**
 * Command line that starts the task on one container instance: the one in CONTAINER_INSTANCE, else the first of the
 * cluster. StartTask looks at neither placement nor capacity providers.
 */
export function startCommand(
    args: StandaloneTaskArgs,
    launch: Launch,
    region: pulumi.Input<string>,
): pulumi.Output<string> {
    const first = pulumi.interpolate`$(aws ecs list-container-instances --region ${region} --cluster ${args.cluster.clusterName} --query 'containerInstanceArns[0]' --output text)`;
    return pulumi.interpolate`aws ecs start-task ${common(args, launch, region)} --container-instances "\${CONTAINER_INSTANCE:-${first}}"`;
}

function common(args: StandaloneTaskArgs, launch: Launch, region: pulumi.Input<string>): pulumi.Output<string> {
    const { clusterName } = args.cluster;
    const exec = args.enableExecuteCommand ? " --enable-execute-command" : "";
    const where = pulumi.interpolate`--region ${region} --cluster ${clusterName} --task-definition ${launch.task.taskDefinitionArn} --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION${exec}`;
    if (!launch.network) return where;
    const network = pulumi
        .output(launch.network)
        .apply(
            ({ subnets, securityGroups }) =>
                `awsvpcConfiguration={subnets=[${subnets.join(",")}],securityGroups=[${securityGroups.join(",")}],assignPublicIp=DISABLED}`,
        );
    return pulumi.interpolate`${where} --network-configuration '${network}'`;
}

const strategyItem = ({ capacityProvider, weight, base }: pulumi.Unwrap<CapacityProviderStrategyItem>) =>
    `capacityProvider=${capacityProvider},weight=${weight},base=${base ?? 0}`;
