import { instanceTypeOf } from "../../components/ecs/instanceTypes";
import type { Call } from "../call";
import type { Props } from "../values";
import { settle } from "./ecs/scheduler";
import { imageById } from "./images";
import { decodedUserData } from "./launchTemplates";
import { simple } from "./simple";
import * as t from "./types";

function userDataOf(inputs: Props): string {
    return inputs.userDataBase64 ? decodedUserData({ userData: inputs.userDataBase64 }) : (inputs.userData ?? "");
}

/** Makes the instance visible to ECS: an instance of one's own can join a cluster too. */
function run(call: Call): void {
    const { props, id } = call.entity;
    const subnet = call.find(t.SUBNET, props.subnetId);
    call.add(t.INSTANCE, id, {
        group: "",
        subnetId: props.subnetId,
        availabilityZone: subnet?.props.availabilityZone,
        vpcId: subnet?.props.vpcId,
        instanceType: props.instanceType,
        imageId: props.ami,
        securityGroups: props.vpcSecurityGroupIds,
        instanceProfile: props.iamInstanceProfile,
        userData: userDataOf(props),
        publicIp: props.publicIp,
        protectedFromScaleIn: true,
    });
    settle(call);
}

export const instance = simple({
    token: "aws:ec2/instance:Instance",
    title: "EC2 Instance",
    api: {
        service: "EC2",
        create: "RunInstances",
        update: "ModifyInstanceAttribute",
        read: "DescribeInstances",
        delete: "TerminateInstances",
    },
    defaults: { getPasswordData: false, sourceDestCheck: true, userDataReplaceOnChange: false, forceDestroy: false },
    replaceOn: [
        "ami",
        "subnetId",
        "availabilityZone",
        "keyName",
        "privateIp",
        "tenancy",
        "associatePublicIpAddress",
        "placementGroup",
    ],
    replaces: (property, _old, _next, news) =>
        /^userData(Base64)?$/.test(property) ? !!news.userDataReplaceOnChange : undefined,
    sets: ["vpcSecurityGroupIds", "securityGroups", "ebsBlockDevices", "networkInterfaces"],
    seconds: { create: 15, update: 10, delete: 40 },
    references: [
        {
            path: "subnetId",
            type: t.SUBNET,
            code: "InvalidSubnetID.NotFound",
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
        {
            path: "vpcSecurityGroupIds.[]",
            type: t.SECURITY_GROUP,
            code: "InvalidGroup.NotFound",
            message: (id) => `The security group '${id}' does not exist`,
        },
        {
            path: "iamInstanceProfile",
            type: t.INSTANCE_PROFILE,
            code: "InvalidParameterValue",
            message: (name) =>
                `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
        },
    ],
    outputs: (inputs, env) => {
        const id = env.ec2Id("i");
        const listed = [
            "ebsBlockDevices",
            "ephemeralBlockDevices",
            "ipv6Addresses",
            "networkInterfaces",
            "secondaryPrivateIps",
            "securityGroups",
            "vpcSecurityGroupIds",
            "secondaryNetworkInterfaces",
        ];
        const blocks = [
            "capacityReservationSpecification",
            "cpuOptions",
            "enclaveOptions",
            "instanceMarketOptions",
            "maintenanceOptions",
            "metadataOptions",
            "primaryNetworkInterface",
            "privateDnsNameOptions",
            "rootBlockDevice",
        ];
        const flags = [
            "associatePublicIpAddress",
            "disableApiStop",
            "disableApiTermination",
            "ebsOptimized",
            "enablePrimaryIpv6",
            "monitoring",
        ];
        const texts = [
            "ami",
            "availabilityZone",
            "hostId",
            "hostResourceGroupArn",
            "iamInstanceProfile",
            "instanceLifecycle",
            "keyName",
            "outpostArn",
            "passwordData",
            "placementGroup",
            "placementGroupId",
            "publicIp",
            "publicDns",
            "spotInstanceRequestId",
            "subnetId",
            "userDataBase64",
        ];
        const pick = (names: string[], empty: unknown) =>
            Object.fromEntries(names.map((name) => [name, inputs[name] ?? empty]));
        return {
            id,
            arn: env.arn("ec2", `instance/${id}`),
            ...pick(listed, []),
            ...pick(blocks, {}),
            ...pick(flags, false),
            ...pick(texts, ""),
            instanceInitiatedShutdownBehavior: inputs.instanceInitiatedShutdownBehavior ?? "stop",
            instanceState: "running",
            instanceType: inputs.instanceType ?? "m1.small",
            ipv6AddressCount: inputs.ipv6AddressCount ?? 0,
            placementPartitionNumber: inputs.placementPartitionNumber ?? 0,
            primaryNetworkInterfaceId: env.ec2Id("eni"),
            privateIp: inputs.privateIp ?? "10.0.0.20",
            privateDns: `ip-10-0-0-20.${env.region}.compute.internal`,
            tenancy: inputs.tenancy ?? "default",
        };
    },
    create: (call, inputs, outputs) => {
        const image = imageById(call, inputs.ami);
        if (inputs.ami && !image) {
            call.fail("InvalidAMIID.NotFound", `The image id '[${inputs.ami}]' does not exist`);
        }
        const type = instanceTypeOf(inputs.instanceType ?? "");
        if (image && type && (type.architecture === "ARM64") !== (image.architecture === "arm64")) {
            call.fail(
                "InvalidParameterValue",
                `The architecture of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI.`,
            );
        }
        const subnet = call.find(t.SUBNET, inputs.subnetId);
        const isPublic = inputs.associatePublicIpAddress ?? subnet?.props.mapPublicIpOnLaunch ?? true;
        outputs.availabilityZone = subnet?.props.availabilityZone ?? outputs.availabilityZone;
        outputs.publicIp = isPublic ? `203.0.113.${Number.parseInt(call.environment.hex(2), 16) % 254}` : "";
    },
    created: run,
    delete: (call) => {
        if (call.props.disableApiTermination) {
            call.fail(
                "OperationNotPermitted",
                `The instance '${call.entity.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
            );
        }
    },
    deleted: (call) => {
        const running = call.find(t.INSTANCE, call.entity.id);
        if (running) {
            call.remove(running);
        }
        for (const task of call.list(t.TASK, (each) => each.instanceId === call.entity.id)) {
            call.remove(task);
        }
        settle(call);
    },
});
