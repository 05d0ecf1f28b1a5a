import * as lb from "@pulumi/aws/lb";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { type Problem, refuse } from "../errors";
import { rangeProblems, shortName } from "../names";
import { parseCidr } from "../network/subnets";
import type { VpcRef } from "../network/vpcRef";
import { type AccessLogsArgs, accessLogsProblems, LogWriter, logBucket } from "./accessLogs";
import { aliasRecords, type DomainNameArgs } from "./domainName";
import { listeners } from "./listeners";
import { letBalancerReachInstances } from "./reach";
import { type RedirectArgs, redirectProblems, redirectRules } from "./redirects";
import { isBlock } from "./ruleArgs";
import { balancerGroup } from "./securityGroup";
import type { TlsPolicy } from "./tlsPolicy";

/** What is done with requests that a proxy and a web server could read differently: "Desync mitigation mode". */
export const DesyncMitigationMode = {
    /** All are passed on, and counted. */
    Monitor: "monitor",
    /** Dangerous ones are stopped. */
    Defensive: "defensive",
    /** All that break RFC 7230 are stopped. */
    Strictest: "strictest",
} as const;
/** What is done with requests that a proxy and a web server could read differently. */
export type DesyncMitigationMode = (typeof DesyncMitigationMode)[keyof typeof DesyncMitigationMode];

/** Where an Application Load Balancer stands and whom it lets in. */
export interface LoadBalancerArgs {
    /** VPC of the services behind it; its subnets must lie in two or more zones. */
    vpc: VpcRef;
    /**
     * ARN of an ACM certificate of this region. With it, services are on HTTPS and HTTP only redirects there. Presence
     * decides which listeners exist. Default: HTTP only.
     */
    certificateArn?: pulumi.Input<string>;
    /** ARNs of up to 25 further certificates, for other host names of the services. Default: none. */
    furtherCertificateArns?: pulumi.Input<string>[];
    /** Versions of TLS that the HTTPS listener speaks. Default: 1.2 and 1.3. */
    tlsPolicy?: TlsPolicy;
    /** Name in Route 53 that leads to it; `url` then has it. Default: none. */
    domainName?: DomainNameArgs;
    /** Requests that are sent to another address. Default: none but HTTP to HTTPS, with a certificate. */
    redirects?: RedirectArgs[];
    /** Where each request is written down; an empty object is enough. Default: nowhere. */
    accessLogs?: AccessLogsArgs;
    /** ARN of a web ACL of AWS WAF, of this region. Presence decides whether it is associated. Default: none. */
    webAclArn?: pulumi.Input<string>;
    /** Whether it has IPv6 addresses as well; the VPC must have ipv6. Default: false. */
    dualStack?: boolean;
    /** What is done with requests that could smuggle another one. Default: defensive. */
    desyncMitigationMode?: DesyncMitigationMode;
    /** Whether it is reachable only inside the VPC. A change replaces it. Default: false. */
    internal?: boolean;
    /** Blocks that may connect, IPv6 ones with dualStack. Default: everyone, or for an internal one nobody until given. */
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

/**
 * An Application Load Balancer with a listener that answers 404 where no service has a rule. Services add their rules
 * themselves, and the numbers of these never collide in one program; services of other stacks may give theirs.
 *
 * Children: `<name>` (load balancer, security group), `<name>-egress`, `<name>-http-<n>` and `<name>-https-<n>` (who may
 * connect), `<name>-http`, `<name>-https` (listeners), `<name>-to-<cluster>` (rule on the instances); where asked for
 * `<name>-egress-ipv6`, `<name>-<n>` (certificates from the second on), `<name>-redirect-<n>` (rules), `<name>` and
 * `<name>-ipv6` (alias records), `<name>` (association of the web ACL), `<name>-logs` (bucket and what protects it).
 */
export class LoadBalancer extends pulumi.ComponentResource {
    /** ARN of the load balancer. */
    readonly loadBalancerArn: pulumi.Output<string>;
    /** DNS name that AWS gave it. */
    readonly dnsName: pulumi.Output<string>;
    /** Hosted zone of the DNS name, for an alias record. */
    readonly zoneId: pulumi.Output<string>;
    /** URL by the domain name, or without one by the DNS name, which no certificate of yours has. */
    readonly url: pulumi.Output<string>;
    /** app/<name>/<id>, as CloudWatch and autoscaling know it. */
    readonly arnSuffix: pulumi.Output<string>;
    /** ARN of the listener that carries the services' rules. */
    readonly listenerArn: pulumi.Output<string>;
    /** Security group of the load balancer. */
    readonly securityGroupId: pulumi.Output<string>;
    /** Whether it may reach the instances of the clusters that it was given. */
    readonly reachesInstances: boolean;
    /** Whether that listener is HTTPS. */
    readonly https: boolean;

    constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a VPC is once all its parts are.
        super("ecs-ec2:index:LoadBalancer", name, {}, opts);
        refuse(this, problems(args, this));

        const https = args.certificateArn !== undefined;
        const group = balancerGroup(name, doors(args, https), this);
        const balancer = balancerOf(name, args, group.id, this);
        const listener = listeners(name, args, balancer, this);
        redirectRules(name, args.redirects ?? [], listener.arn, args.tags, this);
        if (args.domainName) aliasRecords(name, args.domainName, balancer, args.dualStack ?? false, this);
        if (args.webAclArn !== undefined) {
            const association = { resourceArn: balancer.arn, webAclArn: args.webAclArn };
            new wafv2.WebAclAssociation(name, association, { parent: this });
        }

        this.loadBalancerArn = balancer.arn;
        this.dnsName = balancer.dnsName;
        this.zoneId = balancer.zoneId;
        this.url = pulumi.interpolate`${https ? "https" : "http"}://${args.domainName?.name ?? balancer.dnsName}`;
        this.arnSuffix = balancer.arnSuffix;
        this.listenerArn = listener.arn;
        this.securityGroupId = group.id;
        this.https = https;
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
            https: this.https,
        });
    }
}

function* problems(args: LoadBalancerArgs, component: LoadBalancer): Generator<Problem> {
    yield* rangeProblems("idleTimeout", args.idleTimeout, { min: 1, max: 4000, unit: "seconds" });
    for (const [index, block] of (args.allowedCidrBlocks ?? []).entries()) {
        if (!(args.dualStack ? isBlock(block) : parseCidr(block))) {
            const kind = args.dualStack ? "IPv4 or IPv6" : "IPv4";
            yield {
                propertyPath: `allowedCidrBlocks[${index}]`,
                reason: `must be an ${kind} block such as 203.0.113.0/24, got ${JSON.stringify(block)}`,
            };
        }
    }
    if (args.dualStack && !args.vpc.ipv6) {
        yield { propertyPath: "dualStack", reason: "needs a VPC with IPv6; give it ipv6: true or leave this out" };
    }
    const further = args.furtherCertificateArns ?? [];
    if (further.length > 25) {
        yield { propertyPath: "furtherCertificateArns", reason: `must be up to 25, got ${further.length}` };
    }
    for (const key of ["furtherCertificateArns", "tlsPolicy"] as const) {
        if (args[key] !== undefined && args.certificateArn === undefined) {
            yield { propertyPath: key, reason: "has no effect without certificateArn; give that or leave it out" };
        }
    }
    yield* accessLogsProblems(args.accessLogs);
    yield* redirectProblems(component, args.redirects ?? []);
}

function doors(args: LoadBalancerArgs, https: boolean) {
    const everyone = args.dualStack ? ["0.0.0.0/0", "::/0"] : ["0.0.0.0/0"];
    return {
        vpc: args.vpc,
        ports: (https ? { http: 80, https: 443 } : { http: 80 }) as Record<string, number>,
        blocks: args.allowedCidrBlocks ?? (args.internal ? [] : everyone),
        dualStack: args.dualStack ?? false,
        tags: args.tags,
    };
}

function balancerOf(
    name: string,
    args: LoadBalancerArgs,
    securityGroupId: pulumi.Output<string>,
    parent: LoadBalancer,
): lb.LoadBalancer {
    const { accessLogs, desyncMitigationMode, dualStack } = args;
    const logs = accessLogs && logBucket(name, accessLogs, LogWriter.Application, args.tags, parent);
    return new lb.LoadBalancer(
        shortName(name),
        {
            loadBalancerType: "application",
            internal: args.internal ?? false,
            subnets: args.internal ? (args.vpc.privateSubnetIds ?? args.vpc.publicSubnetIds) : args.vpc.publicSubnetIds,
            securityGroups: [securityGroupId],
            idleTimeout: args.idleTimeout ?? 60,
            dropInvalidHeaderFields: true,
            enableDeletionProtection: args.deletionProtection ?? false,
            ...(dualStack ? { ipAddressType: "dualstack" } : {}),
            ...(desyncMitigationMode === undefined ? {} : { desyncMitigationMode }),
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
