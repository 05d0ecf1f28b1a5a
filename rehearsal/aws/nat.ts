import type { Call } from "../call";
import { list, type Props } from "../values";
import { addressIn } from "./cidr";
import { checkReferences, type Reference, simple } from "./simple";
import * as t from "./types";

const subnet: Reference = {
    path: "subnetId",
    type: t.SUBNET,
    code: "InvalidSubnetID.NotFound",
    message: (id) => `The subnet ID '${id}' does not exist`,
};
const vpc: Reference = {
    path: "vpcId",
    type: t.VPC,
    code: "InvalidVpcID.NotFound",
    message: (id) => `The vpc ID '${id}' does not exist`,
};

export const elasticIp = simple({
    token: t.ELASTIC_IP,
    title: "EC2 EIP",
    api: {
        service: "EC2",
        create: "AllocateAddress",
        update: "AssociateAddress",
        read: "DescribeAddresses",
        delete: "ReleaseAddress",
    },
    replaceOn: ["domain", "publicIpv4Pool", "networkBorderGroup", "address"],
    outputs: (inputs, env) => {
        const id = env.ec2Id("eipalloc");
        const publicIp = `198.51.100.${Number.parseInt(env.hex(2), 16) % 254}`;
        return {
            id,
            allocationId: id,
            arn: env.arn("ec2", `elastic-ip/${id}`),
            associationId: "",
            carrierIp: "",
            customerOwnedIp: "",
            domain: inputs.domain ?? "vpc",
            instance: inputs.instance ?? "",
            ipamPoolId: inputs.ipamPoolId ?? "",
            networkBorderGroup: inputs.networkBorderGroup ?? env.region,
            networkInterface: inputs.networkInterface ?? "",
            privateDns: "",
            privateIp: "",
            ptrRecord: "",
            publicDns: `ec2-${publicIp.replace(/\./g, "-")}.${env.region}.compute.${env.dnsSuffix}`,
            publicIp,
            publicIpv4Pool: inputs.publicIpv4Pool ?? "amazon",
        };
    },
    delete: (call) => {
        if (call.findBy(t.NAT_GATEWAY, "allocationId", call.entity.id)) {
            call.fail(
                "AuthFailure",
                `You do not have permission to access the specified resource: address ${call.entity.id} is in use`,
            );
        }
    },
});

export const natGateway = simple({
    token: t.NAT_GATEWAY,
    title: "EC2 NAT Gateway",
    api: {
        service: "EC2",
        create: "CreateNatGateway",
        update: "AssociateNatGatewayAddress",
        read: "DescribeNatGateways",
        delete: "DeleteNatGateway",
    },
    defaults: { connectivityType: "public" },
    replaceOn: ["allocationId", "subnetId", "connectivityType", "privateIp"],
    seconds: { create: 100, delete: 60 },
    references: [
        subnet,
        {
            path: "allocationId",
            type: t.ELASTIC_IP,
            code: "InvalidAllocationID.NotFound",
            message: (id) => `The allocation ID '${id}' does not exist`,
        },
    ],
    outputs: (inputs, env) => ({
        id: env.ec2Id("nat"),
        associationId: inputs.allocationId ? env.ec2Id("eipassoc") : "",
        autoProvisionZones: "",
        autoScalingIps: "",
        availabilityMode: inputs.availabilityMode ?? "zonal",
        networkInterfaceId: env.ec2Id("eni"),
        privateIp: inputs.privateIp ?? "10.0.0.5",
        publicIp: inputs.allocationId ? "198.51.100.1" : "",
        regionalNatGatewayAddresses: [],
        regionalNatGatewayAutoMode: "",
        routeTableId: "",
        secondaryAllocationIds: inputs.secondaryAllocationIds ?? [],
        secondaryPrivateIpAddressCount: inputs.secondaryPrivateIpAddressCount ?? 0,
        secondaryPrivateIpAddresses: inputs.secondaryPrivateIpAddresses ?? [],
        vpcId: inputs.vpcId ?? "",
    }),
    create: (call, inputs, outputs) => {
        const home = call.find(t.SUBNET, inputs.subnetId)?.props;
        outputs.vpcId = home?.vpcId ?? inputs.vpcId ?? "";
        outputs.privateIp = inputs.privateIp ?? (home ? addressIn(home.cidrBlock, 5) : "");
        outputs.publicIp = call.find(t.ELASTIC_IP, inputs.allocationId)?.props.publicIp ?? "";
        if (inputs.connectivityType === "public" && !call.findBy(t.INTERNET_GATEWAY, "vpcId", outputs.vpcId)) {
            call.fail("Gateway.NotAttached", `Network ${outputs.vpcId} has no Internet gateway attached`);
        }
    },
});

export const egressOnlyInternetGateway = simple({
    token: "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    title: "EC2 Egress-only Internet Gateway",
    api: {
        service: "EC2",
        create: "CreateEgressOnlyInternetGateway",
        read: "DescribeEgressOnlyInternetGateways",
        delete: "DeleteEgressOnlyInternetGateway",
    },
    replaceOn: ["vpcId"],
    references: [vpc],
    outputs: (_inputs, env) => ({ id: env.ec2Id("eigw") }),
});

const FIELDS =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const DEFAULT_FORMAT = FIELDS.split(" ")
    .map((field) => `\${${field}}`)
    .join(" ");

export const flowLog = simple({
    token: "aws:ec2/flowLog:FlowLog",
    title: "Flow Log",
    api: { service: "EC2", create: "CreateFlowLogs", read: "DescribeFlowLogs", delete: "DeleteFlowLogs" },
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
    replaces: (property) => !/^tags/.test(property),
    references: [
        vpc,
        {
            path: "iamRoleArn",
            type: t.ROLE,
            by: "arn",
            code: "InvalidParameter",
            message: (arn) => `Unable to assume given IAM role ${arn}`,
        },
    ],
    outputs: (inputs, env) => {
        const id = env.ec2Id("fl");
        const logDestination = inputs.logDestination ?? "";
        return {
            id,
            arn: env.arn("ec2", `vpc-flow-log/${id}`),
            logDestination,
            logFormat: inputs.logFormat ?? DEFAULT_FORMAT,
        };
    },
    create: (call, inputs) => {
        if (inputs.logDestinationType === "cloud-watch-logs" && !inputs.iamRoleArn) {
            call.fail(
                "InvalidParameter",
                "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
            );
        }
    },
});

export const keyPair = simple({
    token: "aws:ec2/keyPair:KeyPair",
    title: "EC2 Key Pair",
    api: { service: "EC2", create: "ImportKeyPair", read: "DescribeKeyPairs", delete: "DeleteKeyPair" },
    autoName: { property: "keyName", unless: "keyNamePrefix" },
    replaceOn: ["keyName", "keyNamePrefix", "publicKey"],
    taken: { code: "InvalidKeyPair.Duplicate", message: (id) => `The keypair already exists: ${id}` },
    outputs: (inputs, env) => {
        const keyName = inputs.keyName ?? `${inputs.keyNamePrefix}${env.digits(26)}`;
        return {
            id: keyName,
            keyName,
            keyNamePrefix: inputs.keyNamePrefix ?? "",
            arn: env.arn("ec2", `key-pair/${keyName}`),
            fingerprint: (env.hex(32).match(/../g) ?? []).join(":"),
            keyPairId: env.ec2Id("key"),
            keyType: /ed25519/.test(inputs.publicKey ?? "") ? "ed25519" : "rsa",
        };
    },
});

export const networkInterface = simple({
    token: t.NETWORK_INTERFACE,
    title: "EC2 Network Interface",
    api: {
        service: "EC2",
        create: "CreateNetworkInterface",
        update: "ModifyNetworkInterfaceAttribute",
        read: "DescribeNetworkInterfaces",
        delete: "DeleteNetworkInterface",
    },
    defaults: { sourceDestCheck: true },
    replaceOn: ["subnetId", "interfaceType"],
    sets: ["securityGroups", "privateIps"],
    references: [
        subnet,
        {
            path: "securityGroups.[]",
            type: t.SECURITY_GROUP,
            code: "InvalidGroup.NotFound",
            message: (id) => `The security group '${id}' does not exist`,
        },
    ],
    outputs: (inputs, env) => {
        const id = env.ec2Id("eni");
        return {
            id,
            arn: env.arn("ec2", `network-interface/${id}`),
            attachments: inputs.attachments ?? [],
            interfaceType: inputs.interfaceType ?? "interface",
            ipv4PrefixCount: 0,
            ipv4Prefixes: inputs.ipv4Prefixes ?? [],
            ipv6AddressCount: inputs.ipv6AddressCount ?? 0,
            ipv6AddressLists: inputs.ipv6AddressLists ?? [],
            ipv6Addresses: inputs.ipv6Addresses ?? [],
            ipv6PrefixCount: 0,
            ipv6Prefixes: inputs.ipv6Prefixes ?? [],
            enablePrimaryIpv6: inputs.enablePrimaryIpv6 ?? false,
            macAddress: (env.hex(12, "mac").match(/../g) ?? []).join(":"),
            outpostArn: "",
            ownerId: env.account,
            privateDnsName: "",
            privateIp: inputs.privateIp ?? "",
            privateIpLists: inputs.privateIpLists ?? [],
            privateIps: inputs.privateIps ?? [],
            privateIpsCount: inputs.privateIpsCount ?? 0,
            securityGroups: inputs.securityGroups ?? [],
        };
    },
});

function adoptTable(call: Call): void {
    const table = call.find(t.ROUTE_TABLE, call.entity.id);
    if (table) {
        table.props.routes = list(call.props.routes);
        call.save(table);
    }
}

/** Takes over the main route table that AWS made with the VPC. */
export const defaultRouteTable = simple({
    token: "aws:ec2/defaultRouteTable:DefaultRouteTable",
    title: "EC2 Default Route Table",
    api: {
        service: "EC2",
        create: "DescribeRouteTables",
        update: "CreateRoute",
        read: "DescribeRouteTables",
        delete: "DeleteRoute",
    },
    replaceOn: ["defaultRouteTableId"],
    sets: ["routes", "propagatingVgws"],
    references: [
        {
            path: "defaultRouteTableId",
            type: t.ROUTE_TABLE,
            code: "InvalidRouteTableID.NotFound",
            message: (id) => `The routeTable ID '${id}' does not exist`,
        },
    ],
    outputs: (inputs, env) => ({
        id: inputs.defaultRouteTableId,
        arn: env.arn("ec2", `route-table/${inputs.defaultRouteTableId}`),
        ownerId: env.account,
        vpcId: "",
        routes: inputs.routes ?? [],
    }),
    create: (call, inputs, outputs) => {
        outputs.vpcId = call.find(t.ROUTE_TABLE, inputs.defaultRouteTableId)?.props.vpcId ?? "";
    },
    created: adoptTable,
    updated: adoptTable,
    delete: (call) => {
        call.props.routes = [];
        adoptTable(call);
    },
});

export const mainRouteTableAssociation = simple({
    token: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    title: "EC2 Main Route Table Association",
    api: {
        service: "EC2",
        create: "ReplaceRouteTableAssociation",
        update: "ReplaceRouteTableAssociation",
        read: "DescribeRouteTables",
        delete: "ReplaceRouteTableAssociation",
    },
    replaceOn: ["vpcId"],
    references: [vpc],
    outputs: (_inputs, env) => ({ id: env.ec2Id("rtbassoc"), originalRouteTableId: env.ec2Id("rtb") }),
    create: (call, inputs, outputs) => {
        const home = call.find(t.VPC, inputs.vpcId);
        if (home) {
            outputs.originalRouteTableId = home.props.mainRouteTableId;
            home.props.mainRouteTableId = inputs.routeTableId;
            call.save(home);
        }
    },
    deleted: (call) => {
        const home = call.find(t.VPC, call.props.vpcId);
        if (home) {
            home.props.mainRouteTableId = call.props.originalRouteTableId;
            call.save(home);
        }
    },
});

function changeEndpoint(call: Call, inputs: Props, property: string, value: string, add: boolean): void {
    const endpoint = call.find(t.VPC_ENDPOINT, inputs.vpcEndpointId);
    if (endpoint) {
        const rest = list(endpoint.props[property]).filter((each) => each !== value);
        endpoint.props[property] = add ? [...rest, value] : rest;
        call.save(endpoint);
    }
}

export const vpcEndpointRouteTableAssociation = simple({
    token: "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    title: "VPC Endpoint Route Table Association",
    api: { service: "EC2", create: "ModifyVpcEndpoint", read: "DescribeVpcEndpoints", delete: "ModifyVpcEndpoint" },
    replaceOn: ["routeTableId", "vpcEndpointId"],
    outputs: (inputs, env) => ({ id: `a-${inputs.vpcEndpointId}${env.digits(10)}` }),
    create: (call, inputs) => {
        checkReferences(call, inputs, [
            {
                path: "vpcEndpointId",
                type: t.VPC_ENDPOINT,
                code: "InvalidVpcEndpointId.NotFound",
                message: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
            },
            {
                path: "routeTableId",
                type: t.ROUTE_TABLE,
                code: "InvalidRouteTableId.NotFound",
                message: (id) => `The routeTable ID '${id}' does not exist`,
            },
        ]);
        changeEndpoint(call, inputs, "routeTableIds", inputs.routeTableId, true);
    },
    deleted: (call) => changeEndpoint(call, call.props, "routeTableIds", call.props.routeTableId, false),
});
