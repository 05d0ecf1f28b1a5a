import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { type Problem, refuse } from "../errors";
import { rangeProblems, shortName } from "../names";
import { parseCidr } from "../network/subnets";
import type { VpcRef } from "../network/vpcRef";
import { certificateHere } from "./certificate";
import { letBalancerReachInstances } from "./reach";

/** Where an Application Load Balancer stands and whom it lets in. */
export interface LoadBalancerArgs {
    /** VPC of the services behind it; its subnets must lie in two or more zones. */
    vpc: VpcRef;
    /**
     * ARN of an ACM certificate of this region. With it, services are on HTTPS and HTTP only redirects there. Presence
     * decides which listeners exist. Default: HTTP only.
     */
    certificateArn?: pulumi.Input<string>;
    /** Whether it is reachable only inside the VPC. A change replaces it. Default: false. */
    internal?: boolean;
    /** IPv4 blocks that may connect. Default: everyone, or for an internal one nobody until given. */
    allowedCidrBlocks?: string[];
    /** Seconds after which a silent connection is closed, 1 to 4000. Default: 60. */
    idleTimeout?: number;
    /** Whether AWS refuses to delete it. Turn it off and deploy before a destroy. Default: false. */
    deletionProtection?: boolean;
    /**
     * Clusters whose tasks in bridge or host mode it serves. Needed when services of other stacks use the balancer; in
     * one program the rule is added with the first service that needs it. Default: none.
     */
    clusters?: ClusterRef[];
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** TLS policy of the HTTPS listener, 1.2 and 1.3 only; the API's own default is from 2016: "Security policies" of ELB. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * An Application Load Balancer with a listener that answers 404 where no service has a rule. Services add their rules
 * themselves, and the numbers of these never collide.
 *
 * Children: `<name>` (load balancer, security group), `<name>-egress`, `<name>-http-<n>` and `<name>-https-<n>` (who may
 * connect), `<name>-http`, `<name>-https` (listeners), `<name>-to-<cluster>` (rule on the instances).
 */
export class LoadBalancer extends pulumi.ComponentResource {
    /** ARN of the load balancer. */
    readonly loadBalancerArn: pulumi.Output<string>;
    /** DNS name that AWS gave it. */
    readonly dnsName: pulumi.Output<string>;
    /** Hosted zone of the DNS name, for an alias record. */
    readonly zoneId: pulumi.Output<string>;
    /** URL by the DNS name; with a certificate, browsers want the certificate's own name instead. */
    readonly url: pulumi.Output<string>;
    /** app/<name>/<id>, as CloudWatch and autoscaling know it. */
    readonly arnSuffix: pulumi.Output<string>;
    /** ARN of the listener that carries the services' rules. */
    readonly listenerArn: pulumi.Output<string>;
    /** Security group of the load balancer. */
    readonly securityGroupId: pulumi.Output<string>;
    /** Whether it may reach the instances of the clusters that it was given. */
    readonly reachesInstances: boolean;

    constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a VPC is once all its parts are.
        super("ecs-ec2:index:LoadBalancer", name, {}, opts);
        refuse(this, problems(args));

        const group = securityGroup(name, args, this);
        const balancer = new lb.LoadBalancer(
            shortName(name),
            {
                loadBalancerType: "application",
                internal: args.internal ?? false,
                subnets: args.internal
                    ? (args.vpc.privateSubnetIds ?? args.vpc.publicSubnetIds)
                    : args.vpc.publicSubnetIds,
                securityGroups: [group.id],
                idleTimeout: args.idleTimeout ?? 60,
                dropInvalidHeaderFields: true,
                enableDeletionProtection: args.deletionProtection ?? false,
                tags: args.tags,
            },
            { parent: this },
        );
        const listener = listeners(name, args, balancer, this);

        this.loadBalancerArn = balancer.arn;
        this.dnsName = balancer.dnsName;
        this.zoneId = balancer.zoneId;
        this.url = pulumi.interpolate`${args.certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`;
        this.arnSuffix = balancer.arnSuffix;
        this.listenerArn = listener.arn;
        this.securityGroupId = group.id;
        this.reachesInstances = (args.clusters ?? []).length > 0;
        for (const cluster of args.clusters ?? []) {
            letBalancerReachInstances(name, this, cluster);
        }
        this.registerOutputs({
            loadBalancerArn: this.loadBalancerArn,
            dnsName: this.dnsName,
            zoneId: this.zoneId,
            url: this.url,
            arnSuffix: this.arnSuffix,
            listenerArn: this.listenerArn,
            securityGroupId: this.securityGroupId,
            reachesInstances: this.reachesInstances,
        });
    }
}

function* problems(args: LoadBalancerArgs): Generator<Problem> {
    yield* rangeProblems("idleTimeout", args.idleTimeout, { min: 1, max: 4000, unit: "seconds" });
    for (const [index, block] of (args.allowedCidrBlocks ?? []).entries()) {
        if (!parseCidr(block)) {
            yield {
                propertyPath: `allowedCidrBlocks[${index}]`,
                reason: `must be an IPv4 block such as 203.0.113.0/24, got ${JSON.stringify(block)}`,
            };
        }
    }
}

function securityGroup(name: string, args: LoadBalancerArgs, parent: LoadBalancer): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
        name,
        {
            vpcId: args.vpc.vpcId,
            description: `Load balancer ${name}`,
            tags: { ...args.tags, Name: name },
        },
        { parent },
    );
    new vpc.SecurityGroupEgressRule(
        `${name}-egress`,
        { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", description: "To the targets" },
        { parent },
    );
    const blocks = args.allowedCidrBlocks ?? (args.internal ? [] : ["0.0.0.0/0"]);
    const ports = args.certificateArn === undefined ? { http: 80 } : { http: 80, https: 443 };
    for (const [protocol, port] of Object.entries(ports)) {
        for (const [index, cidrIpv4] of blocks.entries()) {
            new vpc.SecurityGroupIngressRule(
                `${name}-${protocol}-${index + 1}`,
                { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4 },
                { parent },
            );
        }
    }
    return group;
}

function listeners(name: string, args: LoadBalancerArgs, balancer: lb.LoadBalancer, parent: LoadBalancer): lb.Listener {
    const notFound = {
        type: "fixed-response",
        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
    };
    const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    const http = new lb.Listener(
        `${name}-http`,
        {
            loadBalancerArn: balancer.arn,
            port: 80,
            protocol: "HTTP",
            defaultActions: [args.certificateArn === undefined ? notFound : toHttps],
            tags: args.tags,
        },
        { parent },
    );
    if (args.certificateArn === undefined) {
        return http;
    }
    return new lb.Listener(
        `${name}-https`,
        {
            loadBalancerArn: balancer.arn,
            port: 443,
            protocol: "HTTPS",
            certificateArn: certificateHere(args.certificateArn, "certificateArn", parent),
            sslPolicy: TLS_POLICY,
            defaultActions: [notFound],
            tags: args.tags,
        },
        { parent },
    );
}
