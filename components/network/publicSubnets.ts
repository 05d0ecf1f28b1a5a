import * as ec2 from "@pulumi/aws/ec2";
import * as zonesOfRegion from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../errors";
import type { Layout, PublicVpcArgs } from "./publicVpcArgs";
import { ipv6SubnetCidr, subnetCidr } from "./subnets";

/** Tags with a Name of the VPC's and a suffix. */
export type Tagged = (suffix?: string) => Record<string, pulumi.Input<string>>;

/** The way to the internet that subnets are put on. */
export interface PublicRoutes {
    table: ec2.RouteTable;
    /** Default routes, IPv4 and where there is one IPv6. */
    internet: ec2.Route[];
}

/** Creates the route table of the public subnets. */
export function publicRoutes(
    name: string,
    network: ec2.Vpc,
    ipv6: boolean,
    tagged: Tagged,
    parent: pulumi.Resource,
): PublicRoutes {
    const gateway = new ec2.InternetGateway(`${name}-gateway`, { vpcId: network.id, tags: tagged() }, { parent });
    const table = new ec2.RouteTable(`${name}-routes`, { vpcId: network.id, tags: tagged("-public") }, { parent });
    const route = (suffix: string, destination: Partial<ec2.RouteArgs>) =>
        new ec2.Route(
            `${name}-${suffix}`,
            { routeTableId: table.id, gatewayId: gateway.id, ...destination },
            { parent },
        );
    return {
        table,
        internet: [
            route("internet", { destinationCidrBlock: "0.0.0.0/0" }),
            ...(ipv6 ? [route("internet-ipv6", { destinationIpv6CidrBlock: "::/0" })] : []),
        ],
    };
}

/** Creates one public subnet in each zone; ids are known once the subnets are routed to the internet. */
export function publicSubnets(
    name: string,
    args: PublicVpcArgs,
    layout: Layout,
    network: ec2.Vpc,
    routes: PublicRoutes,
    tagged: Tagged,
    parent: pulumi.Resource,
): pulumi.Output<string>[] {
    const named = args.availabilityZoneNames;
    const zone = named ? (index: number) => named[index] as string : zonesByName(layout.count, parent);
    return Array.from({ length: layout.count }, (_, index) => {
        const childName = `${name}-public-${index + 1}`;
        const subnet = new ec2.Subnet(
            childName,
            {
                vpcId: network.id,
                cidrBlock: subnetCidr(layout.cidrBlock, layout.subnetPrefix, index),
                availabilityZone: zone(index),
                mapPublicIpOnLaunch: true,
                ...(args.ipv6
                    ? {
                          ipv6CidrBlock: network.ipv6CidrBlock.apply((block) => ipv6SubnetCidr(block, index)),
                          assignIpv6AddressOnCreation: true,
                      }
                    : {}),
                tags: tagged(`-public-${index + 1}`),
            },
            // A zone that AWS adds to the region must not move the subnets that are there.
            { parent, ignoreChanges: named ? [] : ["availabilityZone"] },
        );
        const association = new ec2.RouteTableAssociation(
            childName,
            { subnetId: subnet.id, routeTableId: routes.table.id },
            { parent },
        );
        // Whoever uses the subnet waits for its way to the internet, and is gone before that way is.
        return pulumi
            .all([subnet.id, association.id, ...routes.internet.map(({ id }) => id)])
            .apply(([id]) => id as string);
    });
}

/** The region's zones in the order of their names; Local Zones and Wavelength Zones are not among them. */
function zonesByName(count: number, parent: pulumi.Resource): (index: number) => pulumi.Output<string> {
    const { names } = zonesOfRegion.getAvailabilityZonesOutput(
        { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
        { parent },
    );
    return (index) =>
        names.apply((all) => {
            const reason = `is ${count}, but the region offers ${all.length} zones: ${all.join(", ")}`;
            refuse(parent, all.length < count ? [{ propertyPath: "availabilityZoneCount", reason }] : []);
            return [...all].sort()[index] as string;
        });
}
