import type { Call } from "../call";
import type { AutoName, ResourceType } from "../definition";
import { isUnknown, list, type Props, type Value } from "../values";
import { isManagedPolicy } from "./managedPolicies";
import { checkDocument, samePolicy, validatePolicy } from "./policyDocuments";
import * as t from "./types";

function name(max: number): AutoName {
    return { property: "name", max, unless: "namePrefix" };
}

function named(inputs: Props, digits: string): string {
    return inputs.name ?? `${inputs.namePrefix}${digits}`;
}

export function needRole(call: Call, role: Value) {
    return call.need(t.ROLE, role, "NoSuchEntity", `The role with name ${role} cannot be found.`);
}

function taken(call: Call, type: string, id: string, what: string): void {
    if (call.find(type, id)) {
        call.fail("EntityAlreadyExists", `${what} with name ${id} already exists.`);
    }
}

export const role: ResourceType = {
    token: t.ROLE,
    title: "IAM Role",
    api: {
        service: "IAM",
        create: "CreateRole",
        update: "UpdateAssumeRolePolicy",
        read: "GetRole",
        delete: "DeleteRole",
    },
    global: true,
    autoName: name(64),
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    replaceOn: ["name", "namePrefix", "path"],
    sets: ["managedPolicyArns", "inlinePolicies"],
    equal: { assumeRolePolicy: samePolicy },
    seconds: { create: 8, update: 2, delete: 2 },
    validate: (inputs) => [
        ...validatePolicy(inputs, "assumeRolePolicy"),
        ...(isUnknown(inputs.name) || /^[\w+=,.@-]{1,64}$/.test(inputs.name ?? "x")
            ? []
            : [{ property: "name", reason: "expected length of name to be in the range (1 - 64), of [\\w+=,.@-]" }]),
    ],
    outputs: (inputs, env) => {
        const id = named(inputs, env.digits(26));
        return {
            id,
            name: id,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.globalArn("iam", `role${inputs.path ?? "/"}${id}`),
            uniqueId: `AROA${env.letters(17)}`,
            createDate: "2026-01-01T00:00:00Z",
            managedPolicyArns: inputs.managedPolicyArns ?? [],
            inlinePolicies: inputs.inlinePolicies ?? [],
        };
    },
    create: (call, inputs, outputs) => {
        taken(call, t.ROLE, outputs.id, "Role");
        checkDocument(call, inputs.assumeRolePolicy, true);
        list(inputs.managedPolicyArns).forEach((arn) => {
            needPolicy(call, arn);
        });
    },
    update: (call, next) => checkDocument(call, next.assumeRolePolicy, true),
    delete: (call) => {
        const { id, props } = call.entity;
        const attachments = call.list(t.ROLE_POLICY_ATTACHMENT, (each) => each.role === id);
        if (attachments.length > 0 && !props.forceDetachPolicies) {
            call.fail("DeleteConflict", "Cannot delete entity, must detach all policies first.");
        }
        if (call.list(t.ROLE_POLICY, (each) => each.role === id).length > 0 && !props.forceDetachPolicies) {
            call.fail("DeleteConflict", "Cannot delete entity, must delete policies first.");
        }
        if (call.findBy(t.INSTANCE_PROFILE, "role", id)) {
            call.fail("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.");
        }
    },
};

export const rolePolicy: ResourceType = {
    token: t.ROLE_POLICY,
    title: "IAM Role Policy",
    api: {
        service: "IAM",
        create: "PutRolePolicy",
        update: "PutRolePolicy",
        read: "GetRolePolicy",
        delete: "DeleteRolePolicy",
    },
    global: true,
    autoName: name(128),
    replaceOn: ["name", "namePrefix", "role"],
    equal: { policy: samePolicy },
    seconds: { create: 2, update: 2 },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs, env) => {
        const id = named(inputs, env.digits(26));
        return { id: `${inputs.role}:${id}`, name: id, namePrefix: inputs.namePrefix ?? "" };
    },
    create: (call, inputs) => {
        needRole(call, inputs.role);
        checkDocument(call, inputs.policy, false);
    },
    update: (call, next) => checkDocument(call, next.policy, false),
};

export function needPolicy(call: Call, arn: Value): void {
    const known = isManagedPolicy(String(arn), call.environment.partition) || call.find(t.POLICY, arn);
    if (!known) {
        call.fail("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
    }
}

export const rolePolicyAttachment: ResourceType = {
    token: t.ROLE_POLICY_ATTACHMENT,
    title: "IAM Role Policy Attachment",
    api: { service: "IAM", create: "AttachRolePolicy", read: "ListAttachedRolePolicies", delete: "DetachRolePolicy" },
    global: true,
    replaceOn: ["role", "policyArn"],
    seconds: { create: 1 },
    outputs: (inputs, env) => ({ id: `${inputs.role}-${env.digits(26)}` }),
    create: (call, inputs) => {
        needRole(call, inputs.role);
        needPolicy(call, inputs.policyArn);
    },
};

export const policy: ResourceType = {
    token: t.POLICY,
    title: "IAM Policy",
    api: {
        service: "IAM",
        create: "CreatePolicy",
        update: "CreatePolicyVersion",
        read: "GetPolicy",
        delete: "DeletePolicy",
    },
    global: true,
    autoName: name(128),
    defaults: { path: "/" },
    replaceOn: ["name", "namePrefix", "path", "description"],
    equal: { policy: samePolicy },
    seconds: { create: 2, update: 2 },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs, env) => {
        const id = named(inputs, env.digits(26));
        const arn = env.globalArn("iam", `policy${inputs.path ?? "/"}${id}`);
        return {
            id: arn,
            arn,
            name: id,
            namePrefix: inputs.namePrefix ?? "",
            policyId: `ANPA${env.letters(17)}`,
            attachmentCount: 0,
        };
    },
    create: (call, inputs, outputs) => {
        if (call.find(t.POLICY, outputs.id)) {
            const text = `A policy called ${outputs.name} already exists. Duplicate names are not allowed.`;
            call.fail("EntityAlreadyExists", text);
        }
        checkDocument(call, inputs.policy, false);
    },
    update: (call, next) => checkDocument(call, next.policy, false),
    delete: (call) => {
        if (call.findBy(t.ROLE_POLICY_ATTACHMENT, "policyArn", call.entity.id)) {
            call.fail("DeleteConflict", "Cannot delete a policy attached to entities.");
        }
    },
};

export const instanceProfile: ResourceType = {
    token: t.INSTANCE_PROFILE,
    title: "IAM Instance Profile",
    api: {
        service: "IAM",
        create: "CreateInstanceProfile",
        update: "AddRoleToInstanceProfile",
        read: "GetInstanceProfile",
        delete: "DeleteInstanceProfile",
    },
    global: true,
    autoName: name(128),
    defaults: { path: "/" },
    replaceOn: ["name", "namePrefix", "path"],
    seconds: { create: 8, update: 8, delete: 2 },
    outputs: (inputs, env) => {
        const id = named(inputs, env.digits(26));
        return {
            id,
            name: id,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.globalArn("iam", `instance-profile${inputs.path ?? "/"}${id}`),
            uniqueId: `AIPA${env.letters(17)}`,
            createDate: "2026-01-01T00:00:00Z",
        };
    },
    create: (call, inputs, outputs) => {
        taken(call, t.INSTANCE_PROFILE, outputs.id, "Instance Profile");
        if (inputs.role) {
            needRole(call, inputs.role);
        }
    },
    update: (call, next) => {
        if (next.role) {
            needRole(call, next.role);
        }
    },
};
