import { ledgerOf, reserve } from "../balancer/priorities";
import { conditionProblems } from "../balancer/ruleArgs";
import { MAX_TARGET_GROUPS } from "../ecs/limits";
import { NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { authenticationProblems } from "./authentication";
import type { ContainerArgs } from "./containers";
import {
    LoadBalancingAlgorithm,
    ProtocolVersion,
    portOf,
    type RouteArgs,
    type RouteHealthCheckArgs,
} from "./routeArgs";

/** What is wrong with the routes of a service; takes the priorities that they give by number. */
export function* routeProblems(
    service: string,
    routes: RouteArgs[],
    containers: ContainerArgs[],
    networkMode: NetworkMode,
): Generator<Problem> {
    if (routes.length > MAX_TARGET_GROUPS) {
        yield { propertyPath: "routes", reason: `must be up to ${MAX_TARGET_GROUPS}, got ${routes.length}` };
    }
    for (const [index, route] of routes.entries()) {
        const path = `routes[${index}]`;
        if (!hasListener(route.loadBalancer)) {
            yield { propertyPath: `${path}.loadBalancer`, reason: NOT_AN_ALB };
            continue;
        }
        yield* conditionProblems(path, route);
        const { testConditions } = route;
        if (testConditions) yield* conditionProblems(`${path}.testConditions`, testConditions);
        if (testConditions?.priority !== undefined) {
            const at = `${path}.testConditions.priority`;
            yield* reserve(ledgerOf(route.loadBalancer), `${service}'s test`, testConditions.priority, at);
        }
        if (!portOf(containers, route)) {
            const wanted = route.containerPort ?? route.containerName ?? "any port";
            yield {
                propertyPath: `${path}.containerPort`,
                reason: `must be a port mapping of a container, got ${wanted}`,
            };
        }
        if (route.priority !== undefined) {
            yield* reserve(ledgerOf(route.loadBalancer), service, route.priority, `${path}.priority`);
        }
        yield* rangeProblems(`${path}.deregistrationDelay`, route.deregistrationDelay, {
            min: 0,
            max: 3600,
            unit: "seconds",
        });
        yield* targetGroupProblems(path, route);
        yield* secureProblems(path, route);
        yield* healthCheckProblems(`${path}.healthCheck`, route, networkMode);
    }
}

const hasListener = (ref: object) => "listenerArn" in ref && ref.listenerArn !== undefined;

const NOT_AN_ALB =
    "must be an Application Load Balancer with its listenerArn. Tasks behind a Network Load Balancer are networkRoutes; " +
    "a Classic Load Balancer has no listener rules or dynamic ports: make a LoadBalancer beside it and move its DNS name there";

/** What a target group cannot have: "Edit target group attributes for your Application Load Balancer". */
function* targetGroupProblems(path: string, route: RouteArgs): Generator<Problem> {
    const { slowStart, loadBalancingAlgorithm: algorithm, stickiness } = route;
    if (slowStart !== undefined && slowStart !== 0) {
        yield* rangeProblems(`${path}.slowStart`, slowStart, { min: 30, max: 900, unit: "seconds, or 0" });
        if (algorithm !== undefined && algorithm !== LoadBalancingAlgorithm.RoundRobin) {
            yield { propertyPath: `${path}.slowStart`, reason: `cannot go with ${algorithm}; use round_robin` };
        }
    }
    yield* rangeProblems(`${path}.stickiness.cookieDuration`, stickiness?.cookieDuration, {
        min: 1,
        max: 604800,
        unit: "seconds",
    });
    if (stickiness?.cookieName !== undefined && /^AWSALB/.test(stickiness.cookieName)) {
        yield {
            propertyPath: `${path}.stickiness.cookieName`,
            reason: "must be a cookie of the application; names that start with AWSALB are the load balancer's",
        };
    }
}

/** What needs an HTTPS listener: "Target groups for your Application Load Balancers", protocol version. */
function* secureProblems(path: string, route: RouteArgs): Generator<Problem> {
    const { protocolVersion, authentication, loadBalancer } = route;
    const http1 = protocolVersion === undefined || protocolVersion === ProtocolVersion.Http1;
    yield* authenticationProblems(`${path}.authentication`, authentication);
    if (authentication && !http1) {
        const reason = `cannot go with protocolVersion ${protocolVersion}, whose requests can only be forwarded`;
        yield { propertyPath: `${path}.authentication`, reason };
    }
    if (loadBalancer.https === false) {
        const reason = "needs an HTTPS listener; give the load balancer a certificateArn";
        if (authentication) yield { propertyPath: `${path}.authentication`, reason };
        if (!http1) yield { propertyPath: `${path}.protocolVersion`, reason };
    }
}

function* healthCheckProblems(path: string, route: RouteArgs, networkMode: NetworkMode): Generator<Problem> {
    const check: RouteHealthCheckArgs = route.healthCheck ?? {};
    const interval = check.interval ?? 10;
    yield* rangeProblems(`${path}.interval`, check.interval, { min: 5, max: 300, unit: "seconds" });
    yield* rangeProblems(`${path}.timeout`, check.timeout, { min: 2, max: 120, unit: "seconds" });
    yield* rangeProblems(`${path}.healthyThreshold`, check.healthyThreshold, { min: 2, max: 10 });
    yield* rangeProblems(`${path}.unhealthyThreshold`, check.unhealthyThreshold, { min: 2, max: 10 });
    if ((check.timeout ?? 5) >= interval) {
        yield {
            propertyPath: `${path}.timeout`,
            reason: `must be less than the interval (${interval} seconds), got ${check.timeout ?? 5}`,
        };
    }
    if (check.path !== undefined && !(check.path.startsWith("/") && check.path.length <= 1024)) {
        const got = check.path.length > 1024 ? `${check.path.length} characters` : JSON.stringify(check.path);
        const most = check.path.length > 1024 ? " and have up to 1024 characters" : "";
        yield { propertyPath: `${path}.path`, reason: `must start with /${most}, got ${got}` };
    }
    if (check.protocol !== undefined && !["HTTP", "HTTPS"].includes(check.protocol)) {
        yield {
            propertyPath: `${path}.protocol`,
            reason: `must be HTTP or HTTPS, got ${JSON.stringify(check.protocol)}`,
        };
    }
    yield* rangeProblems(`${path}.port`, check.port, { min: 1, max: 65535 });
    if (check.port !== undefined && networkMode === NetworkMode.Bridge) {
        const reason =
            "cannot be chosen in bridge mode, where Docker chooses it for each task; use awsvpc or leave it out";
        yield { propertyPath: `${path}.port`, reason };
    }
    yield* matcherProblems(`${path}.matcher`, route, check.matcher);
}

/** Success codes: API_Matcher. */
function* matcherProblems(propertyPath: string, route: RouteArgs, matcher: string | undefined): Generator<Problem> {
    if (matcher === undefined) return;
    const [min, max] = route.protocolVersion === ProtocolVersion.Grpc ? [0, 99] : [200, 499];
    const codes = matcher.split(/[,-]/).map(Number);
    const form = /^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$/.test(matcher);
    if (!form || codes.some((code) => code < min || code > max)) {
        const reason = `must be codes from ${min} to ${max}, such as ${min} or ${min}-${max}, got ${JSON.stringify(matcher)}`;
        yield { propertyPath, reason };
    }
}
