import * as pulumi from "@pulumi/pulumi";

import { explanationHook } from "./explanationHook";
import { revisionOf } from "./facts";
import { type DeployedService, readDeployment } from "./readDeployment";
import { describeFailure } from "./report";

/** A function that reads stopped tasks: a DeploymentInspector, or its output by a stack reference. */
export interface DeploymentInspectorRef {
    /** Name of the function. */
    functionName: pulumi.Input<string>;
}

/** A service and the revision that it shall run. */
export interface VerifiedDeploymentArgs {
    /** ARN of the cluster. */
    clusterArn: pulumi.Input<string>;
    /** Name of the service in AWS, an output of the ECS service, so that it is looked at after the deployment. */
    serviceName: pulumi.Input<string>;
    /** ARN of the task definition that was asked for, with its revision. */
    taskDefinitionArn: pulumi.Input<string>;
    /** Log group of its containers, whose last lines the inspector reads. Default: no log lines. */
    logGroupName?: pulumi.Input<string>;
    /** Reads reasons and exit codes of stopped tasks. Default: events and deployments only. */
    inspector?: DeploymentInspectorRef;
}

/**
 * The revision that a service runs, once the update has asked AWS. The update fails with a diagnosis when it is not the
 * one that was asked for: ECS calls a service steady that its circuit breaker has rolled back. A preview asks nothing.
 */
export function verifyDeployment(args: VerifiedDeploymentArgs, parent: pulumi.Resource): pulumi.Output<string> {
    return known(args).apply(async (service) => {
        const requested = service.taskDefinitionArn;
        if (pulumi.runtime.isDryRun()) return requested;
        const facts = await readDeployment(service, parent);
        if (revisionOf(facts) === requested) return requested;
        const again = "`pulumi up --refresh` tries this revision again.";
        throw new pulumi.ResourceError(`${describeFailure(requested, facts)}\n${again}`, parent, /* hideStack */ true);
    });
}

/**
 * Option for the ECS service that explains why its creation or update failed, beside the provider's own error, which is
 * a time-out or one line. Empty where the engine knows no error hooks.
 */
export function explainFailure(
    name: string,
    args: Omit<VerifiedDeploymentArgs, "serviceName">,
    parent: pulumi.Resource,
): Pick<pulumi.CustomResourceOptions, "hooks"> {
    return explanationHook(name, async (inputs, errors) => {
        // Input of the failed operation: an auto-named service has its name there, and nowhere else yet.
        const service = await promiseOf(known({ ...args, serviceName: String(inputs.name) }));
        const facts = await readDeployment(service, parent);
        await pulumi.log.error(describeFailure(service.taskDefinitionArn, facts, errors), parent);
    });
}

function known(args: VerifiedDeploymentArgs): pulumi.Output<DeployedService> {
    const { clusterArn, serviceName, taskDefinitionArn, logGroupName, inspector } = args;
    return pulumi
        .all([clusterArn, serviceName, taskDefinitionArn, logGroupName, inspector?.functionName])
        .apply(([cluster, service, taskDefinition, logGroup, functionName]) => ({
            clusterArn: cluster,
            serviceName: service,
            taskDefinitionArn: taskDefinition,
            logGroupName: logGroup,
            inspector: functionName,
        }));
}

const promiseOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
