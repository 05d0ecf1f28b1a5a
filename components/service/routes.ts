import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancerRef } from "../balancer/loadBalancerRef";
import type { RuleConditionArgs } from "../balancer/ruleArgs";
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
    /** Where the new tasks are while traffic moves; only of services that ECS moves the traffic of. */
    alternate?: { targetGroup: lb.TargetGroup; testRule?: lb.ListenerRule };
    loadBalancer: LoadBalancerRef;
    /** Ports that the load balancer must reach, the health check's included. */
    ports: number[];
    /** The same on the instance, outside awsvpc mode; 0 stands for whichever Docker chooses. */
    instancePorts: number[];
}

/** What the routes of one service have in common. */
export interface RouteContext {
    service: string;
    containers: ContainerArgs[];
    networkMode: NetworkMode;
    vpcId: pulumi.Input<string>;
    /** Whether ECS moves the traffic between two target groups. */
    shifting: boolean;
    tags: Record<string, pulumi.Input<string>> | undefined;
    parent: pulumi.Resource;
}

/** Creates target group and listener rule of one route, with a second target group where ECS moves the traffic. */
export function route(index: number, args: RouteArgs, context: RouteContext): Route {
    const { containers, networkMode, shifting } = context;
    const port = portOf(containers, args) as ContainerPort;
    const name = index === 0 ? context.service : `${context.service}-${index + 1}`;
    const groupOf = (own: string) =>
        targetGroup(own, port.containerPort, args, networkMode, context.vpcId, context.tags, context.parent);
    const group = groupOf(name);
    const alternate = shifting ? groupOf(`${name}-alternate`) : undefined;
    const ruleOf = (own: string, conditions: RuleConditionArgs) =>
        new lb.ListenerRule(
            own,
            {
                listenerArn: args.loadBalancer.listenerArn,
                priority: priorityOf(args.loadBalancer, own, conditions),
                conditions: conditionsOf(conditions),
                actions: alternate ? shiftActions(group, alternate) : ruleActions(group.arn, args.authentication),
                tags: context.tags,
            },
            // ECS writes the weights: putting them back would send the traffic to the old tasks.
            { parent: context.parent, ...(alternate ? { ignoreChanges: ["actions"] } : {}) },
        );
    const rule = ruleOf(name, args);
    const testRule = alternate && args.testConditions && ruleOf(`${name}-test`, args.testConditions);
    const ports = [...new Set([port.containerPort, args.healthCheck?.port ?? port.containerPort])];
    const instancePorts = [...new Set(ports.map((own) => instancePortOf(own, containers, networkMode)))];
    const second = alternate && { targetGroup: alternate, ...(testRule ? { testRule } : {}) };
    return {
        ...port,
        targetGroup: group,
        rule,
        ...(second ? { alternate: second } : {}),
        loadBalancer: args.loadBalancer,
        ports,
        instancePorts,
    };
}

/** All traffic to the first target group, until ECS says otherwise. */
const shiftActions = (first: lb.TargetGroup, second: lb.TargetGroup) => [
    {
        type: "forward",
        forward: {
            targetGroups: [
                { arn: first.arn, weight: 100 },
                { arn: second.arn, weight: 0 },
            ],
        },
    },
];

/** The instance's port for a container's; 0 where Docker chooses it, or it lies among those that Docker may choose. */
export function instancePortOf(containerPort: number, containers: ContainerArgs[], networkMode: NetworkMode): number {
    const mappings = containers.flatMap(({ portMappings }) => portMappings ?? []);
    const hostPort = mappings.find((mapping) => mapping.containerPort === containerPort)?.hostPort ?? 0;
    const port = networkMode === NetworkMode.Bridge ? hostPort : containerPort;
    return port >= DYNAMIC_PORTS.from ? 0 : port;
}
