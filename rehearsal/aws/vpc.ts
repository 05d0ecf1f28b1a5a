import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Props } from "../values";
import { addressIn, contains, overlaps, parseCidr } from "./cidr";
import { networkUses } from "./interfaces";
import { zoneIdOf, zonesOf } from "./regions";
import * as t from "./types";

export function needVpc(call: Call, id: unknown) {
    return call.need(t.VPC, id, "InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);
}

export function needSubnet(call: Call, id: unknown) {
    return call.need(t.SUBNET, id, "InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
}

/** AWS makes a default security group and a main route table with each VPC. */
function addVpcDefaults(call: Call): void {
    const { props, id } = call.entity;
    call.add(t.SECURITY_GROUP, props.defaultSecurityGroupId, {
        name: "default",
        description: "default VPC security group",
        vpcId: id,
        ingress: [{ fromPort: 0, toPort: 0, protocol: "-1", self: true }],
        egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
        ownerId: call.account,
        arn: call.environment.arn("ec2", `security-group/${props.defaultSecurityGroupId}`),
        tags: {},
    });
    call.add(t.ROUTE_TABLE, props.mainRouteTableId, { vpcId: id, routes: [], ownerId: call.account, tags: {} });
}

function vpcDependents(call: Call, vpcId: string): boolean {
    const within = (type: string) =>
        call.list(type, (props, entity) => props.vpcId === vpcId && !entity.owned).length > 0;
    return [t.SUBNET, t.SECURITY_GROUP, t.INTERNET_GATEWAY, t.ROUTE_TABLE, t.VPC_ENDPOINT].some(within);
}

export const vpc: ResourceType = {
    token: t.VPC,
    title: "EC2 VPC",
    api: {
        service: "EC2",
        create: "CreateVpc",
        update: "ModifyVpcAttribute",
        read: "DescribeVpcs",
        delete: "DeleteVpc",
    },
    defaults: { instanceTenancy: "default", enableDnsSupport: true },
    replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    replaces: (property, _old, next) => (property === "instanceTenancy" ? next === "dedicated" : undefined),
    seconds: { create: 3, update: 2, delete: 1 },
    validate: (inputs) => {
        const block = parseCidr(inputs.cidrBlock);
        const bad = inputs.cidrBlock && !block && !/^04da6b54/.test(inputs.cidrBlock);
        const reason = `"${inputs.cidrBlock}" is not a valid IPv4 CIDR block`;
        const size = block && (block.prefix < 16 || block.prefix > 28);
        return bad
            ? [{ property: "cidrBlock", reason }]
            : size
              ? [
                    {
                        property: "cidrBlock",
                        reason: `expected "cidr_block" to contain a network Value with between 16 and 28`,
                    },
                ]
              : [];
    },
    outputs: (inputs, env) => {
        const id = env.ec2Id("vpc");
        const table = env.ec2Id("rtb");
        return {
            id,
            arn: env.arn("ec2", `vpc/${id}`),
            ownerId: env.account,
            defaultNetworkAclId: env.ec2Id("acl"),
            defaultRouteTableId: table,
            mainRouteTableId: table,
            defaultSecurityGroupId: env.ec2Id("sg"),
            dhcpOptionsId: `dopt-0${env.hex(16, env.account)}`,
            enableDnsHostnames: inputs.enableDnsHostnames ?? false,
            enableNetworkAddressUsageMetrics: inputs.enableNetworkAddressUsageMetrics ?? false,
            cidrBlock: inputs.cidrBlock ?? "10.0.0.0/16",
            ipv6AssociationId: inputs.assignGeneratedIpv6CidrBlock ? env.ec2Id("vpc-cidr-assoc") : "",
            ipv6CidrBlock: inputs.assignGeneratedIpv6CidrBlock
                ? `2600:1f18:${env.hex(4)}:${env.hex(2, "v6")}00::/56`
                : "",
            ipv6CidrBlockNetworkBorderGroup: inputs.assignGeneratedIpv6CidrBlock ? env.region : "",
        };
    },
    created: addVpcDefaults,
    delete: (call) => {
        if (vpcDependents(call, call.entity.id)) {
            call.fail("DependencyViolation", `The vpc '${call.entity.id}' has dependencies and cannot be deleted.`);
        }
    },
    deleted: (call) => {
        for (const type of [t.SECURITY_GROUP, t.ROUTE_TABLE]) {
            for (const entity of call.list(type, (props, each) => each.owned && props.vpcId === call.entity.id)) {
                call.remove(entity);
            }
        }
    },
    update: (call, next, changed) => {
        if (changed.includes("assignGeneratedIpv6CidrBlock")) {
            const assigned = next.assignGeneratedIpv6CidrBlock;
            next.ipv6CidrBlock = assigned
                ? `2600:1f18:${call.environment.hex(4)}:${call.environment.hex(2, "v6")}00::/56`
                : "";
        }
    },
};

function checkSubnet(call: Call, inputs: Props): void {
    const { props } = needVpc(call, inputs.vpcId);
    const { cidrBlock, availabilityZone } = inputs;
    const zones = zonesOf(call.region);
    if (availabilityZone && !zones.includes(availabilityZone)) {
        call.fail(
            "InvalidParameterValue",
            `Value (${availabilityZone}) for parameter availabilityZone is invalid. Subnets can currently only be ` +
                `created in the following availability zones: ${zones.join(", ")}.`,
        );
    }
    if (cidrBlock && (!contains(props.cidrBlock, cidrBlock) || (parseCidr(cidrBlock)?.prefix ?? 0) > 28)) {
        call.fail("InvalidSubnet.Range", `The CIDR '${cidrBlock}' is invalid.`);
    }
    const siblings = call.list(t.SUBNET, (subnet) => subnet.vpcId === inputs.vpcId);
    if (siblings.some((subnet) => overlaps(subnet.props.cidrBlock, cidrBlock))) {
        call.fail("InvalidSubnet.Conflict", `The CIDR '${cidrBlock}' conflicts with another subnet`);
    }
    if (inputs.ipv6CidrBlock && !props.ipv6CidrBlock) {
        call.fail("InvalidSubnet.Range", `The IPv6 CIDR '${inputs.ipv6CidrBlock}' is invalid.`);
    }
}

export const subnet: ResourceType = {
    token: t.SUBNET,
    title: "EC2 Subnet",
    api: {
        service: "EC2",
        create: "CreateSubnet",
        update: "ModifySubnetAttribute",
        read: "DescribeSubnets",
        delete: "DeleteSubnet",
    },
    defaults: { mapPublicIpOnLaunch: false, assignIpv6AddressOnCreation: false, enableDns64: false, ipv6Native: false },
    replaceOn: ["cidrBlock", "availabilityZone", "availabilityZoneId", "vpcId", "outpostArn", "ipv6Native"],
    seconds: { create: 2, update: 1, delete: 1 },
    outputs: (inputs, env) => {
        const id = env.ec2Id("subnet");
        const byId = zonesOf(env.region).find((zone) => zoneIdOf(zone) === inputs.availabilityZoneId);
        const zone = inputs.availabilityZone ?? byId ?? zonesOf(env.region)[0];
        return {
            id,
            arn: env.arn("ec2", `subnet/${id}`),
            ownerId: env.account,
            cidrBlock: inputs.cidrBlock ?? "",
            ipv6CidrBlock: inputs.ipv6CidrBlock ?? "",
            availabilityZone: zone,
            availabilityZoneId: zoneIdOf(zone),
            ipv6CidrBlockAssociationId: inputs.ipv6CidrBlock ? env.ec2Id("subnet-cidr-assoc") : "",
            privateDnsHostnameTypeOnLaunch: inputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
        };
    },
    create: checkSubnet,
    delete: (call) => {
        const { id } = call.entity;
        if (networkUses(call).some((each) => each.subnets.includes(id))) {
            call.fail("DependencyViolation", `The subnet '${id}' has dependencies and cannot be deleted.`);
        }
    },
};

function attach(call: Call, vpcId: unknown): void {
    const { id } = needVpc(call, vpcId);
    if (call.findBy(t.INTERNET_GATEWAY, "vpcId", id)) {
        call.fail("Resource.AlreadyAssociated", `resource ${id} already has an internet gateway attached`);
    }
}

function detach(call: Call, vpcId: unknown): void {
    const subnets = new Set(call.list(t.SUBNET, (props) => props.vpcId === vpcId).map((each) => each.id));
    if (networkUses(call).some((each) => each.isPublic && each.subnets.some((subnetId) => subnets.has(subnetId)))) {
        const advice = "Please unmap those public address(es) before detaching the gateway.";
        call.fail("DependencyViolation", `Network ${vpcId} has some mapped public address(es). ${advice}`);
    }
}

export const internetGateway: ResourceType = {
    token: t.INTERNET_GATEWAY,
    title: "EC2 Internet Gateway",
    api: {
        service: "EC2",
        create: "CreateInternetGateway",
        update: "AttachInternetGateway",
        read: "DescribeInternetGateways",
        delete: "DetachInternetGateway",
    },
    outputs: (inputs, env) => {
        const id = env.ec2Id("igw");
        return { id, arn: env.arn("ec2", `internet-gateway/${id}`), ownerId: env.account, vpcId: inputs.vpcId ?? "" };
    },
    create: (call, inputs) => {
        if (inputs.vpcId) {
            attach(call, inputs.vpcId);
        }
    },
    update: (call, next, changed) => {
        if (changed.includes("vpcId")) {
            detach(call, call.props.vpcId);
            attach(call, next.vpcId);
        }
    },
    delete: (call) => detach(call, call.props.vpcId),
};

/** The default VPC that every account has in every region, made on first use. */
export function defaultVpc(call: Call) {
    const existing = call.list(t.VPC, (props) => props.isDefault)[0];
    if (existing) {
        return existing;
    }
    const env = call.environment;
    const of = (prefix: string, salt = "") => `${prefix}-0${env.hex(16, `default${prefix}${salt}`)}`;
    const cidr = "172.31.0.0/16";
    const props = { cidrBlock: cidr, isDefault: true, enableDnsSupport: true, enableDnsHostnames: true, tags: {} };
    const made = call.add(t.VPC, `vpc-0${env.hex(16, "default").slice(0, 16)}`, {
        ...props,
        mainRouteTableId: of("rtb"),
        defaultSecurityGroupId: of("sg"),
        ownerId: call.account,
    });
    call.target = made;
    addVpcDefaults(call);
    const gateway = call.add(t.INTERNET_GATEWAY, of("igw"), { vpcId: made.id, tags: {} });
    const table = call.find(t.ROUTE_TABLE, made.props.mainRouteTableId);
    if (table) {
        table.props.routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }];
        call.save(table);
    }
    for (const [index, zone] of zonesOf(call.region).entries()) {
        const cidrBlock = `${addressIn(cidr, index * 4096)}/20`;
        const placed = { vpcId: made.id, availabilityZone: zone, availabilityZoneId: zoneIdOf(zone), cidrBlock };
        call.add(t.SUBNET, of("subnet", zone), { ...placed, mapPublicIpOnLaunch: true, defaultForAz: true, tags: {} });
    }
    return made;
}
