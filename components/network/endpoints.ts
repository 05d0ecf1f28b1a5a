import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { Tagged } from "./publicSubnets";

/** The network that endpoints are in. */
interface Place {
    vpc: ec2.Vpc;
    routeTable: ec2.RouteTable;
    subnetIds: pulumi.Output<string>[];
}

/**
 * Ways to AWS services inside the VPC. Gateway endpoints for S3 and DynamoDB cost nothing, and image layers come from
 * S3; interface endpoints cost by the hour and zone: "AWS PrivateLink pricing".
 */
export function endpoints(
    name: string,
    interfaces: string[],
    { vpc: network, routeTable, subnetIds }: Place,
    tagged: Tagged,
    parent: pulumi.Resource,
): void {
    const { region } = accountOf(parent);
    for (const service of ["s3", "dynamodb"]) {
        new ec2.VpcEndpoint(
            `${name}-${service}`,
            {
                vpcId: network.id,
                serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
                vpcEndpointType: "Gateway",
                routeTableIds: [routeTable.id],
                tags: tagged(`-${service}`),
            },
            { parent },
        );
    }
    if (interfaces.length === 0) return;
    const group = endpointGroup(name, network, tagged, parent);
    for (const service of interfaces) {
        new ec2.VpcEndpoint(
            `${name}-${service}`,
            {
                vpcId: network.id,
                serviceName: serviceName(service, parent),
                vpcEndpointType: "Interface",
                subnetIds,
                securityGroupIds: [group.id],
                // The services' own host names lead to the endpoint, so no program has to know of it.
                privateDnsEnabled: true,
                tags: tagged(`-${service}`),
            },
            { parent },
        );
    }
}

function endpointGroup(name: string, network: ec2.Vpc, tagged: Tagged, parent: pulumi.Resource): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
        `${name}-endpoints`,
        { vpcId: network.id, description: `Interface endpoints of ${name}`, tags: tagged("-endpoints") },
        { parent },
    );
    new vpc.SecurityGroupIngressRule(
        `${name}-endpoints`,
        {
            securityGroupId: group.id,
            cidrIpv4: network.cidrBlock,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            description: "From the VPC",
        },
        { parent },
    );
    return group;
}

/** Name of a service's endpoint: in China most have a prefix, "AWS services that integrate with AWS PrivateLink". */
function serviceName(service: string, parent: pulumi.Resource): pulumi.Output<string> {
    const { region, partition } = accountOf(parent);
    return pulumi.all([region, partition]).apply(([here, aws]) => {
        const prefix = aws === "aws-cn" && !["logs", "ssm", "ssmmessages", "monitoring"].includes(service) ? "cn." : "";
        return `${prefix}com.amazonaws.${here}.${service}`;
    });
}
