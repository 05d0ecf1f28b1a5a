import type * as pulumi from "@pulumi/pulumi";

import { type Launch, PLACEMENT, type StandaloneTaskArgs } from "./standaloneTask";

/** What a call of RunTask says, in the words of API_RunTask. */
export function runTaskInput(args: StandaloneTaskArgs, launch: Launch): Record<string, pulumi.Input<unknown>> {
    return {
        cluster: args.cluster.clusterArn,
        taskDefinition: launch.task.taskDefinitionArn,
        count: args.taskCount ?? 1,
        capacityProviderStrategy: launch.strategy,
        placementStrategy: PLACEMENT,
        enableECSManagedTags: true,
        propagateTags: "TASK_DEFINITION",
        enableExecuteCommand: args.enableExecuteCommand ?? false,
        ...(launch.network ? { networkConfiguration: { awsvpcConfiguration: awsvpc(launch.network) } } : {}),
    };
}

// AWS refuses public addresses for tasks on EC2.
const awsvpc = (network: NonNullable<Launch["network"]>) => ({ ...network, assignPublicIp: "DISABLED" });
