import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { DYNAMIC_PORTS } from "../ecs/networkModes";
import type { LoadBalancerRef } from "./loadBalancerRef";

// AWS refuses two equal rules in one security group. Tasks in bridge mode share the instances' group, so a rule that
// several services need is made once for the pair of objects that it joins, whoever asks first.
const made = new WeakMap<object, WeakMap<object, vpc.SecurityGroupIngressRule>>();

/** Makes something once for a pair of objects of this program. */
export function oncePerPair(
    from: object,
    to: object,
    make: () => vpc.SecurityGroupIngressRule,
): vpc.SecurityGroupIngressRule {
    const byTarget = made.get(from) ?? new WeakMap<object, vpc.SecurityGroupIngressRule>();
    made.set(from, byTarget);
    const rule = byTarget.get(to) ?? make();
    byTarget.set(to, rule);
    return rule;
}

// A rule is one of an owner and a port: an object for each such pair, to key the rules by.
const portKeys = new WeakMap<object, Map<number, object>>();

/** An object that stands for one port of the owner of a security group. */
export function keyOf(owner: object, port: number): object {
    const ports = portKeys.get(owner) ?? new Map<number, object>();
    portKeys.set(owner, ports);
    const key = ports.get(port) ?? {};
    ports.set(port, key);
    return key;
}

/** A port of an instance; number 0 stands for those that Docker chooses. */
export interface InstancePort {
    number: number;
    protocol: "tcp" | "udp";
}

/** Lets a balancer reach a port of a cluster's instances, or without one Docker's dynamic TCP ports, once for the two. */
export function letBalancerReachInstances(
    name: string,
    balancer: Pick<LoadBalancerRef, "securityGroupId">,
    cluster: ClusterRef,
    port: InstancePort = { number: 0, protocol: "tcp" },
): vpc.SecurityGroupIngressRule {
    const { number, protocol } = port;
    const udp = protocol === "udp";
    return oncePerPair(balancer, keyOf(cluster, udp ? -1 - number : number), () => {
        const parent = pulumi.Resource.isInstance(balancer) ? balancer : undefined;
        const suffix = `${number === 0 ? "" : `-${number}`}${udp ? "-udp" : ""}`;
        return new vpc.SecurityGroupIngressRule(
            `${name}-to-${clusterLabel(cluster) ?? "instances"}${suffix}`,
            {
                securityGroupId: cluster.instanceSecurityGroupId,
                referencedSecurityGroupId: balancer.securityGroupId,
                ipProtocol: protocol,
                fromPort: number || DYNAMIC_PORTS.from,
                toPort: number || DYNAMIC_PORTS.to,
                description: `Load balancer ${name} to ${number === 0 ? "dynamic ports" : `port ${number}`}`,
            },
            parent ? { parent } : {},
        );
    });
}

/** The name that a component has in the program; undefined for a plain reference. */
export function nameOf(ref: object): string | undefined {
    return pulumi.Resource.isInstance(ref) ? (ref as unknown as { __name: string }).__name : undefined;
}

/** What a cluster is called in the names of rules: as a component in the program, else in AWS where that is plain. */
export function clusterLabel(cluster: ClusterRef): string | undefined {
    return nameOf(cluster) ?? (typeof cluster.clusterName === "string" ? cluster.clusterName : undefined);
}
