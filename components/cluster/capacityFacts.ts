import { instanceTypesOf } from "./capacityArgs";
import { capacitiesOf, type EcsClusterArgs } from "./clusterArgs";
import type { CapacityFacts } from "./clusterRef";

/** What tasks may count on, by capacity. A group that is managed elsewhere has a size that nobody here knows. */
export function capacityFactsOf(args: EcsClusterArgs): Record<string, CapacityFacts> {
    const own = Object.entries(capacitiesOf(args)).map(([key, capacity], index) => ({ key, capacity, index }));
    return Object.fromEntries(
        own
            .filter(({ capacity }) => capacity.autoScalingGroupArn === undefined)
            .map(({ key, capacity, index }) => [
                key,
                {
                    instanceTypes: instanceTypesOf(capacity),
                    maxSize: capacity.maxSize ?? 4,
                    reservedMemory: Number(capacity.agentConfig?.ECS_RESERVED_MEMORY ?? 64),
                    eniTrunking: args.eniTrunking ?? false,
                    isDefault: (capacity.weight ?? (index === 0 ? 1 : 0)) > 0 || (capacity.base ?? 0) > 0,
                },
            ]),
    );
}
