import { instanceTypeOf, registeredMemoryMib } from "../../components/ecs/instanceTypes";
import type { Entity } from "../account";
import type { Call } from "../call";
import { list, type Props, parseJson } from "../values";
import { imageById } from "./images";
import { hasInternetRoute, hasNatRoute } from "./interfaces";
import { decodedUserData, groupsOf } from "./launchTemplates";
import { permissionsOf } from "./permissions";
import * as t from "./types";

/** Starts one instance of a group, in the subnet with the fewest. */
export function launch(call: Call, group: Entity, data: Props, instanceType: string, index: number): Entity {
    const subnets = list(group.props.vpcZoneIdentifiers);
    const count = (id: string) =>
        call.list(t.INSTANCE, (each) => each.group === group.props.name && each.subnetId === id).length;
    const subnetId = [...subnets].sort((a, b) => count(a) - count(b) || subnets.indexOf(a) - subnets.indexOf(b))[0];
    const subnet = call.find(t.SUBNET, subnetId);
    const associate = data.networkInterfaces?.[0]?.associatePublicIpAddress;
    const isPublic = associate === undefined ? subnet?.props.mapPublicIpOnLaunch : String(associate) === "true";
    const id = `i-0${call.environment.hex(16, `${group.id}/${index}/${subnetId}`)}`;
    const host = (group.meta.launched ?? 0) % 200;
    return call.add(t.INSTANCE, id, {
        group: group.props.name,
        subnetId,
        availabilityZone: subnet?.props.availabilityZone,
        vpcId: subnet?.props.vpcId,
        instanceType,
        imageId: data.imageId,
        securityGroups: groupsOf(data),
        instanceProfile: data.iamInstanceProfile?.arn ?? data.iamInstanceProfile?.name,
        userData: decodedUserData(data),
        publicIp: isPublic ? `203.0.113.${host + 1}` : "",
        protectedFromScaleIn: !!group.props.protectFromScaleIn,
    });
}

const REGISTERS = /^(\*|ecs:\*|ecs:Register\*|ecs:RegisterContainerInstance)$/;
const MANAGED = /(AmazonEC2ContainerServiceforEC2Role|AmazonECS_FullAccess|AdministratorAccess|PowerUserAccess)$/;

function allowsRegistration(document: unknown): boolean {
    return list(parseJson(document)?.Statement).some(
        (statement: Props) =>
            statement.Effect === "Allow" && list(statement.Action).some((action) => REGISTERS.test(action)),
    );
}

/** True when the instance's role may register with ECS. */
function mayRegister(call: Call, profileId: string): boolean {
    const profile = call.list(t.INSTANCE_PROFILE, (each) => each.name === profileId || each.arn === profileId)[0];
    const roleName = profile?.props.role;
    const role = call.find(t.ROLE, roleName);
    if (!role) {
        return false;
    }
    const attached = [
        ...call.list(t.ROLE_POLICY_ATTACHMENT, (each) => each.role === roleName).map((each) => each.props.policyArn),
        ...list(role.props.managedPolicyArns),
    ];
    const documents = [
        ...call.list(t.ROLE_POLICY, (each) => each.role === roleName).map((each) => each.props.policy),
        ...list(role.props.inlinePolicies).map((each) => each.policy),
        ...attached.map((arn) => call.find(t.POLICY, arn)?.props.policy),
    ];
    return attached.some((arn) => MANAGED.test(arn)) || documents.some(allowsRegistration);
}

/** The cluster that the agent's configuration names; `default` when it names none. */
export function clusterNameOf(userData: string): string {
    const inShell = /^\s*(?:echo\s+["']?)?(?:export\s+)?ECS_CLUSTER=["']?([A-Za-z0-9_-]+)/m.exec(userData)?.[1];
    const inToml = /\[settings\.ecs\][^[]*?^\s*cluster\s*=\s*"([^"]+)"/ms.exec(userData)?.[1];
    return inShell ?? inToml ?? "default";
}

function canLeave(call: Call, groups: string[]): boolean {
    return groups.some((id) =>
        permissionsOf(call, id).some(
            (each) =>
                each.direction === "egress" &&
                (each.protocol === "-1" || (each.protocol === "tcp" && each.from <= 443 && each.to >= 443)),
        ),
    );
}

function reachesEcs(call: Call, instance: Props): boolean {
    if ((instance.publicIp && hasInternetRoute(call, instance.subnetId)) || hasNatRoute(call, instance.subnetId)) {
        return true;
    }
    const endpoints = call
        .list(t.VPC_ENDPOINT, (each) => each.vpcId === instance.vpcId)
        .map((each) => each.props.serviceName);
    return ["ecs", "ecs-agent", "ecs-telemetry"].every((name) => endpoints.some((each) => each.endsWith(`.${name}`)));
}

/** Why the instance is not in a cluster, in words; undefined once it is registered. */
export function whyNotRegistered(call: Call, instance: Entity): string | undefined {
    const { props } = instance;
    const cluster = clusterNameOf(props.userData);
    if (!imageById(call, props.imageId)?.hasAgent) {
        return `its image ${props.imageId} has no ECS agent`;
    }
    if (!props.instanceProfile || !mayRegister(call, props.instanceProfile)) {
        return "its role may not call ecs:RegisterContainerInstance";
    }
    if (!call.findBy(t.CLUSTER, "name", cluster)) {
        return `its agent looks for cluster "${cluster}", which does not exist`;
    }
    if (!reachesEcs(call, props)) {
        return `its subnet ${props.subnetId} gives it no way to the ECS endpoint (public address with a route to an internet gateway, NAT, or interface endpoints)`;
    }
    return canLeave(call, list(props.securityGroups)) ? undefined : "its security groups let nothing out on port 443";
}

/** What the instance offers to tasks. */
export interface Offer {
    cpu: number;
    memory: number;
    /** Interfaces for awsvpc tasks. */
    interfaces: number;
    gpus: number;
    architecture: string;
}

export function offerOf(call: Call, instance: Entity): Offer | undefined {
    const type = instanceTypeOf(instance.props.instanceType);
    if (!type) {
        return undefined;
    }
    const reserved = Number(/ECS_RESERVED_MEMORY=(\d+)/.exec(instance.props.userData)?.[1] ?? 0);
    const setting = call.findBy("aws:ecs/accountSettingDefault:AccountSettingDefault", "name", "awsvpcTrunking");
    const trunks = setting?.props.value === "enabled" && (type.trunkedTasks ?? 0) > 0;
    return {
        cpu: type.vcpus * 1024,
        memory: registeredMemoryMib(type, reserved),
        interfaces: trunks ? (type.trunkedTasks ?? 0) : type.enis - 1,
        gpus: type.gpus,
        architecture: type.architecture,
    };
}
