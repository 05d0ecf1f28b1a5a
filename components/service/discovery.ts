import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import type { NamespaceRef } from "../cluster/namespace";
import { DNS_LABEL } from "../ecs/limits";
import { NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { nameProblems, rangeProblems } from "../names";

/** Kind of record that Cloud Map keeps for a task. */
export const RecordType = {
    /** Address by name: what every client can use; in awsvpc mode only. */
    A: "A",
    /** IPv6 address by name; in awsvpc mode, in subnets with IPv6. */
    AAAA: "AAAA",
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
    /** Several kinds at once, such as A and SRV in awsvpc mode. Default: the one of recordType. */
    recordTypes?: RecordType[];
    /** A DNS namespace of Cloud Map other than the cluster's; HTTP namespaces serve serviceConnect only. Default: the cluster's. */
    namespace?: NamespaceRef;
    /** Seconds that clients may keep an answer. Default: 10. */
    ttl?: number;
}

/** What is wrong with the discovery of a service. */
export function* discoveryProblems(service: string, args: DiscoveryArgs, cluster: ClusterRef): Generator<Problem> {
    yield* nameProblems("discovery.name", args.name ?? service, DNS_LABEL);
    yield* rangeProblems("discovery.ttl", args.ttl, { min: 0, max: 2147483647, unit: "seconds" });
    if (!args.namespace && (cluster.namespaceId === undefined || cluster.namespaceName === undefined)) {
        yield {
            propertyPath: "discovery",
            reason: "needs a namespace: the cluster has no namespaceId and namespaceName",
        };
    }
    const { recordTypes } = args;
    if (!recordTypes) return;
    if (args.recordType !== undefined) {
        yield { propertyPath: "discovery.recordTypes", reason: "cannot go with recordType; add that one here" };
    }
    if (recordTypes.length === 0 || new Set(recordTypes).size < recordTypes.length) {
        yield {
            propertyPath: "discovery.recordTypes",
            reason: `must be different ones, got ${recordTypes.join(", ") || "none"}`,
        };
    }
    if (recordTypes.includes(RecordType.AAAA) && !cluster.ipv6) {
        yield { propertyPath: "discovery.recordTypes", reason: "cannot have AAAA: the cluster's subnets have no IPv6" };
    }
}

/** Kinds of record that are asked for by name; none where the network mode decides. */
export const wantedRecords = ({ recordType, recordTypes }: DiscoveryArgs): RecordType[] =>
    recordTypes ?? (recordType === undefined ? [] : [recordType]);

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
    const wanted = wantedRecords(args);
    const inferred = networkMode === NetworkMode.Awsvpc ? RecordType.A : RecordType.SRV;
    const types = wanted.length > 0 ? wanted : [inferred];
    const namespace = args.namespace ?? (cluster as NamespaceRef);
    const registry = new servicediscovery.Service(
        service,
        {
            name,
            dnsConfig: {
                namespaceId: namespace.namespaceId,
                dnsRecords: types.map((type) => ({ type, ttl: args.ttl ?? 10 })),
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
        serviceRegistries: { registryArn: registry.arn, ...(types.includes(RecordType.SRV) ? port : {}) },
        hostName: pulumi.interpolate`${name}.${namespace.namespaceName}`,
    };
}
