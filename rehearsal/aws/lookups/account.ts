import type { Invoke } from "../../definition";
import { isObject, list, type Props, type Value } from "../../values";
import { imageParameter } from "../images";
import { managedPolicyArn } from "../managedPolicies";
import { canonicalPolicy } from "../policyDocuments";
import { zoneIdOf, zonesOf } from "../regions";
import { findSecret } from "../secrets";
import * as t from "../types";
import { none } from "./ec2";

const getParameter: Invoke = (call, args) => {
    const own = call.find(t.PARAMETER, args.name);
    const value = own ? own.props.value || own.props.insecureValue : imageParameter(call, args.name);
    if (value === undefined) {
        throw new Error(`reading SSM Parameter (${args.name}): couldn't find resource`);
    }
    const secret = own?.props.type === "SecureString";
    return {
        id: args.name,
        name: args.name,
        value,
        insecureValue: secret ? "" : value,
        type: own?.props.type ?? "String",
        version: own?.props.version ?? 1,
        arn: own?.props.arn ?? `arn:${call.environment.partition}:ssm:${call.region}::parameter${args.name}`,
        withDecryption: args.withDecryption ?? true,
    };
};

const getPolicyDocument: Invoke = (_call, args) => {
    const statements = list(args.statements).map((statement: Props) => {
        const one = (value: Value) =>
            list(value).length === 1
                ? list(value)[0]
                : value && list(value).length > 0
                  ? [...list(value)].sort()
                  : undefined;
        const principals: Props = {};
        for (const { type, identifiers } of list(statement.principals)) {
            principals[type] = one(identifiers);
        }
        const conditions: Props = {};
        for (const { test, variable, values } of list(statement.conditions)) {
            conditions[test] = { ...conditions[test], [variable]: one(values) };
        }
        const isAnyone = principals["*"] === "*";
        return Object.fromEntries(
            Object.entries({
                Sid: statement.sid,
                Effect: statement.effect ?? "Allow",
                Action: one(statement.actions),
                NotAction: one(statement.notActions),
                Resource: one(statement.resources),
                NotResource: one(statement.notResources),
                Principal: isAnyone ? "*" : Object.keys(principals).length > 0 ? principals : undefined,
                Condition: Object.keys(conditions).length > 0 ? conditions : undefined,
            }).filter(([, value]) => value !== undefined),
        );
    });
    const merged = [...list(args.sourcePolicyDocuments), ...list(args.overridePolicyDocuments)].flatMap((text) => {
        const document = canonicalPolicy(text);
        return isObject(document) ? list(document.Statement) : [];
    });
    const document = { Version: args.version ?? "2012-10-17", Statement: [...merged, ...statements] };
    return { json: JSON.stringify(document, null, 2), minifiedJson: JSON.stringify(document) };
};

const getRole: Invoke = (call, args) => {
    const found = call.find(t.ROLE, args.name) ?? call.findBy(t.SERVICE_LINKED_ROLE, "name", args.name);
    if (!found) {
        throw new Error(`reading IAM Role (${args.name}): couldn't find resource`);
    }
    return { ...found.props, id: args.name };
};

const getRoles: Invoke = (call, args) => {
    const pattern = args.nameRegex ? new RegExp(args.nameRegex) : /.*/;
    const roles = [...call.list(t.ROLE), ...call.list(t.SERVICE_LINKED_ROLE)]
        .map((each) => each.props)
        .filter(
            (props) =>
                pattern.test(props.name) && (!args.pathPrefix || String(props.path ?? "/").startsWith(args.pathPrefix)),
        );
    return { names: roles.map((each) => each.name), arns: roles.map((each) => each.arn) };
};

const getPolicy: Invoke = (call, args) => {
    const own = call.list(t.POLICY, (each) => each.arn === args.arn || each.name === args.name)[0];
    const arn =
        own?.props.arn ??
        managedPolicyArn(args.name ?? String(args.arn).split("policy/").pop(), call.environment.partition);
    return arn ? { ...own?.props, arn, name: args.name ?? arn.split("/").pop() } : none("IAM Policy");
};

const getCallerIdentity: Invoke = (call) => {
    const { roleArn } = call.options;
    const assumed = roleArn?.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    return {
        accountId: call.account,
        arn: assumed ? `${assumed}/pulumi` : call.environment.globalArn("iam", "user/rehearsal"),
        userId: `AIDA${call.environment.letters(17)}`,
        id: call.account,
    };
};

const getAuthorizationToken: Invoke = (call, args) => {
    const registry = args.registryId ?? call.account;
    const password = call.environment.hex(64, "token");
    const token = Buffer.from(`AWS:${password}`).toString("base64");
    const proxyEndpoint = `https://${registry}.dkr.ecr.${call.region}.${call.environment.dnsSuffix}`;
    return { authorizationToken: token, userName: "AWS", password, proxyEndpoint, expiresAt: "2099-01-01T00:00:00Z" };
};

const getRandomPassword: Invoke = (call, args) => {
    const length = args.passwordLength ?? 32;
    const text = Buffer.from(call.environment.hex(64, String(call.world.events.length)), "hex").toString("base64url");
    return { randomPassword: text.repeat(Math.ceil(length / text.length)).slice(0, length) };
};

const getSecret: Invoke = (call, args) => {
    const found = findSecret(call, args.arn ?? args.name);
    return found ? { ...found.props, id: found.id } : none("Secrets Manager Secret");
};

const getSecretVersion: Invoke = (call, args) => {
    const secret = findSecret(call, args.secretId);
    const version = call.list(t.SECRET_VERSION, (each) => each.secretId === secret?.id).at(-1);
    if (!version) {
        throw new Error(`reading Secrets Manager Secret Version (${args.secretId}): couldn't find resource`);
    }
    return { ...version.props, id: version.id };
};

const REGION_NAMES: Record<string, string> = {
    "us-east-1": "US East (N. Virginia)",
    "us-west-2": "US West (Oregon)",
    "eu-central-1": "Europe (Frankfurt)",
};

export const accountLookups: Record<string, Invoke> = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": (call) => ({
        names: zonesOf(call.region),
        zoneIds: zonesOf(call.region).map(zoneIdOf),
        groupNames: [call.region],
    }),
    "aws:index/getRegion:getRegion": (call, args) => {
        const region = args.name ?? args.region ?? call.region;
        const endpoint = `ec2.${region}.${call.environment.dnsSuffix}`;
        return { id: region, name: region, region, endpoint, description: REGION_NAMES[region] ?? region };
    },
    "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
    "aws:index/getPartition:getPartition": ({ environment }) => ({
        id: environment.partition,
        partition: environment.partition,
        dnsSuffix: environment.dnsSuffix,
        reverseDnsPrefix: environment.dnsSuffix.split(".").reverse().join("."),
    }),
    "aws:index/getRegions:getRegions": () => ({ names: ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"] }),
    "aws:index/getAvailabilityZone:getAvailabilityZone": (call, args) => {
        const name = args.name ?? zonesOf(call.region).find((zone) => zoneIdOf(zone) === args.zoneId);
        return name
            ? { name, zoneId: zoneIdOf(name), region: call.region, state: "available" }
            : none("EC2 Availability Zone");
    },
    "aws:index/getServicePrincipal:getServicePrincipal": (call, args) => {
        const isChina = call.environment.partition === "aws-cn" && args.serviceName === "ec2";
        const suffix = isChina ? call.environment.dnsSuffix : "amazonaws.com";
        return { name: `${args.serviceName}.${suffix}`, suffix, serviceName: args.serviceName };
    },
    "aws:index/getArn:getArn": (_call, args) => {
        const [, partition, service, region, account, ...resource] = String(args.arn).split(":");
        return { id: args.arn, arn: args.arn, partition, service, region, account, resource: resource.join(":") };
    },
    "aws:index/getDefaultTags:getDefaultTags": (call) => ({ tags: call.environment.defaultTags }),
    "aws:ssm/getParameter:getParameter": getParameter,
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": getAuthorizationToken,
    "aws:ecr/getCredentials:getCredentials": getAuthorizationToken,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": getRandomPassword,
    "aws:secretsmanager/getSecret:getSecret": getSecret,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": getSecretVersion,
    "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument,
    "aws:iam/getRole:getRole": getRole,
    "aws:iam/getRoles:getRoles": getRoles,
    "aws:iam/getPolicy:getPolicy": getPolicy,
};
