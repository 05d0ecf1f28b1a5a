import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";

import type { VpcRef } from "./vpcRef";

/** Which VPC of the account to look up. */
export interface VpcLookupArgs {
    /** Id of the VPC. Default: the account's default VPC. */
    vpcId?: pulumi.Input<string>;
    /** Whether its private subnets, those that give no public addresses, are for instances and tasks. Default: false. */
    usePrivateSubnets?: boolean;
    /** Number of subnets of each kind; an EFS volume needs it. Default: unknown. */
    subnetCount?: number;
    /** Whether awsvpc tasks reach the internet there. Default: true with private subnets, else false. */
    taskEgress?: boolean;
}

/**
 * A VPC that exists already, the account's default VPC for one, as a reference for clusters and load balancers. Subnets
 * count as public when they give public addresses to what starts in them.
 */
export function lookupVpc(args: VpcLookupArgs = {}, opts?: pulumi.InvokeOptions): VpcRef {
    const found = ec2.getVpcOutput(args.vpcId === undefined ? { default: true } : { id: args.vpcId }, opts);
    const subnets = (givesPublicAddresses: boolean) =>
        ec2.getSubnetsOutput(
            {
                filters: [
                    { name: "vpc-id", values: [found.id] },
                    { name: "map-public-ip-on-launch", values: [String(givesPublicAddresses)] },
                ],
            },
            opts,
        ).ids;
    return {
        vpcId: found.id,
        // In a fixed order: another one would move mount targets and tasks.
        publicSubnetIds: subnets(true).apply((ids) => [...ids].sort()),
        ...(args.usePrivateSubnets ? { privateSubnetIds: subnets(false).apply((ids) => [...ids].sort()) } : {}),
        ...(args.subnetCount === undefined ? {} : { subnetCount: args.subnetCount }),
        ...(args.taskEgress === undefined ? {} : { taskEgress: args.taskEgress }),
    };
}
