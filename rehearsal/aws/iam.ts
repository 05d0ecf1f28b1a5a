import type { Call } from "../call";
import type { AutoName, ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props, parseJson, same, type Value } from "../values";
import { isManagedPolicy } from "./managedPolicies";
import * as t from "./types";

/** A policy document in one form: lists for everything that may be a list, in one order. */
export function canonicalPolicy(text: Value): Value {
    const document = parseJson(text);
    if (!document) {
        return text;
    }
    const sorted = (value: Value) => (Array.isArray(value) ? [...value].sort() : value === undefined ? value : [value]);
    const members = (value: Value): Value =>
        value && typeof value === "object" && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]))
            : value;
    const statements = list(document.Statement).map((statement: Props) => ({
        ...statement,
        Action: sorted(statement.Action),
        NotAction: sorted(statement.NotAction),
        Resource: sorted(statement.Resource),
        NotResource: sorted(statement.NotResource),
        Principal: members(statement.Principal),
        Condition:
            statement.Condition &&
            Object.fromEntries(Object.entries(statement.Condition).map(([key, member]) => [key, members(member)])),
    }));
    return { ...document, Statement: statements.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

/** AWS's equivalence of policy documents: order and single values against lists mean nothing. */
export const samePolicy = (a: Value, b: Value): boolean => same(canonicalPolicy(a), canonicalPolicy(b));

export function validatePolicy(inputs: Props, property: string): Failure[] {
    const text = inputs[property];
    if (text === undefined || isUnknown(text)) {
        return [];
    }
    const document = parseJson(text);
    if (!document || typeof document !== "object") {
        return [{ property, reason: `"${property}" contains an invalid JSON policy` }];
    }
    return [];
}

/** What IAM itself finds in a document. */
function checkDocument(call: Call, text: Value, isTrust: boolean): void {
    const statements = list(parseJson(text)?.Statement);
    if (statements.length === 0) {
        call.fail("MalformedPolicyDocument", "Syntax errors in policy.");
    }
    for (const statement of statements) {
        const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
        if (!["Allow", "Deny"].includes(Effect) || !(Action || NotAction)) {
            call.fail("MalformedPolicyDocument", "Syntax errors in policy.");
        }
        if (isTrust && !(Principal || NotPrincipal)) {
            call.fail(
                "MalformedPolicyDocument",
                "Trust Policy statement actions can only be sts actions with a principal",
            );
        }
        if (isTrust && list(Action).some((action) => !/^sts:/.test(action))) {
            call.fail("MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions.");
        }
        if (!isTrust && Principal) {
            call.fail("MalformedPolicyDocument", "Policy document should not specify a principal.");
        }
        if (!isTrust && !(Resource || NotResource)) {
            call.fail("MalformedPolicyDocument", "Policy statement must contain resources.");
        }
        const partition = call.environment.partition;
        for (const arn of list(Resource).filter((each) => typeof each === "string" && each.startsWith("arn:"))) {
            if (![partition, "*"].includes(arn.split(":")[1])) {
                call.fail(
                    "MalformedPolicyDocument",
                    `Partition "${arn.split(":")[1]}" is not valid for resource "${arn}".`,
                );
            }
        }
    }
}

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

export const serviceLinkedRole: ResourceType = {
    token: t.SERVICE_LINKED_ROLE,
    title: "IAM Service Linked Role",
    api: {
        service: "IAM",
        create: "CreateServiceLinkedRole",
        update: "UpdateRole",
        read: "GetRole",
        delete: "DeleteServiceLinkedRole",
    },
    global: true,
    replaceOn: ["awsServiceName", "customSuffix"],
    outputs: (inputs, env) => {
        const service = String(inputs.awsServiceName);
        const roleName = linkedRoleName(service) + (inputs.customSuffix ? `_${inputs.customSuffix}` : "");
        const arn = env.globalArn("iam", `role/aws-service-role/${service}/${roleName}`);
        return {
            id: arn,
            arn,
            name: roleName,
            path: `/aws-service-role/${service}/`,
            uniqueId: `AROA${env.letters(17)}`,
            createDate: "2026-01-01T00:00:00Z",
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.find(t.SERVICE_LINKED_ROLE, outputs.id)) {
            const text = `Service role name ${outputs.name} has been taken in this account, please try a different suffix.`;
            call.fail("InvalidInput", text);
        }
    },
    delete: (call) => {
        if (call.props.awsServiceName === "ecs.amazonaws.com" && call.list(t.CLUSTER).length > 0) {
            call.fail("DeleteConflict", `Service linked role ${call.props.name} is in use.`);
        }
    },
};

const LINKED_NAMES: Record<string, string> = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
};

export function linkedRoleName(service: string): string {
    return LINKED_NAMES[service] ?? `AWSServiceRoleFor${service.split(".")[0]}`;
}

/** Makes the service-linked role as AWS does on the first use of a service. */
export function ensureLinkedRole(call: Call, service: string): void {
    const roleName = linkedRoleName(service);
    const arn = call.environment.globalArn("iam", `role/aws-service-role/${service}/${roleName}`);
    if (!call.find(t.SERVICE_LINKED_ROLE, arn)) {
        const { account } = call;
        const props = {
            arn,
            name: roleName,
            awsServiceName: service,
            path: `/aws-service-role/${service}/`,
            tags: {},
            tagsAll: {},
        };
        call.world.put({
            type: t.SERVICE_LINKED_ROLE,
            id: arn,
            account,
            region: "global",
            props,
            meta: {},
            owned: true,
        });
    }
}
