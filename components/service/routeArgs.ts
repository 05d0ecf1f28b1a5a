import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import type { RuleConditionArgs } from "../balancer/ruleArgs";
import type { AuthenticationArgs } from "./authentication";
import type { ContainerArgs } from "./containers";

/** What the load balancer speaks with the tasks. */
export const ProtocolVersion = {
    /** HTTP/1.1. */
    Http1: "HTTP1",
    /** HTTP/2; behind an HTTPS listener only. */
    Http2: "HTTP2",
    /** gRPC; behind an HTTPS listener only. */
    Grpc: "GRPC",
} as const;
/** What the load balancer speaks with the tasks. */
export type ProtocolVersion = (typeof ProtocolVersion)[keyof typeof ProtocolVersion];

/** How the load balancer chooses a task for a request. */
export const LoadBalancingAlgorithm = {
    /** One after the other. */
    RoundRobin: "round_robin",
    /** The one with the fewest requests that are not answered yet. */
    LeastOutstandingRequests: "least_outstanding_requests",
    /** At random, away from tasks that answer with errors. */
    WeightedRandom: "weighted_random",
} as const;
/** How the load balancer chooses a task for a request. */
export type LoadBalancingAlgorithm = (typeof LoadBalancingAlgorithm)[keyof typeof LoadBalancingAlgorithm];

/** How the load balancer finds out whether a task answers. */
export interface RouteHealthCheckArgs {
    /** Path that it asks for. Default: /, for gRPC /AWS.ALB/healthcheck. */
    path?: string;
    /** Codes that count as healthy, such as 200 or 200-299; for gRPC 0 to 99. Default: 200, for gRPC 12. */
    matcher?: string;
    /** Seconds between two checks, 5 to 300. Default: 10. */
    interval?: number;
    /** Seconds until a check has failed, 2 to 120 and less than the interval. Default: 5. */
    timeout?: number;
    /** Successes in a row that make a task healthy, 2 to 10. Default: 2. */
    healthyThreshold?: number;
    /** Failures in a row that make it unhealthy, 2 to 10. Default: 3. */
    unhealthyThreshold?: number;
    /** Another port of the task to check; not in bridge mode, where its number is Docker's. Default: the route's own. */
    port?: number;
    /** HTTP or HTTPS; a certificate is not verified. Default: HTTP. */
    protocol?: string;
}

/** Whether a client stays with the task that answered it first. */
export interface StickinessArgs {
    /** Cookie of the application that decides. Default: a cookie of the load balancer. */
    cookieName?: string;
    /** Seconds that it holds, 1 to 604800. Default: 86400, one day. */
    cookieDuration?: number;
}

/** What of a load balancer's traffic comes to the service. */
export interface RouteArgs extends RuleConditionArgs {
    /** The load balancer. */
    loadBalancer: LoadBalancerRef;
    /** Container that answers. Default: the first one with a port. */
    containerName?: string;
    /** Its port. Default: the container's first. */
    containerPort?: number;
    /** Health check. */
    healthCheck?: RouteHealthCheckArgs;
    /** Seconds that a task may still answer what it has begun, 0 to 3600. Default: 30. */
    deregistrationDelay?: number;
    /** What the load balancer speaks with the tasks. A change replaces the target group. Default: HTTP1. */
    protocolVersion?: ProtocolVersion;
    /** Whether a client stays with one task; an empty object is enough. Default: it does not. */
    stickiness?: StickinessArgs;
    /** Seconds in which a new task gets a rising share of the requests, 0 or 30 to 900. Default: 0. */
    slowStart?: number;
    /** How a task is chosen. Default: round_robin. */
    loadBalancingAlgorithm?: LoadBalancingAlgorithm;
    /** Who must have signed in before a request comes to the service; behind an HTTPS listener only. Default: nobody. */
    authentication?: AuthenticationArgs;
    /**
     * Conditions of a rule that leads to the new tasks while a deployment with a strategy other than ROLLING is tested,
     * such as a header. Default: none.
     */
    testConditions?: RuleConditionArgs;
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
