import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { hash, list, type Props } from "../values";
import { networkUses } from "./interfaces";
import * as t from "./types";
import { needSubnet, needVpc } from "./vpc";

function needTable(call: Call, id: unknown) {
    return call.need(t.ROUTE_TABLE, id, "InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`);
}

function checkTarget(call: Call, vpcId: string, tableId: string, route: Props): void {
    const { gatewayId, natGatewayId } = route;
    if (/^igw-/.test(gatewayId ?? "")) {
        const missing = `The gateway ID '${gatewayId}' does not exist`;
        const gateway = call.need(t.INTERNET_GATEWAY, gatewayId, "InvalidGatewayID.NotFound", missing);
        if (gateway.props.vpcId !== vpcId) {
            const networks = `route table ${tableId} and network gateway ${gatewayId} belong to different networks`;
            call.fail("InvalidParameterValue", networks);
        }
    }
    if (natGatewayId) {
        const missing = `The natGateway ID '${natGatewayId}' does not exist`;
        call.need(t.NAT_GATEWAY, natGatewayId, "InvalidNatGatewayID.NotFound", missing);
    }
}

export const routeTable: ResourceType = {
    token: t.ROUTE_TABLE,
    title: "EC2 Route Table",
    api: {
        service: "EC2",
        create: "CreateRouteTable",
        update: "CreateRoute",
        read: "DescribeRouteTables",
        delete: "DeleteRouteTable",
    },
    replaceOn: ["vpcId"],
    sets: ["routes", "propagatingVgws"],
    outputs: (inputs, env) => {
        const id = env.ec2Id("rtb");
        return {
            id,
            arn: env.arn("ec2", `route-table/${id}`),
            ownerId: env.account,
            routes: inputs.routes ?? [],
            propagatingVgws: inputs.propagatingVgws ?? [],
        };
    },
    create: (call, inputs, outputs) => {
        needVpc(call, inputs.vpcId);
        for (const route of list(inputs.routes)) {
            checkTarget(call, inputs.vpcId, outputs.id, route);
        }
    },
    update: (call, next) => {
        for (const route of list(next.routes)) {
            checkTarget(call, next.vpcId, call.entity.id, route);
        }
    },
    delete: (call) => {
        const { id } = call.entity;
        if (call.findBy(t.ROUTE_TABLE_ASSOCIATION, "routeTableId", id)) {
            call.fail("DependencyViolation", `The routeTable '${id}' has dependencies and cannot be deleted.`);
        }
    },
};

function destinationOf(route: Props): string {
    return route.destinationCidrBlock ?? route.destinationIpv6CidrBlock ?? route.destinationPrefixListId ?? "";
}

export const route: ResourceType = {
    token: t.ROUTE,
    title: "EC2 Route",
    api: {
        service: "EC2",
        create: "CreateRoute",
        update: "ReplaceRoute",
        read: "DescribeRouteTables",
        delete: "DeleteRoute",
    },
    replaceOn: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    seconds: { create: 2, update: 2, delete: 1 },
    outputs: (inputs) => ({
        id: `r-${inputs.routeTableId}${Number.parseInt(hash(destinationOf(inputs)).slice(0, 8), 16)}`,
        instanceId: "",
        instanceOwnerId: "",
        networkInterfaceId: inputs.networkInterfaceId ?? "",
        origin: "CreateRoute",
        state: "active",
    }),
    create: (call, inputs) => {
        const table = needTable(call, inputs.routeTableId);
        checkTarget(call, table.props.vpcId, table.id, inputs);
        const destination = destinationOf(inputs);
        const rival = call.list(
            t.ROUTE,
            (other) => other.routeTableId === table.id && destinationOf(other) === destination,
        );
        const inline = list(table.props.routes).some(
            (other) => (other.cidrBlock ?? other.ipv6CidrBlock) === destination,
        );
        if (rival.length > 0 || inline) {
            const text = `Route in Route Table (${table.id}) with destination (${destination}) already exists`;
            call.fail("RouteAlreadyExists", text);
        }
    },
};

export const routeTableAssociation: ResourceType = {
    token: t.ROUTE_TABLE_ASSOCIATION,
    title: "EC2 Route Table Association",
    api: {
        service: "EC2",
        create: "AssociateRouteTable",
        update: "ReplaceRouteTableAssociation",
        read: "DescribeRouteTables",
        delete: "DisassociateRouteTable",
    },
    replaceOn: ["subnetId", "gatewayId"],
    outputs: (_inputs, env) => ({ id: env.ec2Id("rtbassoc") }),
    create: (call, inputs) => {
        const table = needTable(call, inputs.routeTableId);
        if (!inputs.subnetId) {
            return;
        }
        const { props } = needSubnet(call, inputs.subnetId);
        if (props.vpcId !== table.props.vpcId) {
            const text = `route table ${table.id} and subnet ${inputs.subnetId} belong to different networks`;
            call.fail("InvalidParameterValue", text);
        }
        if (call.findBy(t.ROUTE_TABLE_ASSOCIATION, "subnetId", inputs.subnetId)) {
            const text = `the specified association for route table ${table.id} conflicts with an existing association`;
            call.fail("Resource.AlreadyAssociated", text);
        }
    },
    update: (call, next) => {
        needTable(call, next.routeTableId);
    },
};

const GATEWAY_SERVICES = ["s3", "dynamodb"];
const PRIVATE_DNS =
    "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true";

function checkEndpoint(call: Call, inputs: Props): void {
    const { props, id } = needVpc(call, inputs.vpcId);
    const name = String(inputs.serviceName);
    const prefix = `${call.environment.partition === "aws-cn" && !/\.(s3|dynamodb)$/.test(name) ? "cn." : ""}com.amazonaws.`;
    if (!name.startsWith(`${prefix}${call.region}.`) && !name.startsWith(`${prefix}vpce.`)) {
        call.fail("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`);
    }
    const service = name.slice(`${prefix}${call.region}.`.length);
    if (inputs.vpcEndpointType !== "Interface" && !GATEWAY_SERVICES.includes(service)) {
        const types = `Endpoint type (${inputs.vpcEndpointType}) does not match available service types ([Interface]).`;
        call.fail("InvalidParameter", types);
    }
    for (const table of list(inputs.routeTableIds)) {
        needTable(call, table);
        const rival = (other: Props) => other.serviceName === name && list(other.routeTableIds).includes(table);
        if (call.list(t.VPC_ENDPOINT, rival).length > 0) {
            call.fail(
                "RouteAlreadyExists",
                `route table ${table} already has a route with destination-prefix-list-id for ${name}`,
            );
        }
    }
    list(inputs.subnetIds).forEach((subnet) => {
        needSubnet(call, subnet);
    });
    if (inputs.privateDnsEnabled && !(props.enableDnsSupport && props.enableDnsHostnames)) {
        call.fail("InvalidParameter", `${PRIVATE_DNS} for ${id}`);
    }
}

export const vpcEndpoint: ResourceType = {
    token: t.VPC_ENDPOINT,
    title: "EC2 VPC Endpoint",
    api: {
        service: "EC2",
        create: "CreateVpcEndpoint",
        update: "ModifyVpcEndpoint",
        read: "DescribeVpcEndpoints",
        delete: "DeleteVpcEndpoints",
    },
    defaults: { vpcEndpointType: "Gateway" },
    replaceOn: [
        "serviceName",
        "vpcId",
        "vpcEndpointType",
        "serviceRegion",
        "serviceNetworkArn",
        "resourceConfigurationArn",
    ],
    sets: ["routeTableIds", "subnetIds", "securityGroupIds", "subnetConfigurations"],
    seconds: { create: 6, update: 5, delete: 5 },
    outputs: (inputs, env) => {
        const id = env.ec2Id("vpce");
        const isInterface = inputs.vpcEndpointType === "Interface";
        const subnets = list(inputs.subnetIds);
        const dnsName = `${id}-${env.hex(8)}.${String(inputs.serviceName).split(".").pop()}.${env.region}.vpce.${env.dnsSuffix}`;
        return {
            id,
            arn: env.arn("ec2", `vpc-endpoint/${id}`),
            ownerId: env.account,
            serviceRegion: inputs.serviceRegion ?? env.region,
            state: "available",
            requesterManaged: false,
            prefixListId: isInterface ? "" : `pl-${env.hex(8, inputs.serviceName)}`,
            cidrBlocks: isInterface ? [] : ["52.216.0.0/15"],
            policy:
                inputs.policy ??
                '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}',
            ipAddressType: inputs.ipAddressType ?? "ipv4",
            dnsOptions: inputs.dnsOptions ?? {},
            dnsEntries: isInterface ? [{ dnsName, hostedZoneId: `Z${env.letters(13)}` }] : [],
            networkInterfaceIds: isInterface ? subnets.map((subnet) => `eni-0${env.hex(16, subnet)}`) : [],
            privateDnsEnabled: inputs.privateDnsEnabled ?? false,
            routeTableIds: inputs.routeTableIds ?? [],
            subnetIds: inputs.subnetIds ?? [],
            subnetConfigurations: inputs.subnetConfigurations ?? [],
            securityGroupIds: inputs.securityGroupIds ?? [],
        };
    },
    create: checkEndpoint,
    created: (call) => {
        const { entity } = call;
        if (entity.props.vpcEndpointType !== "Interface") {
            return;
        }
        call.seconds = 75;
        if (list(entity.props.securityGroupIds).length === 0) {
            entity.props.securityGroupIds = [call.find(t.VPC, entity.props.vpcId)?.props.defaultSecurityGroupId];
        }
    },
    update: (call, next) => {
        for (const table of list(next.routeTableIds)) {
            needTable(call, table);
        }
    },
};

/** Interfaces of a security group: what keeps it from being deleted. */
export function isGroupInUse(call: Call, groupId: string): boolean {
    return networkUses(call).some((each) => each.groups.includes(groupId));
}
