import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { list, type Value } from "../values";
import { addressIn } from "./cidr";
import { needGroup } from "./permissions";
import { samePolicy, validatePolicy } from "./policyDocuments";
import * as t from "./types";
import { needSubnet } from "./vpc";

function needFileSystem(call: Call, id: Value) {
    return call.need(t.FILE_SYSTEM, id, "FileSystemNotFound", `File system '${id}' does not exist.`);
}

export const fileSystem: ResourceType = {
    token: t.FILE_SYSTEM,
    title: "EFS File System",
    api: {
        service: "EFS",
        create: "CreateFileSystem",
        update: "UpdateFileSystem",
        read: "DescribeFileSystems",
        delete: "DeleteFileSystem",
    },
    defaults: { throughputMode: "bursting" },
    replaceOn: ["creationToken", "encrypted", "kmsKeyId", "performanceMode", "availabilityZoneName"],
    seconds: { create: 8, update: 5, delete: 8 },
    outputs: (inputs, env) => {
        const id = `fs-0${env.hex(16, "fs")}`;
        return {
            id,
            arn: env.arn("elasticfilesystem", `file-system/${id}`),
            availabilityZoneId: "",
            availabilityZoneName: inputs.availabilityZoneName ?? "",
            creationToken: inputs.creationToken ?? `terraform-${env.digits(26)}`,
            dnsName: `${id}.efs.${env.region}.${env.dnsSuffix}`,
            encrypted: inputs.encrypted ?? false,
            kmsKeyId: inputs.kmsKeyId ?? (inputs.encrypted ? env.arn("kms", `key/${env.uuid("efs")}`) : ""),
            name: inputs.tags?.Name ?? "",
            numberOfMountTargets: 0,
            ownerId: env.account,
            performanceMode: inputs.performanceMode ?? "generalPurpose",
            protection: inputs.protection ?? { replicationOverwrite: "ENABLED" },
            sizeInBytes: [{ value: 6144, valueInIa: 0, valueInStandard: 6144 }],
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.findBy(t.FILE_SYSTEM, "creationToken", outputs.creationToken)) {
            call.fail(
                "FileSystemAlreadyExists",
                `File system with creation token '${outputs.creationToken}' already exists`,
            );
        }
    },
    read: (call) => {
        call.props.numberOfMountTargets = call.list(
            t.MOUNT_TARGET,
            (each) => each.fileSystemId === call.entity.id,
        ).length;
        return true;
    },
    delete: (call) => {
        if (call.findBy(t.MOUNT_TARGET, "fileSystemId", call.entity.id)) {
            const text = `File system '${call.entity.id}' cannot be deleted because it has mount targets.`;
            call.fail("FileSystemInUse", text);
        }
    },
};

export const mountTarget: ResourceType = {
    token: t.MOUNT_TARGET,
    title: "EFS Mount Target",
    api: {
        service: "EFS",
        create: "CreateMountTarget",
        update: "ModifyMountTargetSecurityGroups",
        read: "DescribeMountTargets",
        delete: "DeleteMountTarget",
    },
    replaceOn: ["fileSystemId", "subnetId", "ipAddress", "ipAddressType"],
    sets: ["securityGroups"],
    seconds: { create: 90, update: 3, delete: 30 },
    outputs: (inputs, env) => {
        const id = `fsmt-0${env.hex(16, "mt")}`;
        const dnsName = `${inputs.fileSystemId}.efs.${env.region}.${env.dnsSuffix}`;
        return {
            id,
            availabilityZoneId: "",
            availabilityZoneName: "",
            dnsName,
            mountTargetDnsName: dnsName,
            fileSystemArn: env.arn("elasticfilesystem", `file-system/${inputs.fileSystemId}`),
            ipAddress: inputs.ipAddress ?? "",
            ipAddressType: inputs.ipAddressType ?? "IPV4_ONLY",
            ipv6Address: inputs.ipv6Address ?? "",
            networkInterfaceId: env.ec2Id("eni"),
            ownerId: env.account,
            securityGroups: inputs.securityGroups ?? [],
        };
    },
    create: (call, inputs, outputs) => {
        needFileSystem(call, inputs.fileSystemId);
        const { props } = needSubnet(call, inputs.subnetId);
        list(inputs.securityGroups).forEach((id) => {
            needGroup(call, id);
        });
        const zones = call
            .list(t.MOUNT_TARGET, (each) => each.fileSystemId === inputs.fileSystemId)
            .map((each) => each.props.availabilityZoneName);
        if (zones.includes(props.availabilityZone)) {
            call.fail("MountTargetConflict", "mount target already exists in this AZ");
        }
        const zone = props.availabilityZone;
        const vpcGroup = call.find(t.VPC, props.vpcId)?.props.defaultSecurityGroupId;
        Object.assign(outputs, {
            availabilityZoneName: zone,
            availabilityZoneId: props.availabilityZoneId,
            mountTargetDnsName: `${zone}.${outputs.dnsName}`,
            ipAddress: inputs.ipAddress ?? addressIn(props.cidrBlock, 10),
            securityGroups: inputs.securityGroups ?? [vpcGroup],
        });
    },
    update: (call, next) => {
        list(next.securityGroups).forEach((id) => {
            needGroup(call, id);
        });
    },
};

export const accessPoint: ResourceType = {
    token: t.ACCESS_POINT,
    title: "EFS Access Point",
    api: {
        service: "EFS",
        create: "CreateAccessPoint",
        update: "TagResource",
        read: "DescribeAccessPoints",
        delete: "DeleteAccessPoint",
    },
    replaceOn: ["fileSystemId", "posixUser", "rootDirectory"],
    sets: ["secondaryGids"],
    seconds: { create: 5, delete: 5 },
    outputs: (inputs, env) => {
        const id = `fsap-0${env.hex(16, "ap")}`;
        return {
            id,
            arn: env.arn("elasticfilesystem", `access-point/${id}`),
            fileSystemArn: env.arn("elasticfilesystem", `file-system/${inputs.fileSystemId}`),
            ownerId: env.account,
            rootDirectory: inputs.rootDirectory ?? { path: "/" },
        };
    },
    create: (call, inputs) => {
        needFileSystem(call, inputs.fileSystemId);
        const root = inputs.rootDirectory;
        if (root?.path && root.path !== "/" && !root.creationInfo && !inputs.posixUser) {
            call.fail("BadRequest", "A root directory that does not exist needs creationInfo");
        }
    },
};

export const backupPolicy: ResourceType = {
    token: "aws:efs/backupPolicy:BackupPolicy",
    title: "EFS Backup Policy",
    api: {
        service: "EFS",
        create: "PutBackupPolicy",
        update: "PutBackupPolicy",
        read: "DescribeBackupPolicy",
        delete: "PutBackupPolicy",
    },
    replaceOn: ["fileSystemId"],
    outputs: (inputs) => ({ id: inputs.fileSystemId }),
    create: (call, inputs) => {
        needFileSystem(call, inputs.fileSystemId);
    },
};

export const fileSystemPolicy: ResourceType = {
    token: "aws:efs/fileSystemPolicy:FileSystemPolicy",
    title: "EFS File System Policy",
    api: {
        service: "EFS",
        create: "PutFileSystemPolicy",
        update: "PutFileSystemPolicy",
        read: "DescribeFileSystemPolicy",
        delete: "DeleteFileSystemPolicy",
    },
    defaults: {},
    replaceOn: ["fileSystemId"],
    ignore: ["bypassPolicyLockoutSafetyCheck"],
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs) => ({ id: inputs.fileSystemId }),
    create: (call, inputs) => {
        needFileSystem(call, inputs.fileSystemId);
    },
};
