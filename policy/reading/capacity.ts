import type { Resource } from "../resource";
import * as types from "../types";
import type { Reading } from "./reading";

/** Where a resource that starts tasks says how: its launch type and strategies stand there. */
const LAUNCHES: Record<string, string[]> = {
    [types.SERVICE]: [],
    [types.TASK_SET]: [],
    [types.EVENT_TARGET]: ["ecsTarget"],
    [types.SCHEDULE]: ["target", "ecsParameters"],
    [types.PIPE]: ["targetParameters", "ecsTaskParameters"],
};

export const TASK_STARTERS = Object.keys(LAUNCHES);

/** The part of a resource that starts tasks, or undefined where it starts none. */
export function launchOf(resource: Resource): Reading | undefined {
    const path = LAUNCHES[resource.type];
    const launch = path && resource.props.at(...path);
    return launch && (path.length === 0 || launch.isPresent) ? launch : undefined;
}

/**
 * Places in which a resource names capacity providers. The provider's schema says capacityProviderStrategies where AWS
 * says capacityProviderStrategy.
 */
export function* capacityProvidersOf(resource: Resource): Generator<Reading> {
    if (resource.type === types.CLUSTER_CAPACITY_PROVIDERS) {
        yield* resource.props.at("capacityProviders").items();
        for (const item of resource.props.at("defaultCapacityProviderStrategies").items())
            yield item.at("capacityProvider");
        return;
    }
    const strategies = launchOf(resource)?.at("capacityProviderStrategies").items() ?? [];
    for (const item of strategies) yield item.at("capacityProvider");
}

/** Whether a resource keeps tasks running, and names its cluster as `cluster`. */
export const resourceIsService = ({ type }: Resource): boolean => type === types.SERVICE || type === types.TASK_SET;
