import { inSubnet, inVpc } from "./nat";
import { simple } from "./simple";
import * as t from "./types";

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
        inVpc,
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
        inSubnet,
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
