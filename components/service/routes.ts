import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import { allocate, ledgerOf } from "../balancer/priorities";
import { NETWORK_MODES, type NetworkMode } from "../ecs/networkModes";
import { shortName } from "../names";
import type { ContainerArgs } from "./containers";
import { type ContainerPort, portOf, type RouteArgs } from "./routeArgs";

/** A target group with its rule. */
export interface Route extends ContainerPort {
    targetGroup: lb.TargetGroup;
    rule: lb.ListenerRule;
    loadBalancer: LoadBalancerRef;
}

/** Creates target group and listener rule of one route. */
export function route(
    service: string,
    index: number,
    args: RouteArgs,
    containers: ContainerArgs[],
    networkMode: NetworkMode,
    vpcId: pulumi.Input<string>,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): Route {
    const port = portOf(containers, args) as ContainerPort;
    const name = index === 0 ? service : `${service}-${index + 1}`;
    const targetGroup = new lb.TargetGroup(
        shortName(name),
        {
            // In bridge mode each task registers with a port of its own; this one is never used, but may not change.
            port: port.containerPort,
            protocol: "HTTP",
            targetType: NETWORK_MODES[networkMode].targetType as string,
            vpcId,
            deregistrationDelay: args.deregistrationDelay ?? 30,
            healthCheck: {
                path: args.healthCheck?.path ?? "/",
                matcher: args.healthCheck?.matcher ?? "200",
                interval: args.healthCheck?.interval ?? 10,
                timeout: args.healthCheck?.timeout ?? 5,
                healthyThreshold: args.healthCheck?.healthyThreshold ?? 2,
                unhealthyThreshold: args.healthCheck?.unhealthyThreshold ?? 3,
                protocol: "HTTP",
                port: "traffic-port",
            },
            tags,
        },
        { parent },
    );
    const conditions = { hosts: args.hosts ?? [], paths: args.paths ?? [], others: 0 };
    const rule = new lb.ListenerRule(
        name,
        {
            listenerArn: args.loadBalancer.listenerArn,
            priority: args.priority ?? allocate(ledgerOf(args.loadBalancer), name, conditions),
            conditions: [
                ...(conditions.hosts.length > 0 ? [{ hostHeader: { values: conditions.hosts } }] : []),
                ...(conditions.paths.length > 0 ? [{ pathPattern: { values: conditions.paths } }] : []),
            ],
            actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
            tags,
        },
        { parent },
    );
    return { ...port, targetGroup, rule, loadBalancer: args.loadBalancer };
}
