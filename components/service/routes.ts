import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import { conditionsOf, priorityOf } from "../balancer/rules";
import { DYNAMIC_PORTS, NetworkMode } from "../ecs/networkModes";
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
    /** The same on the instance, outside awsvpc mode; 0 stands for whichever Docker chooses. */
    instancePorts: number[];
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
    const instancePorts = [...new Set(ports.map((own) => instancePortOf(own, containers, networkMode)))];
    return { ...port, targetGroup: group, rule, loadBalancer: args.loadBalancer, ports, instancePorts };
}

/** The instance's port for a container's; 0 where Docker chooses it, or it lies among those that Docker may choose. */
export function instancePortOf(containerPort: number, containers: ContainerArgs[], networkMode: NetworkMode): number {
    const mappings = containers.flatMap(({ portMappings }) => portMappings ?? []);
    const hostPort = mappings.find((mapping) => mapping.containerPort === containerPort)?.hostPort ?? 0;
    const port = networkMode === NetworkMode.Bridge ? hostPort : containerPort;
    return port >= DYNAMIC_PORTS.from ? 0 : port;
}
