import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { type FlowLogsArgs, flowLogsProblems } from "./flowLogsArgs";
import { cidrProblems } from "./subnets";

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
    /**
     * Whether the VPC has IPv6 as well, so that awsvpc tasks reach what has IPv6 addresses on the internet, without NAT
     * and at no charge. It turns on the account setting dualStackIPv6 for this region, which stays when the stack goes.
     * What has only an IPv4 address, such as much of the internet, stays out of reach. Default: false.
     */
    ipv6?: boolean;
    /**
     * AWS services that tasks reach inside the VPC, by their endpoints' names such as secretsmanager or ecr.api. Each is
     * an interface endpoint in every zone, billed by the hour and zone. Default: none.
     */
    interfaceEndpoints?: string[];
    /** Record of the VPC's connections in CloudWatch Logs. Default: none. */
    flowLogs?: FlowLogsArgs;
    /** Tags of the VPC and all that is in it, beside a Name. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** Addresses and zones with their defaults. */
export interface Layout {
    cidrBlock: string;
    subnetPrefix: number;
    count: number;
}

/** Addresses and zones that the arguments ask for. */
export function layoutOf(args: PublicVpcArgs): Layout {
    const cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
    return {
        cidrBlock,
        subnetPrefix: args.subnetPrefix ?? Math.min(28, Number(cidrBlock.split("/")[1]) + 4),
        count: args.availabilityZoneNames?.length ?? args.availabilityZoneCount ?? 2,
    };
}

/** What is wrong with the arguments. */
export function* vpcProblems(args: PublicVpcArgs, layout: Layout): Generator<Problem> {
    const names = args.availabilityZoneNames;
    if (names === undefined) {
        yield* rangeProblems("availabilityZoneCount", args.availabilityZoneCount, { min: 2, max: 6, unit: "zones" });
    } else {
        if (args.availabilityZoneCount !== undefined) {
            const reason = "says the same as availabilityZoneNames; give one of the two";
            yield { propertyPath: "availabilityZoneCount", reason };
        }
        if (names.length < 2 || new Set(names).size < names.length) {
            const reason = `must be two or more different zones, because a load balancer needs two, got ${JSON.stringify(names)}`;
            yield { propertyPath: "availabilityZoneNames", reason };
        }
    }
    yield* cidrProblems(layout.cidrBlock, layout.subnetPrefix, layout.count);
    for (const [index, service] of (args.interfaceEndpoints ?? []).entries()) {
        const propertyPath = `interfaceEndpoints[${index}]`;
        if (!/^[a-z][a-z0-9.-]*$/.test(service) || service.startsWith("com.")) {
            yield {
                propertyPath,
                reason: `must be a service such as secretsmanager or ecr.api, got ${JSON.stringify(service)}`,
            };
        } else if ((args.interfaceEndpoints ?? []).indexOf(service) < index) {
            yield { propertyPath, reason: `stands there twice: ${service}` };
        } else if (service === "s3" || service === "dynamodb") {
            yield { propertyPath, reason: `is there already: ${service} has a gateway endpoint, which costs nothing` };
        }
    }
    yield* flowLogsProblems(args.flowLogs ?? {});
}
