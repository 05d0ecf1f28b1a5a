import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { refuse } from "../errors";
import { endpoints } from "./endpoints";
import { flowLogs } from "./flowLogs";
import { publicRoutes, publicSubnets } from "./publicSubnets";
import { layoutOf, type PublicVpcArgs, vpcProblems } from "./publicVpcArgs";

/**
 * A VPC without private subnets and without NAT: one public subnet in each of two or more availability zones, an
 * internet gateway, one route table, gateway endpoints for S3 and DynamoDB, which cost nothing, and a default security
 * group that lets nothing in or out. Container instances get public IPv4 addresses, which AWS bills by the hour; tasks
 * in awsvpc mode get none and have no way to the internet over IPv4.
 *
 * Children: `<name>` (VPC), `<name>-gateway`, `<name>-routes`, `<name>-internet` (default route),
 * `<name>-public-<n>` (subnet and route table association), `<name>-s3`, `<name>-dynamodb`, `<name>-default`, and where
 * asked for `<name>-internet-ipv6`, `<name>-dual-stack` (account setting), `<name>-<service>` and `<name>-endpoints`
 * (interface endpoints and their security group), `<name>-flows` (flow log, log group and role).
 */
export class PublicVpc extends pulumi.ComponentResource {
    /** Id of the VPC. */
    readonly vpcId: pulumi.Output<string>;
    /** Ids of the subnets, in the order of their zones, known once they are routed to the internet. */
    readonly publicSubnetIds: pulumi.Output<string[]>;
    /** Number of the subnets. */
    readonly subnetCount: number;
    /** Whether awsvpc tasks reach the internet: over IPv6 only. */
    readonly taskEgress: boolean;
    /** Whether the VPC has IPv6 addresses. */
    readonly ipv6: boolean;
    /** IPv4 block of the VPC. */
    readonly cidrBlock: pulumi.Output<string>;

    constructor(name: string, args: PublicVpcArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:PublicVpc", name, {}, opts);

        const layout = layoutOf(args);
        refuse(this, vpcProblems(args, layout));

        const ipv6 = args.ipv6 ?? false;
        const tagged = (suffix = "") => ({ ...args.tags, Name: `${name}${suffix}` });
        const network = new ec2.Vpc(
            name,
            {
                cidrBlock: layout.cidrBlock,
                // Cloud Map's private names resolve only with both.
                enableDnsSupport: true,
                enableDnsHostnames: true,
                ...(ipv6 ? { assignGeneratedIpv6CidrBlock: true } : {}),
                tags: tagged(),
            },
            { parent: this },
        );
        new ec2.DefaultSecurityGroup(
            `${name}-default`,
            { vpcId: network.id, ingress: [], egress: [], tags: tagged("-default") },
            { parent: this },
        );
        const routes = publicRoutes(name, network, ipv6, tagged, this);
        const subnetIds = publicSubnets(name, args, layout, network, routes, tagged, this);
        const place = { vpc: network, routeTable: routes.table, subnetIds };
        endpoints(name, args.interfaceEndpoints ?? [], place, tagged, this);
        if (args.flowLogs) flowLogs(name, args.flowLogs, network.id, tagged("-flows"), this);
        if (ipv6) {
            // It belongs to the account, so no stack removes it.
            new ecs.AccountSettingDefault(
                `${name}-dual-stack`,
                { name: "dualStackIPv6", value: "enabled" },
                { parent: this, retainOnDelete: true },
            );
        }

        this.vpcId = network.id;
        this.publicSubnetIds = pulumi.output(subnetIds);
        this.subnetCount = layout.count;
        this.taskEgress = ipv6;
        this.ipv6 = ipv6;
        this.cidrBlock = network.cidrBlock;
        this.registerOutputs({
            vpcId: this.vpcId,
            publicSubnetIds: this.publicSubnetIds,
            subnetCount: this.subnetCount,
            taskEgress: this.taskEgress,
            ipv6: this.ipv6,
            cidrBlock: this.cidrBlock,
        });
    }
}
