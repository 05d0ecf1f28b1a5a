import type * as pulumi from "@pulumi/pulumi";

/** A load balancer to put services behind: a LoadBalancer, or the same outputs by a stack reference. */
export interface LoadBalancerRef {
    /** ARN of the listener that carries the services' rules: HTTPS where there is one. */
    listenerArn: pulumi.Input<string>;
    /** Security group of the load balancer, which tasks let in. */
    securityGroupId: pulumi.Input<string>;
    /** The part of the load balancer's ARN that CloudWatch and autoscaling know it by: app/<name>/<id>. */
    arnSuffix: pulumi.Input<string>;
    /**
     * Whether the balancer may already reach the instances of every cluster that its services run on. Plain: otherwise
     * each service in bridge or host mode adds the rule, and AWS refuses a second equal one. Default: false.
     */
    reachesInstances?: boolean;
    /** Whether the listener is HTTPS, which sign-in, HTTP/2 and gRPC need. Plain: it is checked. Default: not checked. */
    https?: boolean;
}
