import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props } from "../values";
import { needGroup, peersOf, permission, permissionsOf } from "./permissions";
import { isGroupInUse } from "./routes";
import * as t from "./types";
import { defaultVpc, needVpc } from "./vpc";

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
