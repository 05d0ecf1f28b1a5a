import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import { ledgerOf, reserve } from "../balancer/priorities";
import { MAX_CONDITION_VALUES, MAX_TARGET_GROUPS } from "../ecs/limits";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { ContainerArgs } from "./containers";

/** How the load balancer finds out whether a task answers. */
export interface RouteHealthCheckArgs {
    /** Path that it asks for. Default: /. */
    path?: string;
    /** Status codes that count as healthy, such as 200 or 200-299. Default: 200. */
    matcher?: string;
    /** Seconds between two checks, 5 to 300. Default: 10. */
    interval?: number;
    /** Seconds until a check has failed, 2 to 120 and less than the interval. Default: 5. */
    timeout?: number;
    /** Successes in a row that make a task healthy, 2 to 10. Default: 2. */
    healthyThreshold?: number;
    /** Failures in a row that make it unhealthy, 2 to 10. Default: 3. */
    unhealthyThreshold?: number;
}

/** What of a load balancer's traffic comes to the service. */
export interface RouteArgs {
    /** The load balancer. */
    loadBalancer: LoadBalancerRef;
    /** Path patterns, such as /api/*; * stands for any text and ? for one character. Default: every path. */
    paths?: string[];
    /** Host name patterns, such as shop.example.com. Default: every host. */
    hosts?: string[];
    /** Container that answers. Default: the first one with a port. */
    containerName?: string;
    /** Its port. Default: the container's first. */
    containerPort?: number;
    /** Number of the rule, 1 to 50000, lower ones first. Default: from the conditions, specific ones first. */
    priority?: number;
    /** Health check. */
    healthCheck?: RouteHealthCheckArgs;
    /** Seconds that a task may still answer what it has begun, 0 to 3600. Default: 30. */
    deregistrationDelay?: number;
}

/** A port of a container of the task. */
export interface ContainerPort {
    containerName: string;
    containerPort: number;
}

/** The port that a route or a record means; undefined where there is none. */
export function portOf(containers: ContainerArgs[], wanted: Partial<ContainerPort> = {}): ContainerPort | undefined {
    const all = containers.flatMap(({ name, portMappings }) =>
        (portMappings ?? []).map(({ containerPort }) => ({ containerName: name, containerPort })),
    );
    return all.find(
        (port) =>
            (wanted.containerName === undefined || port.containerName === wanted.containerName) &&
            (wanted.containerPort === undefined || port.containerPort === wanted.containerPort),
    );
}

/** What is wrong with the routes of a service; takes the priorities that they give by number. */
export function* routeProblems(service: string, routes: RouteArgs[], containers: ContainerArgs[]): Generator<Problem> {
    if (routes.length > MAX_TARGET_GROUPS) {
        yield { propertyPath: "routes", reason: `must be up to ${MAX_TARGET_GROUPS}, got ${routes.length}` };
    }
    for (const [index, route] of routes.entries()) {
        const path = `routes[${index}]`;
        const hosts = route.hosts ?? [];
        const paths = route.paths ?? [];
        if (hosts.length + paths.length === 0) {
            yield { propertyPath: path, reason: 'needs paths or hosts; for everything write paths: ["/*"]' };
        }
        if (hosts.length + paths.length > MAX_CONDITION_VALUES) {
            const reason = `has ${hosts.length + paths.length} hosts and paths; a rule takes ${MAX_CONDITION_VALUES}, so make two routes`;
            yield { propertyPath: path, reason };
        }
        for (const [at, pattern] of paths.entries()) {
            if (!/^[/*][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/.test(pattern)) {
                const reason = `must start with / and have up to 128 characters that a path may have, got ${JSON.stringify(pattern)}`;
                yield { propertyPath: `${path}.paths[${at}]`, reason };
            }
        }
        for (const [at, pattern] of hosts.entries()) {
            if (!/^[A-Za-z0-9.*?-]{1,128}$/.test(pattern) || !pattern.includes(".")) {
                const reason = `must be a host name such as shop.example.com, got ${JSON.stringify(pattern)}`;
                yield { propertyPath: `${path}.hosts[${at}]`, reason };
            }
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
        yield* healthCheckProblems(`${path}.healthCheck`, route.healthCheck ?? {});
    }
}

function* healthCheckProblems(path: string, check: RouteHealthCheckArgs): Generator<Problem> {
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
    if (check.path !== undefined && !check.path.startsWith("/")) {
        yield { propertyPath: `${path}.path`, reason: `must start with /, got ${JSON.stringify(check.path)}` };
    }
}
