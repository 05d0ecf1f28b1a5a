import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props, type Value } from "../values";
import { isGroupInUse } from "./routes";
import * as t from "./types";
import { defaultVpc, needVpc } from "./vpc";

export function needGroup(call: Call, id: unknown) {
    return call.need(t.SECURITY_GROUP, id, "InvalidGroup.NotFound", `The security group '${id}' does not exist`);
}

/** One permission of a group, however it was declared. */
interface Permission {
    direction: "ingress" | "egress";
    peer: string;
    protocol: string;
    from: number;
    to: number;
    source: string;
}

const PROTOCOLS: Record<string, string> = { "6": "tcp", "17": "udp", "1": "icmp", all: "-1" };

function permission(direction: "ingress" | "egress", peer: string, rule: Props, source: string): Permission {
    const raw = String(rule.ipProtocol ?? rule.protocol ?? "-1").toLowerCase();
    const protocol = PROTOCOLS[raw] ?? raw;
    const all = protocol === "-1";
    return {
        direction,
        peer,
        protocol,
        from: all ? -1 : (rule.fromPort ?? -1),
        to: all ? -1 : (rule.toPort ?? -1),
        source,
    };
}

function peersOf(rule: Props, groupId: string): string[] {
    return [
        ...list(rule.cidrBlocks),
        ...list(rule.ipv6CidrBlocks),
        ...list(rule.prefixListIds),
        ...list(rule.securityGroups),
        ...(rule.self ? [groupId] : []),
    ];
}

function singlePeer(rule: Props): string {
    return rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.referencedSecurityGroupId ?? "";
}

/** Every permission that a group has, from inline rules and from both kinds of rule resources. */
export function permissionsOf(call: Call, groupId: string): Permission[] {
    const group = call.find(t.SECURITY_GROUP, groupId);
    const found: Permission[] = [];
    for (const direction of ["ingress", "egress"] as const) {
        for (const rule of list(group?.props[direction])) {
            found.push(...peersOf(rule, groupId).map((peer) => permission(direction, peer, rule, groupId)));
        }
    }
    for (const [type, direction] of [
        [t.INGRESS_RULE, "ingress"],
        [t.EGRESS_RULE, "egress"],
    ] as const) {
        for (const { props, id } of call.list(type, (rule) => rule.securityGroupId === groupId)) {
            found.push(permission(direction, singlePeer(props), props, id));
        }
    }
    for (const { props, id } of call.list(t.SECURITY_GROUP_RULE, (rule) => rule.securityGroupId === groupId)) {
        const peers = [...peersOf(props, groupId), ...list(props.sourceSecurityGroupId)];
        found.push(...peers.map((peer) => permission(props.type, peer, props, id)));
    }
    return found;
}

/** AWS refuses a second rule with the same peer, protocol and ports. */
function refuseDuplicate(call: Call, groupId: string, wanted: Permission): void {
    const key = (each: Permission) => [each.direction, each.peer, each.protocol, each.from, each.to].join();
    if (permissionsOf(call, groupId).some((each) => key(each) === key(wanted) && each.source !== wanted.source)) {
        const ports = wanted.protocol === "-1" ? "" : `, from port: ${wanted.from}, to port: ${wanted.to}`;
        const protocol = wanted.protocol === "-1" ? "ALL" : wanted.protocol.toUpperCase();
        const rule = `peer: ${wanted.peer}, ${protocol}${ports}, ALLOW`;
        call.fail("InvalidPermission.Duplicate", `the specified rule "${rule}" already exists`);
    }
}

function checkPeer(call: Call, groupId: string, peer: string): void {
    if (!peer.startsWith("sg-")) {
        return;
    }
    const here = needGroup(call, groupId).props.vpcId;
    if (needGroup(call, peer).props.vpcId !== here) {
        call.fail("InvalidGroup.NotFound", `You have specified two resources that belong to different networks.`);
    }
}

function checkInline(call: Call, groupId: string, inputs: Props): void {
    for (const direction of ["ingress", "egress"] as const) {
        const seen = new Set<string>();
        for (const rule of list(inputs[direction])) {
            for (const peer of peersOf(rule, groupId).filter((each) => each !== groupId)) {
                if (peer.startsWith("sg-")) {
                    needGroup(call, peer);
                }
                const wanted = permission(direction, peer, rule, groupId);
                const key = `${peer} ${wanted.protocol} ${wanted.from} ${wanted.to}`;
                if (seen.has(key)) {
                    call.fail("InvalidParameterValue", "The same permission must not appear multiple times");
                }
                seen.add(key);
            }
        }
    }
}

const NAME = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

function validateGroup(inputs: Props): Failure[] {
    const failures: Failure[] = [];
    for (const property of ["name", "description"]) {
        const value = inputs[property];
        if (typeof value === "string" && !isUnknown(value) && (value.length > 255 || !NAME.test(value))) {
            failures.push({
                property,
                reason: `invalid value for ${property}: at most 255 of a-zA-Z0-9 ._-:/()#,@[]+=&;{}!$*`,
            });
        }
    }
    if (/^sg-/.test(inputs.name ?? "") || /^sg-/.test(inputs.namePrefix ?? "")) {
        failures.push({ property: "name", reason: "invalid value for name (cannot begin with sg-)" });
    }
    return failures;
}

/** Terraform fills the members of an inline rule; the state always has them all. */
function filled(rule: Props): Props {
    const empty = {
        cidrBlocks: [],
        ipv6CidrBlocks: [],
        prefixListIds: [],
        securityGroups: [],
        self: false,
        description: "",
    };
    return { ...empty, ...rule };
}

export const securityGroup: ResourceType = {
    token: t.SECURITY_GROUP,
    title: "Security Group",
    api: {
        service: "EC2",
        create: "CreateSecurityGroup",
        update: "AuthorizeSecurityGroupIngress",
        read: "DescribeSecurityGroups",
        delete: "DeleteSecurityGroup",
    },
    autoName: { property: "name", unless: "namePrefix" },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    replaceOn: ["name", "namePrefix", "description", "vpcId"],
    sets: ["ingress", "egress", "cidrBlocks", "ipv6CidrBlocks", "securityGroups", "prefixListIds"],
    seconds: { create: 3, update: 2, delete: 2 },
    validate: validateGroup,
    outputs: (inputs, env) => {
        const id = env.ec2Id("sg");
        return {
            id,
            arn: env.arn("ec2", `security-group/${id}`),
            ownerId: env.account,
            name: inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`,
            namePrefix: inputs.namePrefix ?? "",
            vpcId: inputs.vpcId ?? "",
            ingress: list(inputs.ingress).map(filled),
            // The provider revokes the allow-all egress that AWS gives a new group.
            egress: list(inputs.egress).map(filled),
        };
    },
    create: (call, inputs, outputs) => {
        outputs.vpcId = inputs.vpcId ? needVpc(call, inputs.vpcId).id : defaultVpc(call).id;
        const rivals = call.list(
            t.SECURITY_GROUP,
            (each) => each.vpcId === outputs.vpcId && each.name === outputs.name,
        );
        if (rivals.length > 0) {
            const text = `The security group '${outputs.name}' already exists for VPC '${outputs.vpcId}'`;
            call.fail("InvalidGroup.Duplicate", text);
        }
        checkInline(call, outputs.id, inputs);
    },
    update: (call, next) => {
        checkInline(call, call.entity.id, next);
        next.ingress = list(next.ingress).map(filled);
        next.egress = list(next.egress).map(filled);
    },
    delete: (call) => {
        const { id } = call.entity;
        const referenced = call
            .list(t.SECURITY_GROUP)
            .some((group) => group.id !== id && permissionsOf(call, group.id).some((each) => each.peer === id));
        if (referenced || isGroupInUse(call, id)) {
            call.seconds = 900;
            call.fail("DependencyViolation", `resource ${id} has a dependent object`);
        }
    },
    deleted: (call) => {
        for (const type of [t.INGRESS_RULE, t.EGRESS_RULE, t.SECURITY_GROUP_RULE]) {
            for (const rule of call.list(type, (props) => props.securityGroupId === call.entity.id)) {
                call.remove(rule);
            }
        }
    },
};

export const defaultSecurityGroup: ResourceType = {
    token: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    title: "EC2 Default Security Group",
    api: {
        service: "EC2",
        create: "DescribeSecurityGroups",
        update: "AuthorizeSecurityGroupIngress",
        delete: "DescribeSecurityGroups",
    },
    defaults: { revokeRulesOnDelete: false },
    replaceOn: ["vpcId"],
    sets: securityGroup.sets,
    outputs: (inputs, env) => {
        const id = env.ec2Id("sg");
        return {
            id,
            arn: env.arn("ec2", `security-group/${id}`),
            description: "default VPC security group",
            name: "default",
            namePrefix: "",
            ownerId: env.account,
            vpcId: inputs.vpcId ?? "",
            ingress: list(inputs.ingress).map(filled),
            egress: list(inputs.egress).map(filled),
        };
    },
    create: (call, inputs, outputs) => {
        const home = inputs.vpcId ? needVpc(call, inputs.vpcId) : defaultVpc(call);
        outputs.id = home.props.defaultSecurityGroupId;
        outputs.arn = call.environment.arn("ec2", `security-group/${outputs.id}`);
        outputs.vpcId = home.id;
    },
    created: (call) => adopt(call),
    updated: (call) => adopt(call),
};

/** The declared rules become the rules of the group that AWS made. */
function adopt(call: Call): void {
    const group = call.find(t.SECURITY_GROUP, call.entity.id);
    if (group) {
        Object.assign(group.props, { ingress: call.props.ingress ?? [], egress: call.props.egress ?? [] });
        call.save(group);
    }
}

const PEERS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

function validateRule(inputs: Props): Failure[] {
    const given = PEERS.filter((peer) => inputs[peer] !== undefined);
    const failures: Failure[] = [];
    if (given.length !== 1) {
        const reason = `exactly one of ${PEERS.join(", ")} must be set, got ${given.length === 0 ? "none" : given.join(", ")}`;
        failures.push({ property: given[1] ?? "cidrIpv4", reason: `Invalid Attribute Combination: ${reason}` });
    }
    if (inputs.cidrIpv4 && !isUnknown(inputs.cidrIpv4) && !/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(inputs.cidrIpv4)) {
        failures.push({ property: "cidrIpv4", reason: `Invalid IPv4 CIDR value: "${inputs.cidrIpv4}"` });
    }
    return failures;
}

function ruleType(direction: "ingress" | "egress", token: string): ResourceType {
    const word = direction === "ingress" ? "Ingress" : "Egress";
    const checkRule = (call: Call, inputs: Props, id: string) => {
        const group = needGroup(call, inputs.securityGroupId);
        checkPeer(call, group.id, singlePeer(inputs));
        const wanted = permission(direction, singlePeer(inputs), inputs, id);
        if (
            ["tcp", "udp"].includes(wanted.protocol) &&
            (inputs.fromPort === undefined || inputs.toPort === undefined)
        ) {
            call.fail(
                "InvalidParameterValue",
                "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
            );
        }
        if (wanted.protocol === "tcp" && wanted.from > wanted.to) {
            call.fail("InvalidParameterValue", `Invalid value '${wanted.from}-${wanted.to}' for portRange.`);
        }
        refuseDuplicate(call, group.id, wanted);
    };
    return {
        token,
        title: `VPC Security Group ${word} Rule`,
        api: {
            service: "EC2",
            create: `AuthorizeSecurityGroup${word}`,
            update: "ModifySecurityGroupRules",
            read: "DescribeSecurityGroupRules",
            delete: `RevokeSecurityGroup${word}`,
        },
        replaceOn: ["securityGroupId"],
        equal: { ipProtocol: (a: Value, b: Value) => (PROTOCOLS[a] ?? a) === (PROTOCOLS[b] ?? b) },
        validate: validateRule,
        outputs: (_inputs, env) => {
            const id = env.ec2Id("sgr");
            return { id, arn: env.arn("ec2", `security-group-rule/${id}`), securityGroupRuleId: id };
        },
        create: (call, inputs, outputs) => checkRule(call, inputs, outputs.id),
        update: (call, next) => checkRule(call, next, call.entity.id),
    };
}

export const ingressRule = ruleType("ingress", t.INGRESS_RULE);
export const egressRule = ruleType("egress", t.EGRESS_RULE);
