// References to what exists elsewhere, so that a component is tested alone.
import type { ClusterRef, LoadBalancerRef, ServiceRef, VpcRef } from "../../components";

/** A VPC with public subnets only. */
export const vpcRef = (more: Partial<VpcRef> = {}): VpcRef => ({
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-a", "subnet-b"],
    ...more,
});

/** A cluster of x86 instances with a namespace; a new object each time, since rules are kept by object. */
export const clusterRef = (more: Partial<ClusterRef> = {}): ClusterRef => ({
    clusterName: "shop-cluster",
    clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-cluster",
    vpcId: "vpc-1",
    taskSubnetIds: ["subnet-a", "subnet-b"],
    instanceSecurityGroupId: "sg-instances",
    capacityProviders: { main: "cp-main", large: "cp-large", arm: "cp-arm" },
    architectures: { main: "X86_64", large: "X86_64", arm: "ARM64" },
    architecture: "X86_64",
    defaultCapacityProviderStrategy: [{ capacityProvider: "cp-main", weight: 1, base: 0 }],
    namespaceId: "ns-1",
    namespaceName: "shop.internal",
    ...more,
});

/** A load balancer of another stack; a new object each time, since priorities are kept by object. */
export const balancerRef = (more: Partial<LoadBalancerRef> = {}): LoadBalancerRef => ({
    listenerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web/50dc6c495c0c9188/1",
    securityGroupId: "sg-balancer",
    arnSuffix: "app/web/50dc6c495c0c9188",
    ...more,
});

/** A service of another stack in awsvpc mode. */
export const serviceRef = (more: Partial<ServiceRef> = {}): ServiceRef => ({
    name: "db",
    securityGroupId: "sg-db",
    ports: [5432],
    dynamicPorts: false,
    ...more,
});
