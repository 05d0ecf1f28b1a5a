import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancerRef } from "./balancer/loadBalancerRef";
import type { NetworkLoadBalancerRef } from "./balancer/networkLoadBalancerRef";
import type { ClusterRef } from "./cluster/clusterRef";
import type { VpcRef } from "./network/vpcRef";
import type { ServiceRef } from "./service/serviceRef";

// What decides shape must be plain, and what comes from another stack is known only when the engine answers. So each
// reference has two parts: data that crosses as it is, and facts that the other program is told in words of its own.

/** Facts of a cluster of another stack. */
export type ClusterFacts = Pick<ClusterRef, "taskSubnetCount" | "taskEgress" | "ipv6" | "capacityFacts">;
/** Facts of a VPC of another stack. */
export type VpcFacts = Pick<VpcRef, "subnetCount" | "taskEgress" | "ipv6">;

const CLUSTER_DATA = [
    "clusterName",
    "clusterArn",
    "vpcId",
    "taskSubnetIds",
    "instanceSecurityGroupId",
    "capacityProviders",
    "architectures",
    "architecture",
    "defaultCapacityProviderStrategy",
    "execLogGroupArn",
    "execKmsKeyArn",
    "namespaceId",
    "namespaceName",
    "namespaceArn",
] as const;
// Not every cluster has these, and what is there decides the rights of a task: facts say it.
const OPTIONAL = ["execLogGroupArn", "execKmsKeyArn"];

/** The outputs of a cluster that a platform stack exports for service stacks. */
export function exportCluster(cluster: ClusterRef): Record<string, pulumi.Input<unknown>> {
    return pick(cluster, CLUSTER_DATA);
}

/**
 * A cluster from what another stack exported. Say its facts where they differ from a public VPC of two zones: they
 * decide which resources a service has, so that they cannot come from the other stack itself.
 */
export function importCluster(exported: pulumi.Output<unknown>, facts: ClusterFacts = {}): ClusterRef {
    return {
        ...read(
            exported,
            CLUSTER_DATA.filter((key) => !OPTIONAL.includes(key)),
        ),
        ...facts,
    } as unknown as ClusterRef;
}

const BALANCER_DATA = ["listenerArn", "securityGroupId", "arnSuffix"] as const;

/** The outputs of a load balancer that a platform stack exports; it must have been given its `clusters`. */
export function exportLoadBalancer(balancer: LoadBalancerRef): Record<string, pulumi.Input<unknown>> {
    return pick(balancer, BALANCER_DATA);
}

/** A load balancer from what another stack exported, which lets it reach the instances of its clusters. */
export function importLoadBalancer(
    exported: pulumi.Output<unknown>,
    facts: Pick<LoadBalancerRef, "https"> = {},
): LoadBalancerRef {
    return { ...read(exported, BALANCER_DATA), reachesInstances: true, ...facts } as unknown as LoadBalancerRef;
}

const NETWORK_BALANCER_DATA = ["loadBalancerArn", "securityGroupId"] as const;

/** The outputs of a Network Load Balancer that a platform stack exports. */
export function exportNetworkLoadBalancer(balancer: NetworkLoadBalancerRef): Record<string, pulumi.Input<unknown>> {
    return pick(balancer, NETWORK_BALANCER_DATA);
}

/** A Network Load Balancer from what another stack exported. */
export function importNetworkLoadBalancer(
    exported: pulumi.Output<unknown>,
    facts: Pick<NetworkLoadBalancerRef, "clientCidrBlocks"> = {},
): NetworkLoadBalancerRef {
    return { ...read(exported, NETWORK_BALANCER_DATA), ...facts } as unknown as NetworkLoadBalancerRef;
}

const VPC_DATA = ["vpcId", "publicSubnetIds"] as const;

/** The outputs of a VPC that a platform stack exports. */
export function exportVpc(vpc: VpcRef): Record<string, pulumi.Input<unknown>> {
    return pick(vpc, vpc.privateSubnetIds === undefined ? VPC_DATA : [...VPC_DATA, "privateSubnetIds"]);
}

/** A VPC from what another stack exported; `withPrivateSubnets` where it has some. */
export function importVpc(exported: pulumi.Output<unknown>, facts: VpcFacts = {}, withPrivateSubnets = false): VpcRef {
    const keys = withPrivateSubnets ? [...VPC_DATA, "privateSubnetIds"] : VPC_DATA;
    return { ...read(exported, keys), ...facts } as unknown as VpcRef;
}

/** A service of another stack to connect to: its exported security group, and the facts that name the rules. */
export function importService(
    securityGroupId: pulumi.Input<string>,
    facts: Omit<ServiceRef, "securityGroupId">,
): ServiceRef {
    return { ...facts, securityGroupId };
}

function pick(ref: object, keys: readonly string[]): Record<string, pulumi.Input<unknown>> {
    const values = ref as Record<string, pulumi.Input<unknown>>;
    return Object.fromEntries(keys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));
}

function read(exported: pulumi.Output<unknown>, keys: readonly string[]): Record<string, pulumi.Output<unknown>> {
    return Object.fromEntries(
        keys.map((key) => [
            key,
            exported.apply((all) => {
                const value = (all as Record<string, unknown> | undefined)?.[key];
                // A namespace that was not made here may be without its ARN, which Service Connect alone asks for.
                if (value === undefined && key !== "namespaceArn")
                    throw new Error(`the other stack exports no ${key}; deploy it first, with this version`);
                return value;
            }),
        ]),
    );
}
