import type * as pulumi from "@pulumi/pulumi";

/** A Network Load Balancer to put services behind: a NetworkLoadBalancer, or the same outputs by a stack reference. */
export interface NetworkLoadBalancerRef {
    /** ARN of the load balancer. */
    loadBalancerArn: pulumi.Input<string>;
    /** Security group of the load balancer, which tasks let in. */
    securityGroupId: pulumi.Input<string>;
    /** Blocks that may connect to a service's port. Plain: each is a rule of the port. Default: everyone by IPv4. */
    clientCidrBlocks?: string[];
}
