import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { DNS_LABEL } from "../ecs/limits";
import { NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { nameProblems, rangeProblems } from "../names";

/** Kind of record that Cloud Map keeps for a task. */
export const RecordType = {
    /** Address by name: what every client can use; in awsvpc mode only. */
    A: "A",
    /** Host and port by name: for clients that look up SRV records. */
    SRV: "SRV",
} as const;
/** Kind of record that Cloud Map keeps for a task. */
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

/** How other tasks find the service by name in the cluster's Cloud Map namespace. */
export interface DiscoveryArgs {
    /** Name in front of the namespace's. A change replaces the record. Default: the service's name. */
    name?: string;
    /** Kind of record. Default: A in awsvpc mode, SRV in bridge and host mode. */
    recordType?: RecordType;
    /** Seconds that clients may keep an answer. Default: 10. */
    ttl?: number;
}

/** What is wrong with the discovery of a service. */
export function* discoveryProblems(service: string, args: DiscoveryArgs, cluster: ClusterRef): Generator<Problem> {
    yield* nameProblems("discovery.name", args.name ?? service, DNS_LABEL);
    yield* rangeProblems("discovery.ttl", args.ttl, { min: 0, max: 2147483647, unit: "seconds" });
    if (cluster.namespaceId === undefined || cluster.namespaceName === undefined) {
        yield {
            propertyPath: "discovery",
            reason: "needs a namespace: the cluster has no namespaceId and namespaceName",
        };
    }
}

/** A Cloud Map service, and what an ECS service says to register its tasks there. */
export interface Discovery {
    serviceRegistries: { registryArn: pulumi.Output<string>; containerName?: string; containerPort?: number };
    /** Name that resolves in the VPC. */
    hostName: pulumi.Output<string>;
}

/** Creates the name of a service in the cluster's namespace. */
export function registerName(
    service: string,
    args: DiscoveryArgs,
    cluster: ClusterRef,
    networkMode: NetworkMode,
    port: { containerName: string; containerPort: number } | undefined,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): Discovery {
    const name = args.name ?? service;
    const type = args.recordType ?? (networkMode === NetworkMode.Awsvpc ? RecordType.A : RecordType.SRV);
    const registry = new servicediscovery.Service(
        service,
        {
            name,
            dnsConfig: {
                namespaceId: cluster.namespaceId as pulumi.Input<string>,
                dnsRecords: [{ type, ttl: args.ttl ?? 10 }],
                routingPolicy: "MULTIVALUE",
            },
            // ECS itself tells Cloud Map which tasks are healthy.
            healthCheckCustomConfig: { failureThreshold: 1 },
            // A task that has not signed off yet must not stop a destroy.
            forceDestroy: true,
            tags,
        },
        // The record type cannot change, and two services of one name cannot be.
        { parent, deleteBeforeReplace: true },
    );
    return {
        serviceRegistries: { registryArn: registry.arn, ...(type === RecordType.SRV ? port : {}) },
        hostName: pulumi.interpolate`${name}.${cluster.namespaceName as pulumi.Input<string>}`,
    };
}
