import * as ecs from "@pulumi/aws/ecs";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import type { DeploymentFacts } from "./facts";

/** A service, and where to ask about it. All known. */
export interface DeployedService {
    clusterArn: string;
    serviceName: string;
    taskDefinitionArn: string;
    logGroupName?: string | undefined;
    /** Function of a DeploymentInspector. */
    inspector?: string | undefined;
}

/**
 * Asks AWS for a service's deployment with the credentials of the parent's provider: a function of the provider, so that
 * no other credentials and no SDK are needed. Stopped tasks are known only to the inspector; without it, or when it
 * fails, the rest is told.
 */
export async function readDeployment(service: DeployedService, parent: pulumi.Resource): Promise<DeploymentFacts> {
    if (service.inspector === undefined) return describe(service, parent);
    try {
        return await inspect(service, service.inspector, parent);
    } catch (error) {
        void pulumi.log.warn(`the inspector did not answer: ${(error as Error).message}`, parent);
        return describe(service, parent);
    }
}

async function inspect(service: DeployedService, functionName: string, parent: pulumi.Resource) {
    const { clusterArn, serviceName, taskDefinitionArn, logGroupName } = service;
    const input = { cluster: clusterArn, service: serviceName, taskDefinition: taskDefinitionArn, logGroupName };
    const { result } = await lambda.getInvocation({ functionName, input: JSON.stringify(input) }, { parent });
    return JSON.parse(result) as DeploymentFacts;
}

async function describe(service: DeployedService, parent: pulumi.Resource): Promise<DeploymentFacts> {
    const { clusterArn, serviceName } = service;
    const found = await ecs.getService({ clusterArn, serviceName }, { parent });
    // A service without deployments of its own has another deployment controller; its revision stands beside them.
    const deployments = found.deployments ?? [];
    const { taskDefinition, desiredCount, runningCount } = found;
    return {
        deployments:
            deployments.length > 0
                ? deployments.map((each) => ({
                      status: each.status,
                      taskDefinition: each.taskDefinition,
                      desiredCount: each.desiredCount,
                      runningCount: each.runningCount,
                  }))
                : [{ status: "PRIMARY", taskDefinition, desiredCount, runningCount }],
        events: (found.events ?? []).map(({ message }) => message),
        stoppedTasks: [],
    };
}
