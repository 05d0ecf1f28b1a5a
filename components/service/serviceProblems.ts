import { NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { autoScalingProblems } from "./autoScaling";
import { capacityStrategyProblems } from "./capacityStrategy";
import { connectionVariablesProblems } from "./connectionVariables";
import { deploymentBounds, deploymentProblems } from "./deployment";
import { strategyProblems } from "./deploymentStrategy";
import { desiredCount } from "./desiredCount";
import { discoveryProblems } from "./discovery";
import type { EcsServiceArgs } from "./ecsService";
import { networkProblems } from "./networking";
import { networkRouteProblems } from "./networkRouteArgs";
import { placementProblems } from "./placement";
import { preflightProblems } from "./preflight";
import { portOf } from "./routeArgs";
import { routeProblems } from "./routeProblems";
import { versionProblems } from "./secretVersions";
import { serviceConnectProblems } from "./serviceConnect";
import { taskProblems } from "./taskDefinition";

/** What is wrong with a service. */
export function* serviceProblems(
    name: string,
    args: EcsServiceArgs,
    wishes: Parameters<typeof networkProblems>[0],
    networkMode: NetworkMode,
): Generator<Problem> {
    const staticPorts = args.containers.flatMap(({ portMappings }) =>
        (portMappings ?? []).flatMap(({ hostPort, containerPort }) => {
            const fixed =
                networkMode === NetworkMode.Host ? containerPort : networkMode === NetworkMode.Bridge ? hostPort : 0;
            return fixed ? [fixed] : [];
        }),
    );
    yield* taskProblems(name, args, networkMode);
    yield* networkProblems(wishes, networkMode);
    yield* capacityStrategyProblems(args.capacityProviderStrategy);
    if (args.discovery) yield* discoveryProblems(name, args.discovery, args.cluster);
    const recordNeedsPort = networkMode === NetworkMode.Bridge || networkMode === NetworkMode.Host;
    if (args.discovery?.recordTypes?.includes("SRV") && !recordNeedsPort && !portOf(args.containers)) {
        yield {
            propertyPath: "discovery.recordTypes",
            reason: "needs a port mapping for SRV: such a record names a port",
        };
    }
    if (args.discovery && recordNeedsPort && !portOf(args.containers)) {
        yield {
            propertyPath: "discovery",
            reason: `needs a port mapping in ${networkMode} mode: an SRV record names a port`,
        };
    }
    const routes = args.routes ?? [];
    const networkRoutes = args.networkRoutes ?? [];
    yield* routeProblems(name, routes, args.containers, networkMode);
    yield* networkRouteProblems(networkRoutes, routes.length, args.containers, networkMode === NetworkMode.Bridge);
    if (args.autoScaling) {
        yield* autoScalingProblems(args.autoScaling, wishes.routed);
        if (args.desiredCount !== undefined) {
            yield {
                propertyPath: "desiredCount",
                reason: "cannot go with autoScaling, which owns the number; set minCapacity",
            };
        }
    }
    yield* rangeProblems("desiredCount", args.desiredCount, { min: 0, max: 5000, unit: "tasks" });
    yield* rangeProblems("healthCheckGracePeriod", args.healthCheckGracePeriod, {
        min: 0,
        max: 2147483647,
        unit: "seconds",
    });
    if (args.healthCheckGracePeriod !== undefined && routes.length + networkRoutes.length === 0) {
        yield { propertyPath: "healthCheckGracePeriod", reason: "has no effect without routes; leave it out" };
    }
    yield* deploymentProblems(args.deployment ?? {}, desiredCount(args), staticPorts, args.daemon);
    yield* strategyProblems(args);
    yield* placementProblems(args, deploymentBounds(args.deployment, args.daemon).maximum);
    if (args.daemon) yield* daemonProblems(args);
    yield* preflightProblems(args, networkMode);
    yield* versionProblems(args);
    yield* connectionVariablesProblems(args);
    if (args.serviceConnect) {
        yield* serviceConnectProblems(name, args.serviceConnect, args.containers, networkMode, args.cluster);
    }
}

/** What a service that runs on each instance cannot have: API_CreateService, schedulingStrategy. */
function* daemonProblems(args: EcsServiceArgs): Generator<Problem> {
    for (const key of ["desiredCount", "autoScaling", "capacityProviderStrategy"] as const) {
        if (args[key] !== undefined) {
            const way = key === "capacityProviderStrategy" ? "; choose instances by placementConstraints" : "";
            yield { propertyPath: key, reason: `cannot go with daemon, which runs on each instance${way}` };
        }
    }
    for (const [index, { ebs }] of (args.volumes ?? []).entries()) {
        if (ebs) yield { propertyPath: `volumes[${index}].ebs`, reason: "cannot go with daemon" };
    }
}
