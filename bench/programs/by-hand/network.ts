import * as ec2 from "@pulumi/aws/ec2";
import * as zones from "@pulumi/aws/getAvailabilityZones";
import type * as pulumi from "@pulumi/pulumi";
import { named, region } from "./common";

export const network = new ec2.Vpc("bench", {
    cidrBlock: "10.0.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: named("bench"),
});
new ec2.DefaultSecurityGroup("bench-default", {
    vpcId: network.id,
    ingress: [],
    egress: [],
    tags: named("bench-default"),
});
const gateway = new ec2.InternetGateway("bench-gateway", { vpcId: network.id, tags: named("bench") });
const routes = new ec2.RouteTable("bench-routes", { vpcId: network.id, tags: named("bench-public") });
const internet = new ec2.Route("bench-internet", {
    routeTableId: routes.id,
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: gateway.id,
});
for (const service of ["s3", "dynamodb"]) {
    new ec2.VpcEndpoint(`bench-${service}`, {
        vpcId: network.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: [routes.id],
        tags: named(`bench-${service}`),
    });
}
const zoneNames = zones.getAvailabilityZonesOutput({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
}).names;
const subnets = [0, 1].map(
    (index) =>
        new ec2.Subnet(
            `bench-public-${index + 1}`,
            {
                vpcId: network.id,
                cidrBlock: `10.0.${index * 16}.0/20`,
                availabilityZone: zoneNames[index] as pulumi.Output<string>,
                mapPublicIpOnLaunch: true,
                tags: named(`bench-public-${index + 1}`),
            },
            { ignoreChanges: ["availabilityZone"] },
        ),
);
export const subnetIds = subnets.map(({ id }) => id);
const associations = subnets.map(
    (subnet, index) =>
        new ec2.RouteTableAssociation(`bench-public-${index + 1}`, { subnetId: subnet.id, routeTableId: routes.id }),
);
export const online = [internet, ...associations];
