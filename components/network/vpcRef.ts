import type * as pulumi from "@pulumi/pulumi";

/**
 * A VPC to run in: a PublicVpc, an `awsx.ec2.Vpc`, or ids from anywhere else, such as a stack reference. With private
 * subnets, instances and tasks go there; load balancers that face the internet always go to the public ones.
 */
export interface VpcRef {
    /** Id of the VPC. It needs DNS support and DNS hostnames for Cloud Map names to resolve. */
    vpcId: pulumi.Input<string>;
    /** Ids of the subnets with a route to an internet gateway; two or more zones for a load balancer. */
    publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Ids of the subnets that reach the internet through NAT. Default: none; instances then get public addresses. */
    privateSubnetIds?: pulumi.Input<pulumi.Input<string>[]>;
    /** Whether its subnets have IPv6, so that security groups let tasks out that way. Plain. Default: false. */
    ipv6?: boolean;
    /** Number of subnets of each kind. Plain: an EFS volume has a mount target in each. Default: as listed. */
    subnetCount?: number;
    /**
     * Whether tasks in awsvpc mode reach the internet: on EC2 their interfaces get no public IPv4 address, so it takes
     * NAT or IPv6. Plain: it decides the network mode of services. Default: true with private subnets, else false.
     */
    taskEgress?: boolean;
}

/** Whether awsvpc tasks of this VPC have a way out. */
export function hasTaskEgress(vpc: VpcRef): boolean {
    return vpc.taskEgress ?? vpc.privateSubnetIds !== undefined;
}

/** Number of subnets that instances and awsvpc tasks run in; undefined when nobody has said it. */
export function taskSubnetCount(vpc: VpcRef): number | undefined {
    const subnets = taskSubnetIds(vpc);
    return vpc.subnetCount ?? (Array.isArray(subnets) ? subnets.length : undefined);
}

/** Subnets that instances and awsvpc tasks run in. */
export function taskSubnetIds(vpc: VpcRef): pulumi.Input<pulumi.Input<string>[]> {
    return vpc.privateSubnetIds ?? vpc.publicSubnetIds;
}
