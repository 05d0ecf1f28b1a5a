import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import { clusterLabel, keyOf, letBalancerReachInstances, nameOf, oncePerPair } from "../balancer/reach";
import type { ClusterRef } from "../cluster/clusterRef";
import { DYNAMIC_PORTS } from "../ecs/networkModes";
import type { Route } from "./routes";
import type { ServiceRef } from "./serviceRef";

/** A service as one end of a connection: whose security group it speaks and answers through. */
export interface Endpoint {
    name: string;
    cluster: ClusterRef;
    securityGroupId: pulumi.Input<string>;
    /** Whether its tasks have a security group of their own. */
    ownGroup: boolean;
    component: pulumi.Resource;
}

// In bridge and host mode the group belongs to the cluster, and rules in it are shared by all who need them.
const groupOwners = new WeakMap<object, object>();

/** Remembers whose security group a service answers through. */
export function rememberGroup(endpoint: Endpoint): void {
    groupOwners.set(endpoint.component, endpoint.ownGroup ? endpoint.component : endpoint.cluster);
}

/** The security group of a service's own tasks, open to nobody, with every way out. */
export function taskSecurityGroup(
    name: string,
    cluster: ClusterRef,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const group = new ec2.SecurityGroup(
        name,
        { vpcId: cluster.vpcId, description: `Tasks of ${name}`, tags: { ...tags, Name: name } },
        { parent },
    );
    const egress = new vpc.SecurityGroupEgressRule(
        `${name}-egress`,
        { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", description: "Within the VPC" },
        { parent },
    );
    const ipv6 = cluster.ipv6
        ? [
              new vpc.SecurityGroupEgressRule(
                  `${name}-egress-ipv6`,
                  { securityGroupId: group.id, ipProtocol: "-1", cidrIpv6: "::/0", description: "To the internet" },
                  { parent },
              ).id,
          ]
        : [];
    return pulumi.all([group.id, egress.id, ...ipv6]).apply(([id]) => id as string);
}

/** Lets the load balancers of the routes reach the tasks; what is returned must be there before the service. */
export function admitBalancers(endpoint: Endpoint, routes: Route[]): pulumi.Resource[] {
    if (!endpoint.ownGroup) {
        return routes.flatMap(({ loadBalancer, instancePorts }) => {
            const name = nameOf(loadBalancer) ?? `${endpoint.name}-balancer`;
            const known = loadBalancer.reachesInstances && !pulumi.Resource.isInstance(loadBalancer);
            return instancePorts
                .filter((port) => port !== 0 || !known)
                .map((number) =>
                    letBalancerReachInstances(name, loadBalancer, endpoint.cluster, { number, protocol: "tcp" }),
                );
        });
    }
    const wanted = new Set(routes.flatMap(({ ports }) => ports));
    return [...new Set(routes.map(({ loadBalancer }) => loadBalancer))].flatMap((loadBalancer, index) =>
        [...wanted]
            .filter((port) => routes.some((r) => r.loadBalancer === loadBalancer && r.ports.includes(port)))
            .map(
                (port) =>
                    new vpc.SecurityGroupIngressRule(
                        `${endpoint.name}-from-balancer${index === 0 ? "" : `-${index + 1}`}-${port}`,
                        tcp(endpoint.securityGroupId, loadBalancer.securityGroupId, port, port, "Load balancer"),
                        { parent: endpoint.component },
                    ),
            ),
    );
}

/** Lets a service reach another one; what is returned must be there before the service that connects. */
export function connect(from: Endpoint, to: ServiceRef): pulumi.Resource[] {
    const ranges = rangesOf(to);
    // The source is the service itself, or all instances of its cluster; and so is the target. A rule of both ends is
    // made once, and neither its name nor its parent depends on which of the services that share it asked first: AWS
    // refuses a new rule while an equal one with another name is still to be deleted.
    const source = from.ownGroup ? from.component : from.cluster;
    const owner = groupOwners.get(to) ?? to;
    const target = "clusterArn" in owner ? instancesOf(owner as ClusterRef) : to.name;
    const { name, parent } = placeOf(from, to, owner, target);
    return ranges.map((range) => {
        const port = range.from === DYNAMIC_PORTS.from && to.dynamicPorts ? "" : `-${range.from}`;
        const suffix = `${port}${range.protocol === "udp" ? "-udp" : ""}`;
        const description = `${from.ownGroup ? from.name : "Instances"} to ${target}`;
        return oncePerPair(
            source,
            keyOf(owner, range.protocol === "udp" ? -range.from : range.from),
            () =>
                new vpc.SecurityGroupIngressRule(
                    `${name}${suffix}`,
                    {
                        ...tcp(to.securityGroupId, from.securityGroupId, range.from, range.to, description),
                        ipProtocol: range.protocol,
                    },
                    { parent },
                ),
        );
    });
}

/** Ports on which a service answers where it stands: its own, or those of the instance. */
function rangesOf(to: ServiceRef): { from: number; to: number; protocol: string }[] {
    const range = (port: number, protocol: string) => {
        const { from, to: last } = port === 0 ? DYNAMIC_PORTS : { from: port, to: port };
        return { from, to: last, protocol };
    };
    const tcpPorts = to.dynamicPorts ? [0, ...(to.fixedPorts ?? [])] : to.ports;
    return [...tcpPorts.map((port) => range(port, "tcp")), ...(to.udpPorts ?? []).map((port) => range(port, "udp"))];
}

/** Name and parent of a rule that lets `from` reach `to`, whose security group the owner has under the name `target`. */
function placeOf(from: Endpoint, to: ServiceRef, owner: object, target: string) {
    const component = (ref: object) => (pulumi.Resource.isInstance(ref) ? (ref as pulumi.Resource) : undefined);
    if (from.ownGroup) return { name: `${from.name}-to-${target}`, parent: from.component };
    if (owner === from.cluster && component(owner)) {
        return { name: `${target}-from-${target}`, parent: component(owner) };
    }
    return component(to)
        ? { name: `${to.name}-from-${instancesOf(from.cluster)}`, parent: component(to) }
        : { name: `${from.name}-to-${to.name}`, parent: from.component };
}

const instancesOf = (cluster: ClusterRef) =>
    [clusterLabel(cluster), "instances"].filter((part) => part !== undefined).join("-");

function tcp(
    securityGroupId: pulumi.Input<string>,
    referencedSecurityGroupId: pulumi.Input<string>,
    fromPort: number,
    toPort: number,
    description: string,
): vpc.SecurityGroupIngressRuleArgs {
    return { securityGroupId, referencedSecurityGroupId, ipProtocol: "tcp", fromPort, toPort, description };
}
