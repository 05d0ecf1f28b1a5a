import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";

import type { VpcRef } from "../network/vpcRef";

/** Whom a load balancer lets in. */
export interface Doors {
    vpc: VpcRef;
    /** Ports by the name that they have in the names of the rules. */
    ports: Record<string, number>;
    blocks: string[];
    dualStack: boolean;
    tags: Record<string, pulumi.Input<string>> | undefined;
}

/** The part of a rule that names a block. */
export const blockOf = (block: string) => (block.includes(":") ? { cidrIpv6: block } : { cidrIpv4: block });

/** Creates the security group of a load balancer. */
export function balancerGroup(name: string, doors: Doors, parent: pulumi.Resource): ec2.SecurityGroup {
    const { tags, blocks, dualStack } = doors;
    const group = new ec2.SecurityGroup(
        name,
        { vpcId: doors.vpc.vpcId, description: `Load balancer ${name}`, tags: { ...tags, Name: name } },
        { parent },
    );
    const out = dualStack ? { "": "0.0.0.0/0", "-ipv6": "::/0" } : { "": "0.0.0.0/0" };
    for (const [suffix, block] of Object.entries(out)) {
        new vpc.SecurityGroupEgressRule(
            `${name}-egress${suffix}`,
            { securityGroupId: group.id, ipProtocol: "-1", ...blockOf(block), description: "To the targets" },
            { parent },
        );
    }
    for (const [protocol, port] of Object.entries(doors.ports)) {
        for (const [index, block] of blocks.entries()) {
            new vpc.SecurityGroupIngressRule(
                `${name}-${protocol}-${index + 1}`,
                { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port, ...blockOf(block) },
                { parent },
            );
        }
    }
    return group;
}
