import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import type { Problem } from "../errors";

/** A target group of a service, as CloudWatch knows it. */
export interface MonitoredTargetGroupRef {
    /** targetgroup/<name>/<id>, the target group's `arnSuffix`. */
    arnSuffix: pulumi.Input<string>;
    /** app/<name>/<id>, the load balancer's `arnSuffix`. */
    loadBalancerArnSuffix: pulumi.Input<string>;
}

/** A service to watch: an EcsService, or the same outputs by a stack reference. */
export interface MonitoredServiceRef {
    /** Name of the service in its program. Plain: alarms and parts of dashboards are named after it. */
    name: string;
    /** Name in AWS. */
    serviceName: pulumi.Input<string>;
    /** Name of its log group. Default: a dashboard shows no log. */
    logGroupName?: pulumi.Input<string>;
    /** Its target groups. Plain in their number. Default: requests are not watched. */
    targetGroups?: MonitoredTargetGroupRef[];
}

/** Name in AWS of one of the cluster's capacities. */
export function capacityProviderOf(cluster: ClusterRef, capacity: string): pulumi.Output<string> {
    return pulumi.output(cluster.capacityProviders).apply((names) => {
        const found = names[capacity];
        if (found === undefined) {
            const known = Object.keys(names).join(", ");
            throw new Error(`capacities names ${JSON.stringify(capacity)}; the cluster has ${known}`);
        }
        return found;
    });
}

/** What is wrong with names that resources are made by. */
export function* duplicateProblems(path: string, names: string[]): Generator<Problem> {
    for (const [index, name] of names.entries()) {
        if (names.indexOf(name) < index) {
            yield { propertyPath: `${path}[${index}]`, reason: `is there twice: ${name}` };
        }
    }
}
