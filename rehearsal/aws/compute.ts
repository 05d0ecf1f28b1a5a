import { instanceTypeOf } from "../../components/ecs/instanceTypes";
import type { Call } from "../call";
import { hash, list, type Props, stable } from "../values";
import { settle } from "./ecs/scheduler";
import { imageById } from "./images";
import { decodedUserData } from "./launchTemplates";
import { type Reference, simple } from "./simple";
import * as t from "./types";

const role: Reference = {
    path: "role",
    type: t.ROLE,
    by: "arn",
    code: "InvalidParameterValueException",
    message: () => "The role defined for the function cannot be assumed by Lambda.",
};

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

export const lambdaFunction = simple({
    token: "aws:lambda/function:Function",
    title: "Lambda Function",
    api: {
        service: "Lambda",
        create: "CreateFunction",
        update: "UpdateFunctionCode",
        read: "GetFunction",
        delete: "DeleteFunction",
    },
    autoName: { property: "name", max: 64 },
    defaults: {
        memorySize: 128,
        packageType: "Zip",
        publish: false,
        reservedConcurrentExecutions: -1,
        skipDestroy: false,
        timeout: 3,
    },
    replaceOn: ["name", "packageType"],
    sets: ["subnetIds", "securityGroupIds"],
    references: [role],
    taken: { code: "ResourceConflictException", message: (id) => `Function already exist: ${id}` },
    seconds: { create: 12, update: 12, delete: 2 },
    unknownOnUpdate: () => ["lastModified"],
    outputs: (inputs, env) => {
        const arn = env.arn("lambda", `function:${inputs.name}`);
        const invokeArn = `arn:${env.partition}:apigateway:${env.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
        const code = Buffer.from(hash(stable([inputs.code, inputs.imageUri, inputs.s3Key])), "hex").toString("base64");
        return {
            id: inputs.name,
            arn,
            invokeArn,
            qualifiedArn: `${arn}:$LATEST`,
            qualifiedInvokeArn: invokeArn.replace(arn, `${arn}:$LATEST`),
            responseStreamingInvokeArn: invokeArn.replace("/invocations", "/response-streaming-invocations"),
            architectures: inputs.architectures ?? ["x86_64"],
            codeSha256: code,
            sourceCodeHash: inputs.sourceCodeHash ?? code,
            sourceCodeSize: 1024,
            ephemeralStorage: inputs.ephemeralStorage ?? { size: 512 },
            lastModified: "2026-01-01T00:00:00.000+0000",
            loggingConfig: inputs.loggingConfig ?? { logFormat: "Text", logGroup: `/aws/lambda/${inputs.name}` },
            signingJobArn: "",
            signingProfileVersionArn: "",
            tracingConfig: inputs.tracingConfig ?? { mode: "PassThrough" },
            version: "$LATEST",
        };
    },
});

export const lambdaPermission = simple({
    token: "aws:lambda/permission:Permission",
    title: "Lambda Permission",
    api: { service: "Lambda", create: "AddPermission", read: "GetPolicy", delete: "RemovePermission" },
    autoName: { property: "statementId", max: 100, unless: "statementIdPrefix" },
    replaces: () => true,
    outputs: (inputs) => ({
        id: inputs.statementId,
        statementId: inputs.statementId,
        statementIdPrefix: inputs.statementIdPrefix ?? "",
    }),
    create: (call, inputs) => {
        const name = String(inputs.function).split("function:").pop();
        call.need(
            "aws:lambda/function:Function",
            name,
            "ResourceNotFoundException",
            `Function not found: ${inputs.function}`,
        );
    },
});

const inGroup: Reference = {
    path: "autoscalingGroupName",
    type: t.AUTO_SCALING_GROUP,
    code: "ValidationError",
    message: (name) => `Group ${name} not found`,
};

export const lifecycleHook = simple({
    token: "aws:autoscaling/lifecycleHook:LifecycleHook",
    title: "Auto Scaling Lifecycle Hook",
    api: {
        service: "Auto Scaling",
        create: "PutLifecycleHook",
        update: "PutLifecycleHook",
        read: "DescribeLifecycleHooks",
        delete: "DeleteLifecycleHook",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "autoscalingGroupName"],
    references: [inGroup],
    outputs: (inputs) => ({ id: inputs.name, defaultResult: inputs.defaultResult ?? "ABANDON" }),
});

export const groupSchedule = simple({
    token: "aws:autoscaling/schedule:Schedule",
    title: "Auto Scaling Scheduled Action",
    api: {
        service: "Auto Scaling",
        create: "PutScheduledUpdateGroupAction",
        update: "PutScheduledUpdateGroupAction",
        read: "DescribeScheduledActions",
        delete: "DeleteScheduledAction",
    },
    replaceOn: ["autoscalingGroupName", "scheduledActionName"],
    references: [inGroup],
    outputs: (inputs, env) => ({
        id: inputs.scheduledActionName,
        arn: env.arn(
            "autoscaling",
            `scheduledUpdateGroupAction:${env.uuid()}:autoScalingGroupName/${inputs.autoscalingGroupName}:scheduledActionName/${inputs.scheduledActionName}`,
        ),
        desiredCapacity: inputs.desiredCapacity ?? 0,
        endTime: inputs.endTime ?? "",
        maxSize: inputs.maxSize ?? 0,
        minSize: inputs.minSize ?? 0,
        recurrence: inputs.recurrence ?? "",
        startTime: inputs.startTime ?? "",
        timeZone: inputs.timeZone ?? "",
    }),
});

export const groupTag = simple({
    token: "aws:autoscaling/tag:Tag",
    title: "Auto Scaling Group Tag",
    api: {
        service: "Auto Scaling",
        create: "CreateOrUpdateTags",
        update: "CreateOrUpdateTags",
        read: "DescribeTags",
        delete: "DeleteTags",
    },
    replaceOn: ["autoscalingGroupName"],
    outputs: (inputs) => ({ id: `${inputs.autoscalingGroupName},${inputs.tag?.key}` }),
    create: (call, inputs) => {
        const group = call.need(
            t.AUTO_SCALING_GROUP,
            inputs.autoscalingGroupName,
            "ValidationError",
            `Group ${inputs.autoscalingGroupName} not found`,
        );
        group.props.tags = [...list(group.props.tags).filter((tag) => tag.key !== inputs.tag.key), inputs.tag];
        call.save(group);
    },
});
