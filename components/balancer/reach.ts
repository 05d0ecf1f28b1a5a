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

/** Lets a balancer reach the dynamic ports of a cluster's instances, once for the two. */
export function letBalancerReachInstances(
    name: string,
    balancer: LoadBalancerRef,
    cluster: ClusterRef,
): vpc.SecurityGroupIngressRule {
    return oncePerPair(balancer, cluster, () => {
        const parent = pulumi.Resource.isInstance(balancer) ? balancer : undefined;
        return new vpc.SecurityGroupIngressRule(
            `${name}-to-${clusterLabel(cluster) ?? "instances"}`,
            {
                securityGroupId: cluster.instanceSecurityGroupId,
                referencedSecurityGroupId: balancer.securityGroupId,
                ipProtocol: "tcp",
                fromPort: DYNAMIC_PORTS.from,
                toPort: DYNAMIC_PORTS.to,
                description: `Load balancer ${name} to dynamic ports`,
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
