import * as pulumi from "@pulumi/pulumi";

import type { CapacityProviderStrategyItem, ClusterRef } from "../cluster/clusterRef";
import type { CpuArchitecture } from "../ecs/instanceTypes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";

/** One of the cluster's capacities, and its share of the service's tasks. */
export interface ServiceCapacityArgs {
    /** Name of the capacity in the cluster's `capacities`. */
    capacity: string;
    /** Share of the tasks beyond every base, 0 to 1000. Default: 1. */
    weight?: number;
    /** Number of tasks that run here at least, 0 to 100000; one item may have it. Default: 0. */
    base?: number;
}

/** What is wrong with the strategy of a service: API_CapacityProviderStrategyItem. */
export function* capacityStrategyProblems(strategy: ServiceCapacityArgs[] | undefined): Generator<Problem> {
    if (strategy === undefined) return;
    if (strategy.length === 0 || strategy.length > 20) {
        yield { propertyPath: "capacityProviderStrategy", reason: `must be 1 to 20 items, got ${strategy.length}` };
    }
    for (const [index, { weight, base }] of strategy.entries()) {
        const path = `capacityProviderStrategy[${index}]`;
        yield* rangeProblems(`${path}.weight`, weight, { min: 0, max: 1000 });
        yield* rangeProblems(`${path}.base`, base, { min: 0, max: 100000, unit: "tasks" });
    }
    if (strategy.length > 0 && strategy.every(({ weight }) => weight === 0)) {
        yield {
            propertyPath: "capacityProviderStrategy",
            reason: "must give one item a weight of 1 or more, got only 0",
        };
    }
    if (strategy.filter(({ base }) => (base ?? 0) > 0).length > 1) {
        yield { propertyPath: "capacityProviderStrategy", reason: "may give a base to one item only" };
    }
}

/** The strategy in AWS's words, and the architecture of the instances that it leads to. */
export function capacityOf(
    cluster: ClusterRef,
    strategy: ServiceCapacityArgs[] | undefined,
): {
    strategy: pulumi.Input<pulumi.Input<CapacityProviderStrategyItem>[]>;
    architecture: pulumi.Output<CpuArchitecture>;
} {
    if (strategy === undefined) {
        return {
            strategy: cluster.defaultCapacityProviderStrategy,
            architecture: pulumi.output(cluster.architecture),
        };
    }
    const names = pulumi.output(cluster.capacityProviders);
    return {
        // Only the names wait for AWS: what policies and people want to know of a strategy stands in the first preview.
        strategy: strategy.map(({ capacity, weight, base }) => ({
            capacityProvider: names.apply((all) => known(all, capacity)),
            weight: weight ?? 1,
            base: base ?? 0,
        })),
        architecture: pulumi.output(cluster.architectures).apply((architectures) => {
            const all = new Set(strategy.map(({ capacity }) => known(architectures, capacity)));
            if (all.size > 1) {
                throw new Error(
                    `capacityProviderStrategy mixes architectures (${[...all].join(", ")}); an image runs on one`,
                );
            }
            return [...all][0] as CpuArchitecture;
        }),
    };
}

function known<T>(byName: Record<string, T>, capacity: string): T {
    const found = byName[capacity];
    if (found === undefined) {
        const names = Object.keys(byName).join(", ");
        throw new Error(`capacityProviderStrategy names ${JSON.stringify(capacity)}; the cluster has ${names}`);
    }
    return found;
}
