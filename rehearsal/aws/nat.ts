import { addressIn } from "./cidr";
import { type Reference, simple } from "./simple";
import * as t from "./types";

/** A subnet that must exist. */
export const inSubnet: Reference = {
    path: "subnetId",
    type: t.SUBNET,
    code: "InvalidSubnetID.NotFound",
    message: (id) => `The subnet ID '${id}' does not exist`,
};
/** A VPC that must exist. */
export const inVpc: Reference = {
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
        inSubnet,
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
    references: [inVpc],
    outputs: (_inputs, env) => ({ id: env.ec2Id("eigw") }),
});
