import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";

import { certificateHere } from "../balancer/certificate";
import { keyOf, letBalancerReachInstances, nameOf, oncePerPair } from "../balancer/reach";
import { blockOf } from "../balancer/securityGroup";
import { TlsPolicy } from "../balancer/tlsPolicy";
import { NETWORK_MODES, type NetworkMode } from "../ecs/networkModes";
import { shortName } from "../names";
import type { Endpoint } from "./connections";
import type { ContainerArgs } from "./containers";
import { NetworkProtocol, type NetworkRouteArgs } from "./networkRouteArgs";
import { type ContainerPort, portOf } from "./routeArgs";
import { instancePortOf } from "./routes";

/** A target group with its listener, and what else must be there before the service. */
export interface NetworkRoute extends ContainerPort {
    targetGroup: lb.TargetGroup;
    listener: lb.Listener;
    /** Where the new tasks are while traffic moves; only of services that ECS moves the traffic of. */
    alternate?: { targetGroup: lb.TargetGroup };
    first: pulumi.Resource[];
}

/** Creates what leads from a port of a Network Load Balancer to the tasks. */
export function networkRoute(
    name: string,
    args: NetworkRouteArgs,
    containers: ContainerArgs[],
    networkMode: NetworkMode,
    endpoint: Endpoint,
    shifting: boolean,
    tags: Record<string, pulumi.Input<string>> | undefined,
): NetworkRoute {
    const port = portOf(containers, args) as ContainerPort;
    const group = targetGroup(name, args, port.containerPort, networkMode, endpoint, tags);
    const second = shifting
        ? targetGroup(`${name}-alternate`, args, port.containerPort, networkMode, endpoint, tags)
        : undefined;
    const listener = listenerOf(name, args, group.arn, shifting, endpoint.component, tags);
    const wanted = [...new Set([port.containerPort, args.healthCheck?.port ?? port.containerPort])];
    const first = [
        listener,
        ...letClientsIn(name, args, endpoint.component),
        ...wanted.map((own) => admit(name, args, own, containers, networkMode, endpoint)),
    ];
    return { ...port, targetGroup: group, listener, ...(second ? { alternate: { targetGroup: second } } : {}), first };
}

const transportOf = ({ protocol }: NetworkRouteArgs) => (protocol === NetworkProtocol.Udp ? "udp" : "tcp");

function targetGroup(
    name: string,
    args: NetworkRouteArgs,
    containerPort: number,
    networkMode: NetworkMode,
    endpoint: Endpoint,
    tags: Record<string, pulumi.Input<string>> | undefined,
): lb.TargetGroup {
    const check = args.healthCheck ?? {};
    const protocol = check.protocol ?? "TCP";
    return new lb.TargetGroup(
        shortName(name),
        {
            port: containerPort,
            protocol: args.protocol === NetworkProtocol.Udp ? "UDP" : "TCP",
            targetType: NETWORK_MODES[networkMode].targetType as string,
            vpcId: endpoint.cluster.vpcId,
            deregistrationDelay: args.deregistrationDelay ?? 30,
            healthCheck: {
                protocol,
                port: check.port === undefined ? "traffic-port" : String(check.port),
                interval: check.interval ?? 10,
                healthyThreshold: check.healthyThreshold ?? 2,
                unhealthyThreshold: check.unhealthyThreshold ?? 2,
                ...(protocol === "TCP" ? {} : { path: check.path ?? "/" }),
            },
            ...(args.stickiness ? { stickiness: { enabled: true, type: "source_ip" } } : {}),
            ...(args.proxyProtocol ? { proxyProtocolV2: true } : {}),
            tags,
        },
        { parent: endpoint.component },
    );
}

function listenerOf(
    name: string,
    args: NetworkRouteArgs,
    targetGroupArn: pulumi.Output<string>,
    shifting: boolean,
    parent: pulumi.Resource,
    tags: Record<string, pulumi.Input<string>> | undefined,
): lb.Listener {
    const { certificateArn } = args;
    return new lb.Listener(
        name,
        {
            loadBalancerArn: args.loadBalancer.loadBalancerArn,
            port: args.port,
            protocol: args.protocol ?? NetworkProtocol.Tcp,
            ...(certificateArn === undefined
                ? {}
                : {
                      certificateArn: certificateHere(
                          certificateArn,
                          `networkRoutes of port ${args.port}: certificateArn`,
                          parent,
                      ),
                      sslPolicy: TlsPolicy.Tls12,
                  }),
            defaultActions: [{ type: "forward", targetGroupArn }],
            tags,
        },
        // ECS writes where it leads: putting that back would send the traffic to the old tasks.
        { parent, ...(shifting ? { ignoreChanges: ["defaultActions"] } : {}) },
    );
}

function letClientsIn(name: string, args: NetworkRouteArgs, parent: pulumi.Resource): vpc.SecurityGroupIngressRule[] {
    return (args.loadBalancer.clientCidrBlocks ?? ["0.0.0.0/0"]).map(
        (block, index) =>
            new vpc.SecurityGroupIngressRule(
                `${name}-clients-${index + 1}`,
                {
                    securityGroupId: args.loadBalancer.securityGroupId,
                    ipProtocol: transportOf(args),
                    fromPort: args.port,
                    toPort: args.port,
                    ...blockOf(block),
                },
                { parent },
            ),
    );
}

/** Lets the load balancer reach a port of the tasks: traffic by the route's protocol, checks by TCP. */
function admit(
    name: string,
    args: NetworkRouteArgs,
    containerPort: number,
    containers: ContainerArgs[],
    networkMode: NetworkMode,
    endpoint: Endpoint,
): vpc.SecurityGroupIngressRule {
    const { loadBalancer } = args;
    const protocol = containerPort === args.healthCheck?.port ? "tcp" : transportOf(args);
    if (!endpoint.ownGroup) {
        const number = instancePortOf(containerPort, containers, networkMode);
        const balancer = nameOf(loadBalancer) ?? `${endpoint.name}-balancer`;
        return letBalancerReachInstances(balancer, loadBalancer, endpoint.cluster, { number, protocol });
    }
    // Two ports of a balancer may lead to one of the tasks, and AWS refuses two equal rules.
    const key = keyOf(endpoint.component, protocol === "udp" ? -containerPort : containerPort);
    return oncePerPair(
        loadBalancer,
        key,
        () =>
            new vpc.SecurityGroupIngressRule(
                `${name}-to-${containerPort}`,
                {
                    securityGroupId: endpoint.securityGroupId,
                    referencedSecurityGroupId: loadBalancer.securityGroupId,
                    ipProtocol: protocol,
                    fromPort: containerPort,
                    toPort: containerPort,
                    description: "Network load balancer",
                },
                { parent: endpoint.component },
            ),
    );
}

/** Names of a service's network routes: by port, since a balancer has one listener a port. */
export function networkRouteNames(service: string, routes: NetworkRouteArgs[]): string[] {
    return routes.map(({ port }, index) => {
        const before = routes.slice(0, index).filter((other) => other.port === port).length;
        return `${service}-network-${port}${before === 0 ? "" : `-${before + 1}`}`;
    });
}
