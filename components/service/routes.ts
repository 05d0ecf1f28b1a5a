import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import { conditionsOf, priorityOf } from "../balancer/rules";
import type { NetworkMode } from "../ecs/networkModes";
import type { ContainerArgs } from "./containers";
import { type ContainerPort, portOf, type RouteArgs } from "./routeArgs";
import { ruleActions } from "./ruleActions";
import { targetGroup } from "./targetGroup";

/** A target group with its rule. */
export interface Route extends ContainerPort {
    targetGroup: lb.TargetGroup;
    rule: lb.ListenerRule;
    loadBalancer: LoadBalancerRef;
    /** Ports that the load balancer must reach, the health check's included. */
    ports: number[];
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
    const group = targetGroup(name, port.containerPort, args, networkMode, vpcId, tags, parent);
    const rule = new lb.ListenerRule(
        name,
        {
            listenerArn: args.loadBalancer.listenerArn,
            priority: priorityOf(args.loadBalancer, name, args),
            conditions: conditionsOf(args),
            actions: ruleActions(group.arn, args.authentication),
            tags,
        },
        { parent },
    );
    const ports = [...new Set([port.containerPort, args.healthCheck?.port ?? port.containerPort])];
    return { ...port, targetGroup: group, rule, loadBalancer: args.loadBalancer, ports };
}
