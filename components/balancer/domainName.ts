import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";

/** A name in Route 53 that leads to a load balancer. */
export interface DomainNameArgs {
    /** Domain name, such as shop.example.com. */
    name: pulumi.Input<string>;
    /** Id of the Route 53 hosted zone that it is in. */
    hostedZoneId: pulumi.Input<string>;
}

/** Alias records of a load balancer; an alias costs nothing and follows the balancer's addresses. */
export function aliasRecords(
    name: string,
    domain: DomainNameArgs,
    balancer: { dnsName: pulumi.Output<string>; zoneId: pulumi.Output<string> },
    dualStack: boolean,
    parent: pulumi.Resource,
): void {
    const types = dualStack ? { A: name, AAAA: `${name}-ipv6` } : { A: name };
    for (const [type, resource] of Object.entries(types)) {
        new route53.Record(
            resource,
            {
                name: domain.name,
                zoneId: domain.hostedZoneId,
                type,
                aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false }],
            },
            { parent },
        );
    }
}
