import type * as pulumi from "@pulumi/pulumi";

import type { NetworkLoadBalancerRef } from "../balancer/networkLoadBalancerRef";
import { MAX_TARGET_GROUPS } from "../ecs/limits";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { ContainerArgs } from "./containers";
import { portOf } from "./routeArgs";

/** What a port of a Network Load Balancer speaks. */
export const NetworkProtocol = {
    /** TCP, passed on as it is. */
    Tcp: "TCP",
    /** UDP. */
    Udp: "UDP",
    /** TLS, which ends at the load balancer; tasks get TCP. */
    Tls: "TLS",
} as const;
/** What a port of a Network Load Balancer speaks. */
export type NetworkProtocol = (typeof NetworkProtocol)[keyof typeof NetworkProtocol];

/** How a Network Load Balancer finds out whether a task answers. */
export interface NetworkHealthCheckArgs {
    /** TCP, HTTP or HTTPS. Default: TCP, which UDP has as well. */
    protocol?: string;
    /** Another port of the task to check; not in bridge mode. UDP needs one that speaks TCP. Default: the route's own. */
    port?: number;
    /** Path that it asks for, with HTTP and HTTPS only. Default: /. */
    path?: string;
    /** Seconds between two checks, 5 to 300. Default: 10. */
    interval?: number;
    /** Successes in a row that make a task healthy, 2 to 10. Default: 2. */
    healthyThreshold?: number;
    /** Failures in a row that make it unhealthy, 2 to 10. Default: 2. */
    unhealthyThreshold?: number;
}

/** A port of a Network Load Balancer that is the service's. */
export interface NetworkRouteArgs {
    /** The load balancer. */
    loadBalancer: NetworkLoadBalancerRef;
    /** Port that clients connect to, 1 to 65535. A balancer has one listener a port. */
    port: number;
    /** What it speaks. Default: TCP. */
    protocol?: NetworkProtocol;
    /** ARN of the certificate of a TLS port. */
    certificateArn?: pulumi.Input<string>;
    /** Container that answers. Default: the first one with a port. */
    containerName?: string;
    /** Its port. Default: the container's first. */
    containerPort?: number;
    /** Health check. */
    healthCheck?: NetworkHealthCheckArgs;
    /** Seconds that a task may still answer what it has begun, 0 to 3600. Default: 30. */
    deregistrationDelay?: number;
    /** Whether a client's address always leads to the same task; not with TLS. Default: false. */
    stickiness?: boolean;
    /** Whether tasks get the client's address by the PROXY protocol, version 2. Default: false. */
    proxyProtocol?: boolean;
}

/** What is wrong with the network routes of a service: "Target groups for your Network Load Balancers". */
export function* networkRouteProblems(
    routes: NetworkRouteArgs[],
    others: number,
    containers: ContainerArgs[],
    bridge: boolean,
): Generator<Problem> {
    if (routes.length > 0 && routes.length + others > MAX_TARGET_GROUPS) {
        const reason = `must be up to ${MAX_TARGET_GROUPS} with routes, got ${routes.length + others}`;
        yield { propertyPath: "networkRoutes", reason };
    }
    for (const [index, route] of routes.entries()) {
        const path = `networkRoutes[${index}]`;
        const { protocol = NetworkProtocol.Tcp } = route;
        yield* rangeProblems(`${path}.port`, route.port, { min: 1, max: 65535 });
        const twin = routes.findIndex((r) => r.loadBalancer === route.loadBalancer && r.port === route.port);
        if (twin < index) {
            yield { propertyPath: `${path}.port`, reason: `is ${route.port}, which networkRoutes[${twin}] has` };
        }
        if ((route.certificateArn === undefined) === (protocol === NetworkProtocol.Tls)) {
            const reason =
                protocol === NetworkProtocol.Tls ? "is missing: TLS needs one" : `cannot go with ${protocol}`;
            yield { propertyPath: `${path}.certificateArn`, reason };
        }
        const wanted = { containerName: route.containerName, containerPort: route.containerPort };
        const port = portOf(containers, wanted);
        if (!port) {
            const got = route.containerPort ?? route.containerName ?? "any port";
            yield {
                propertyPath: `${path}.containerPort`,
                reason: `must be a port mapping of a container, got ${got}`,
            };
        } else {
            yield* transportProblems(path, protocol, mappingOf(containers, port)?.protocol ?? "tcp", route, bridge);
        }
        const delay = { min: 0, max: 3600, unit: "seconds" };
        yield* rangeProblems(`${path}.deregistrationDelay`, route.deregistrationDelay, delay);
        if (route.stickiness && protocol === NetworkProtocol.Tls) {
            yield {
                propertyPath: `${path}.stickiness`,
                reason: "cannot go with TLS; use TCP, and TLS in the container",
            };
        }
        yield* healthProblems(`${path}.healthCheck`, route.healthCheck ?? {}, bridge);
    }
}

const mappingOf = (containers: ContainerArgs[], wanted: { containerName: string; containerPort: number }) =>
    containers
        .find(({ name }) => name === wanted.containerName)
        ?.portMappings?.find(({ containerPort }) => containerPort === wanted.containerPort);

function* transportProblems(
    path: string,
    protocol: NetworkProtocol,
    transport: string,
    { healthCheck, proxyProtocol }: NetworkRouteArgs,
    bridge: boolean,
): Generator<Problem> {
    const udp = protocol === NetworkProtocol.Udp;
    if (udp !== (transport === "udp")) {
        const reason = `is ${protocol}, but the container's port is ${transport}; make the port mapping ${udp ? "udp" : "tcp"}`;
        yield { propertyPath: `${path}.protocol`, reason };
    }
    if (udp && proxyProtocol) {
        yield { propertyPath: `${path}.proxyProtocol`, reason: "cannot go with UDP" };
    }
    if (udp && healthCheck?.port === undefined) {
        const way = bridge ? "which in bridge mode has no known number; use awsvpc or host" : "give the port of one";
        const reason = `is missing: UDP cannot be checked, so the task needs a TCP port for it, ${way}`;
        yield { propertyPath: `${path}.healthCheck.port`, reason };
    }
}

function* healthProblems(path: string, check: NetworkHealthCheckArgs, bridge: boolean): Generator<Problem> {
    yield* rangeProblems(`${path}.interval`, check.interval, { min: 5, max: 300, unit: "seconds" });
    yield* rangeProblems(`${path}.healthyThreshold`, check.healthyThreshold, { min: 2, max: 10 });
    yield* rangeProblems(`${path}.unhealthyThreshold`, check.unhealthyThreshold, { min: 2, max: 10 });
    yield* rangeProblems(`${path}.port`, check.port, { min: 1, max: 65535 });
    if (check.protocol !== undefined && !["TCP", "HTTP", "HTTPS"].includes(check.protocol)) {
        const reason = `must be TCP, HTTP or HTTPS, got ${JSON.stringify(check.protocol)}`;
        yield { propertyPath: `${path}.protocol`, reason };
    }
    if (check.path !== undefined && (check.protocol ?? "TCP") === "TCP") {
        yield { propertyPath: `${path}.path`, reason: "has no effect with TCP; set protocol HTTP or leave it out" };
    }
    if (check.port !== undefined && bridge) {
        const reason =
            "cannot be chosen in bridge mode, where Docker chooses it for each task; use awsvpc or leave it out";
        yield { propertyPath: `${path}.port`, reason };
    }
}
