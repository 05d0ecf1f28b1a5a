import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import type { CapacityProviderStrategyItem } from "./clusterRef";
import type { Ec2Capacity } from "./ec2Capacity";

/** A capacity of a cluster with its place in the default strategy. */
export interface WeightedCapacity {
    key: string;
    weight: number;
    base: number;
    component: Ec2Capacity;
}

/** Names of the capacity providers, known once they are associated. */
export interface Association {
    names: pulumi.Output<Record<string, string>>;
    /** Plain but for the names, so that it can be read in the first preview. */
    strategy: CapacityProviderStrategyItem[];
}

/** The capacity that has the largest part of services which name none. */
export const defaultCapacity = (capacities: WeightedCapacity[]): WeightedCapacity =>
    capacities.reduce((best, capacity) => (capacity.weight > best.weight ? capacity : best));

/**
 * The one association of capacity providers with the cluster: the API replaces the whole list at each call, so nobody
 * else may write it.
 */
export function associate(
    name: string,
    cluster: ecs.Cluster,
    capacities: WeightedCapacity[],
    parent: pulumi.Resource,
): Association {
    const strategy = capacities
        .filter(({ weight, base }) => weight > 0 || base > 0)
        .map(({ weight, base, component }) => ({ capacityProvider: component.capacityProviderName, weight, base }));
    const association = new ecs.ClusterCapacityProviders(
        name,
        {
            clusterName: cluster.name,
            capacityProviders: capacities.map(({ component }) => component.capacityProviderName),
            defaultCapacityProviderStrategies: strategy,
        },
        { parent, customTimeouts: { delete: "20m" } },
    );
    const byKey = Object.fromEntries(capacities.map(({ key, component }) => [key, component.capacityProviderName]));
    // A service that names a provider before it is associated is refused: names carry that dependency.
    return {
        names: pulumi.all([association.id, byKey]).apply(([, names]) => names),
        strategy: strategy.map(({ capacityProvider, ...shares }) => ({
            capacityProvider: pulumi.all([association.id, capacityProvider]).apply(([, providerName]) => providerName),
            ...shares,
        })),
    };
}
