import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { followStatements, runnerFunction } from "../task/runnerFunction";
import type { DeploymentInspectorArgs } from "./deploymentInspectorArgs";

/**
 * A Lambda function that says why tasks of a cluster's services stopped: reasons, exit codes and the last lines of their
 * logs, which the provider itself cannot read. One for each cluster is enough. It reads only: this cluster, and the logs of
 * this stack.
 *
 * Children: `<name>` (function, its role and log group).
 */
export class DeploymentInspector extends pulumi.ComponentResource {
    /** Name of the function. */
    readonly functionName: pulumi.Output<string>;

    constructor(name: string, args: DeploymentInspectorArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:DeploymentInspector", name, {}, opts);
        const account = accountOf(this);
        const { cluster } = args;
        const here = pulumi.interpolate`${account.region}:${account.accountId}`;
        const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
        const services = pulumi.interpolate`arn:${account.partition}:ecs:${here}:service/${cluster.clusterName}/*`;
        const streams = pulumi.interpolate`arn:${account.partition}:logs:${here}:log-group:/ecs/${stack}/*:log-stream:*`;
        const reader = runnerFunction(
            name,
            {
                handler: "inspect",
                description: "Says why tasks stopped",
                timeout: 60,
                statements: [
                    { Effect: "Allow", Action: ["ecs:DescribeServices"], Resource: services },
                    ...followStatements(cluster, account),
                    { Effect: "Allow", Action: ["logs:GetLogEvents"], Resource: streams },
                ],
                tags: args.tags,
            },
            account,
            this,
        );
        this.functionName = reader.name;
        this.registerOutputs({ functionName: this.functionName });
    }
}
