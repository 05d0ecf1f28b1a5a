import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";

import { type Problem, refuse } from "../errors";
import { shortName } from "../names";
import { parseCidr } from "../network/subnets";
import type { VpcRef } from "../network/vpcRef";
import { type AccessLogsArgs, accessLogsProblems, LogWriter, logBucket } from "./accessLogs";
import { aliasRecords, type DomainNameArgs } from "./domainName";
import { isBlock } from "./ruleArgs";
import { balancerGroup } from "./securityGroup";

/** Where a Network Load Balancer stands and whom it lets in. */
export interface NetworkLoadBalancerArgs {
    /** VPC of the services behind it. */
    vpc: VpcRef;
    /** Whether it is reachable only inside the VPC. A change replaces it. Default: false. */
    internal?: boolean;
    /** Blocks that may connect, IPv6 ones with dualStack. Default: everyone, or for an internal one nobody until given. */
    allowedCidrBlocks?: string[];
    /** Whether connections also go to tasks in other zones than the client's node; AWS bills that traffic. Default: false. */
    crossZone?: boolean;
    /** Whether it has IPv6 addresses as well; the VPC must have ipv6. UDP listeners then need IPv6 targets. Default: false. */
    dualStack?: boolean;
    /** Whether AWS refuses to delete it. Turn it off and deploy before a destroy. Default: false. */
    deletionProtection?: boolean;
    /** Name in Route 53 that leads to it. Default: none. */
    domainName?: DomainNameArgs;
    /** Where TLS connections are written down; AWS logs no others. Default: nowhere. */
    accessLogs?: AccessLogsArgs;
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * A Network Load Balancer for TCP, UDP and TLS. Services add their listeners themselves, by `networkRoutes`, and with
 * each the rule that lets clients in on its port.
 *
 * Children: `<name>` (load balancer, security group, alias record), `<name>-egress`, and where asked for
 * `<name>-egress-ipv6`, `<name>-ipv6` (alias record), `<name>-logs` (bucket and what protects it).
 */
export class NetworkLoadBalancer extends pulumi.ComponentResource {
    /** ARN of the load balancer. */
    readonly loadBalancerArn: pulumi.Output<string>;
    /** DNS name that AWS gave it. */
    readonly dnsName: pulumi.Output<string>;
    /** Hosted zone of the DNS name, for an alias record. */
    readonly zoneId: pulumi.Output<string>;
    /** net/<name>/<id>, as CloudWatch knows it. */
    readonly arnSuffix: pulumi.Output<string>;
    /** Security group of the load balancer. */
    readonly securityGroupId: pulumi.Output<string>;
    /** Blocks that services let in on their ports. */
    readonly clientCidrBlocks: string[];

    constructor(name: string, args: NetworkLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a VPC is once all its parts are.
        super("ecs-ec2:index:NetworkLoadBalancer", name, {}, opts);
        refuse(this, problems(args));

        const dualStack = args.dualStack ?? false;
        const everyone = dualStack ? ["0.0.0.0/0", "::/0"] : ["0.0.0.0/0"];
        // Ports belong to services, so that no rule stands here.
        const doors = { vpc: args.vpc, ports: {}, blocks: [], dualStack, tags: args.tags };
        const group = balancerGroup(name, doors, this);
        const balancer = balancerOf(name, args, group.id, this);
        if (args.domainName) aliasRecords(name, args.domainName, balancer, dualStack, this);

        this.loadBalancerArn = balancer.arn;
        this.dnsName = balancer.dnsName;
        this.zoneId = balancer.zoneId;
        this.arnSuffix = balancer.arnSuffix;
        this.securityGroupId = group.id;
        this.clientCidrBlocks = args.allowedCidrBlocks ?? (args.internal ? [] : everyone);
        this.registerOutputs({
            loadBalancerArn: this.loadBalancerArn,
            dnsName: this.dnsName,
            zoneId: this.zoneId,
            arnSuffix: this.arnSuffix,
            securityGroupId: this.securityGroupId,
            clientCidrBlocks: this.clientCidrBlocks,
        });
    }
}

function* problems(args: NetworkLoadBalancerArgs): Generator<Problem> {
    for (const [index, block] of (args.allowedCidrBlocks ?? []).entries()) {
        if (!(args.dualStack ? isBlock(block) : parseCidr(block))) {
            const kind = args.dualStack ? "IPv4 or IPv6" : "IPv4";
            const reason = `must be an ${kind} block such as 203.0.113.0/24, got ${JSON.stringify(block)}`;
            yield { propertyPath: `allowedCidrBlocks[${index}]`, reason };
        }
    }
    if (args.dualStack && !args.vpc.ipv6) {
        yield { propertyPath: "dualStack", reason: "needs a VPC with IPv6; give it ipv6: true or leave this out" };
    }
    yield* accessLogsProblems(args.accessLogs);
}

function balancerOf(
    name: string,
    args: NetworkLoadBalancerArgs,
    securityGroupId: pulumi.Output<string>,
    parent: NetworkLoadBalancer,
): lb.LoadBalancer {
    const { accessLogs } = args;
    const logs = accessLogs && logBucket(name, accessLogs, LogWriter.Network, args.tags, parent);
    return new lb.LoadBalancer(
        shortName(name),
        {
            loadBalancerType: "network",
            internal: args.internal ?? false,
            subnets: args.internal ? (args.vpc.privateSubnetIds ?? args.vpc.publicSubnetIds) : args.vpc.publicSubnetIds,
            // A balancer made without a group can never get one: "Update the security groups for your NLB".
            securityGroups: [securityGroupId],
            enableCrossZoneLoadBalancing: args.crossZone ?? false,
            enableDeletionProtection: args.deletionProtection ?? false,
            ...(args.dualStack ? { ipAddressType: "dualstack" } : {}),
            ...(logs
                ? {
                      accessLogs: {
                          bucket: logs,
                          enabled: true,
                          ...(accessLogs.prefix === undefined ? {} : { prefix: accessLogs.prefix }),
                      },
                  }
                : {}),
            tags: args.tags,
        },
        { parent },
    );
}
