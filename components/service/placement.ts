import type { Problem } from "../errors";

/** Where a service's tasks go first. */
export interface PlacementStrategyArgs {
    /** spread, binpack or random. */
    type: string;
    /** What spread spreads over (instanceId, or attribute:ecs.availability-zone), or what binpack fills (cpu, memory). */
    field?: string;
}

/** Which instances a service's tasks may run on. */
export interface PlacementConstraintArgs {
    /** distinctInstance, or memberOf with an expression. */
    type: string;
    /** Expression of the cluster query language, such as attribute:ecs.instance-type =~ m7.*, up to 2000 characters. */
    expression?: string;
}

/** What of a service's arguments is about placement. */
interface Placement {
    placementStrategies?: PlacementStrategyArgs[];
    placementConstraints?: PlacementConstraintArgs[];
    availabilityZoneRebalancing?: boolean;
    daemon?: boolean;
}

const ZONE = "attribute:ecs.availability-zone";
const DEFAULT: PlacementStrategyArgs[] = [
    { type: "spread", field: ZONE },
    { type: "binpack", field: "memory" },
];

/** The placement of a service in AWS's words. A daemon runs on each instance, so that there is nothing to choose. */
export function placementOf(args: Placement, maximumPercent: number) {
    const strategies = args.placementStrategies ?? DEFAULT;
    const constraints = args.placementConstraints ?? [];
    const rebalances = args.availabilityZoneRebalancing ?? canRebalance(args, maximumPercent);
    return {
        // AWS refuses zone rebalancing where no further task may be started: API_CreateService.
        availabilityZoneRebalancing: rebalances ? "ENABLED" : "DISABLED",
        ...(args.daemon ? {} : { orderedPlacementStrategies: strategies }),
        ...(constraints.length > 0 ? { placementConstraints: constraints } : {}),
    };
}

/** "Balancing an Amazon ECS service across Availability Zones", considerations; a daemon never has more than 100 percent. */
function canRebalance({ placementStrategies, placementConstraints }: Placement, maximumPercent: number): boolean {
    const [first] = placementStrategies ?? DEFAULT;
    const byZone = first === undefined || (first.type === "spread" && first.field === ZONE);
    const pinned = (placementConstraints ?? []).some(({ expression }) => expression?.includes("availability-zone"));
    return maximumPercent > 100 && byZone && !pinned;
}

/** What is wrong with the placement of a service: API_PlacementStrategy, API_PlacementConstraint. */
export function* placementProblems(args: Placement, maximumPercent: number): Generator<Problem> {
    const { placementStrategies: strategies = [], placementConstraints: constraints = [] } = args;
    if (args.daemon && args.placementStrategies) {
        yield { propertyPath: "placementStrategies", reason: "cannot go with daemon, which runs on each instance" };
    }
    if (strategies.length > 5) {
        yield { propertyPath: "placementStrategies", reason: `must be up to 5, got ${strategies.length}` };
    }
    for (const [index, strategy] of strategies.entries())
        yield* strategyProblems(`placementStrategies[${index}]`, strategy);
    if (constraints.length > 10) {
        yield { propertyPath: "placementConstraints", reason: `must be up to 10, got ${constraints.length}` };
    }
    for (const [index, { type, expression }] of constraints.entries()) {
        const path = `placementConstraints[${index}]`;
        if (type !== "distinctInstance" && type !== "memberOf") {
            yield {
                propertyPath: `${path}.type`,
                reason: `must be distinctInstance or memberOf, got ${JSON.stringify(type)}`,
            };
        } else if ((type === "memberOf") !== (expression !== undefined)) {
            const reason = type === "memberOf" ? "is missing: memberOf needs one" : "cannot go with distinctInstance";
            yield { propertyPath: `${path}.expression`, reason };
        }
        if (expression !== undefined && expression.length > 2000) {
            yield {
                propertyPath: `${path}.expression`,
                reason: `must be up to 2000 characters, got ${expression.length}`,
            };
        }
    }
    if (args.availabilityZoneRebalancing && !canRebalance(args, maximumPercent)) {
        const reason =
            "needs maximumPercent above 100 and spread over attribute:ecs.availability-zone as the first strategy, and goes " +
            "with neither daemon nor a constraint on zones";
        yield { propertyPath: "availabilityZoneRebalancing", reason };
    }
}

function* strategyProblems(path: string, { type, field }: PlacementStrategyArgs): Generator<Problem> {
    const got = JSON.stringify(field);
    if (type === "binpack" && !["cpu", "memory"].includes(field ?? "")) {
        yield { propertyPath: `${path}.field`, reason: `must be cpu or memory for binpack, got ${got}` };
    } else if (type === "spread" && !/^(instanceId|host|attribute:.+)$/.test(field ?? "")) {
        yield {
            propertyPath: `${path}.field`,
            reason: `must be instanceId, host or attribute:<name> for spread, got ${got}`,
        };
    } else if (type === "random" && field !== undefined) {
        yield { propertyPath: `${path}.field`, reason: "cannot go with random" };
    } else if (!["spread", "binpack", "random"].includes(type)) {
        yield {
            propertyPath: `${path}.type`,
            reason: `must be spread, binpack or random, got ${JSON.stringify(type)}`,
        };
    }
}
