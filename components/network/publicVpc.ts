import * as ec2 from "@pulumi/aws/ec2";
import * as aws from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";
import { cidrProblems, subnetCidr } from "./subnets";

/** Shape and addresses of a VPC with public subnets only. */
export interface PublicVpcArgs {
    /** IPv4 block of the VPC, /16 to /28. Changing it replaces the VPC. Default: 10.0.0.0/16. */
    cidrBlock?: string;
    /**
     * Prefix length of each subnet, up to 28. It does not depend on the number of zones, so that a zone can be added
     * without moving the others. Default: 4 more than the VPC's, that is /20 with 4091 addresses in a /16.
     */
    subnetPrefix?: number;
    /**
     * Number of availability zones, 2 to 6, each with one subnet. The region's zones are taken in the order of their
     * names and a subnet keeps its zone when the region adds one. Default: 2.
     */
    availabilityZoneCount?: number;
    /** Names of the availability zones, instead of a count; append to grow, reordering replaces subnets. */
    availabilityZoneNames?: string[];
    /** Tags of the VPC and all that is in it, beside a Name. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * A VPC without private subnets and without NAT: one public subnet in each of two or more availability zones, an
 * internet gateway, one route table, gateway endpoints for S3 and DynamoDB, which cost nothing, and a default security
 * group that lets nothing in or out. Container instances get public IPv4 addresses, which AWS bills by the hour; tasks
 * in awsvpc mode get none and have no way to the internet over IPv4.
 *
 * Children: `<name>` (VPC), `<name>-gateway`, `<name>-routes`, `<name>-internet` (default route),
 * `<name>-public-<n>` (subnet and route table association), `<name>-s3`, `<name>-dynamodb`, `<name>-default`.
 */
export class PublicVpc extends pulumi.ComponentResource {
    /** Id of the VPC. */
    readonly vpcId: pulumi.Output<string>;
    /** Ids of the subnets, in the order of their zones, known once they are routed to the internet. */
    readonly publicSubnetIds: pulumi.Output<string[]>;
    /** Number of the subnets. */
    readonly subnetCount: number;
    /** IPv4 block of the VPC. */
    readonly cidrBlock: pulumi.Output<string>;

    constructor(name: string, args: PublicVpcArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:PublicVpc", name, args, opts);

        const layout = layoutOf(args);
        refuse(this, problems(args, layout));

        const tagged = (suffix = "") => ({ ...args.tags, Name: `${name}${suffix}` });
        const vpc = new ec2.Vpc(
            name,
            {
                cidrBlock: layout.cidrBlock,
                // Cloud Map's private names resolve only with both.
                enableDnsSupport: true,
                enableDnsHostnames: true,
                tags: tagged(),
            },
            { parent: this },
        );
        new ec2.DefaultSecurityGroup(
            `${name}-default`,
            { vpcId: vpc.id, ingress: [], egress: [], tags: tagged("-default") },
            { parent: this },
        );
        const routes = routeTable(name, vpc, tagged, this);

        this.vpcId = vpc.id;
        this.publicSubnetIds = pulumi.output(subnets(name, args, layout, vpc, routes, tagged, this));
        this.subnetCount = layout.count;
        this.cidrBlock = vpc.cidrBlock;
        this.registerOutputs({
            vpcId: this.vpcId,
            publicSubnetIds: this.publicSubnetIds,
            subnetCount: this.subnetCount,
            cidrBlock: this.cidrBlock,
        });
    }
}

interface Layout {
    cidrBlock: string;
    subnetPrefix: number;
    count: number;
}

function layoutOf(args: PublicVpcArgs): Layout {
    const cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
    return {
        cidrBlock,
        subnetPrefix: args.subnetPrefix ?? Math.min(28, Number(cidrBlock.split("/")[1]) + 4),
        count: args.availabilityZoneNames?.length ?? args.availabilityZoneCount ?? 2,
    };
}

function* problems(args: PublicVpcArgs, layout: Layout): Generator<Problem> {
    if (args.availabilityZoneNames !== undefined) {
        const names = args.availabilityZoneNames;
        if (args.availabilityZoneCount !== undefined) {
            yield {
                propertyPath: "availabilityZoneCount",
                reason: "says the same as availabilityZoneNames; give one of the two",
            };
        }
        if (names.length < 2 || new Set(names).size < names.length) {
            yield {
                propertyPath: "availabilityZoneNames",
                reason: `must be two or more different zones, because a load balancer needs two, got ${JSON.stringify(names)}`,
            };
        }
    } else {
        yield* rangeProblems("availabilityZoneCount", args.availabilityZoneCount, { min: 2, max: 6, unit: "zones" });
    }
    yield* cidrProblems(layout.cidrBlock, layout.subnetPrefix, layout.count);
}

type Tagged = (suffix?: string) => Record<string, pulumi.Input<string>>;

interface Routes {
    table: ec2.RouteTable;
    internet: ec2.Route;
}

function routeTable(name: string, vpc: ec2.Vpc, tagged: Tagged, parent: PublicVpc): Routes {
    const gateway = new ec2.InternetGateway(`${name}-gateway`, { vpcId: vpc.id, tags: tagged() }, { parent });
    const table = new ec2.RouteTable(`${name}-routes`, { vpcId: vpc.id, tags: tagged("-public") }, { parent });
    const internet = new ec2.Route(
        `${name}-internet`,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
        { parent },
    );
    const { region } = accountOf(parent);
    for (const service of ["s3", "dynamodb"]) {
        new ec2.VpcEndpoint(
            `${name}-${service}`,
            {
                vpcId: vpc.id,
                serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
                vpcEndpointType: "Gateway",
                routeTableIds: [table.id],
                tags: tagged(`-${service}`),
            },
            { parent },
        );
    }
    return { table, internet };
}

function subnets(
    name: string,
    args: PublicVpcArgs,
    layout: Layout,
    vpc: ec2.Vpc,
    { table, internet }: Routes,
    tagged: Tagged,
    parent: PublicVpc,
): pulumi.Output<string>[] {
    const named = args.availabilityZoneNames;
    // Local Zones and Wavelength Zones have no Application Load Balancers of their own: only the region's own zones.
    const zones = named
        ? undefined
        : aws.getAvailabilityZonesOutput(
              { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
              { parent },
          ).names;
    return Array.from({ length: layout.count }, (_, index) => {
        const childName = `${name}-public-${index + 1}`;
        const subnet = new ec2.Subnet(
            childName,
            {
                vpcId: vpc.id,
                cidrBlock: subnetCidr(layout.cidrBlock, layout.subnetPrefix, index),
                availabilityZone:
                    named?.[index] ?? zoneAt(zones as pulumi.Output<string[]>, index, layout.count, parent),
                mapPublicIpOnLaunch: true,
                tags: tagged(`-public-${index + 1}`),
            },
            // A zone that AWS adds to the region must not move the subnets that are there.
            { parent, ignoreChanges: named ? [] : ["availabilityZone"] },
        );
        const association = new ec2.RouteTableAssociation(
            childName,
            { subnetId: subnet.id, routeTableId: table.id },
            { parent },
        );
        // Whoever uses the subnet waits for its way to the internet, and is gone before that way is.
        return pulumi.all([subnet.id, association.id, internet.id]).apply(([id]) => id);
    });
}

function zoneAt(
    zones: pulumi.Output<string[]>,
    index: number,
    count: number,
    parent: PublicVpc,
): pulumi.Output<string> {
    return zones.apply((names) => {
        const zone = [...names].sort()[index];
        refuse(
            parent,
            zone === undefined
                ? [
                      {
                          propertyPath: "availabilityZoneCount",
                          reason: `is ${count}, but the region offers ${names.length} zones: ${names.join(", ")}`,
                      },
                  ]
                : [],
        );
        return zone as string;
    });
}
