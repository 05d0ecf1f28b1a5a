import { instanceTypeOf } from "../../components/ecs/instanceTypes";
import type { Call } from "../call";
import type { Invoke } from "../definition";
import { isObject, list, type Props, type Value } from "../values";
import { canonicalPolicy } from "./iam";
import { findImages, imageParameter, publishedName } from "./images";
import { managedPolicyArn } from "./managedPolicies";
import { zoneIdOf, zonesOf } from "./regions";
import { findSecret } from "./secrets";
import * as t from "./types";
import { defaultVpc } from "./vpc";

/** What a data source says when it finds nothing, or too much. */
function none(what: string): never {
    throw new Error(`no matching ${what} found`);
}

function hasTags(props: Props, wanted: Props | undefined): boolean {
    const tags = props.tagsAll ?? props.tags ?? {};
    return Object.entries(wanted ?? {}).every(([key, value]) => tags[key] === value);
}

/** EC2's filters by name: `tag:Name`, `vpc-id` and the like. */
function matches(props: Props, id: string, filters: Value): boolean {
    const names: Record<string, Value> = {
        "vpc-id": props.vpcId,
        "availability-zone": props.availabilityZone,
        "default-for-az": String(!!props.defaultForAz),
        "map-public-ip-on-launch": String(!!props.mapPublicIpOnLaunch),
        isDefault: String(!!props.isDefault),
        "is-default": String(!!props.isDefault),
        "subnet-id": id,
        "group-id": id,
        "group-name": props.name,
        "cidr-block": props.cidrBlock,
        cidr: props.cidrBlock,
    };
    return list(filters).every(({ name, values }) => {
        const value = name.startsWith("tag:") ? (props.tagsAll ?? props.tags ?? {})[name.slice(4)] : names[name];
        return list(values).some((pattern) =>
            new RegExp(
                `^${String(pattern)
                    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
                    .replace(/\*/g, ".*")}$`,
            ).test(String(value)),
        );
    });
}

const getVpc: Invoke = (call, args) => {
    if (args.default) {
        defaultVpc(call);
    }
    const found = call.list(
        t.VPC,
        (props, { id }) =>
            (!args.id || id === args.id) &&
            (!args.default || props.isDefault) &&
            (!args.cidrBlock || props.cidrBlock === args.cidrBlock) &&
            hasTags(props, args.tags) &&
            matches(props, id, args.filters),
    );
    if (found.length !== 1 || !found[0]) {
        return none(
            found.length === 0
                ? "EC2 VPC"
                : "single EC2 VPC: use additional constraints to reduce matches to a single EC2 VPC; none",
        );
    }
    const { props, id } = found[0];
    return {
        ...props,
        id,
        state: "available",
        default: !!props.isDefault,
        arn: call.environment.arn("ec2", `vpc/${id}`),
        cidrBlockAssociations: [],
    };
};

function subnets(call: Call, args: Props) {
    defaultVpc(call);
    return call.list(
        t.SUBNET,
        (props, { id }) =>
            (!args.vpcId || props.vpcId === args.vpcId) &&
            hasTags(props, args.tags) &&
            matches(props, id, args.filters),
    );
}

const getSubnets: Invoke = (call, args) => ({ ids: subnets(call, args).map((each) => each.id), tags: args.tags ?? {} });

const getSubnet: Invoke = (call, args) => {
    const found = subnets(call, args).filter(
        (each) =>
            (!args.id || each.id === args.id) &&
            (!args.availabilityZone || each.props.availabilityZone === args.availabilityZone) &&
            (!args.cidrBlock || each.props.cidrBlock === args.cidrBlock),
    );
    if (found.length !== 1 || !found[0]) {
        return none("EC2 Subnet");
    }
    const { props, id } = found[0];
    return {
        ...props,
        id,
        state: "available",
        arn: call.environment.arn("ec2", `subnet/${id}`),
        ownerId: call.account,
    };
};

const getSecurityGroup: Invoke = (call, args) => {
    const found = call.list(
        t.SECURITY_GROUP,
        (props, { id }) =>
            (!args.id || id === args.id) &&
            (!args.name || props.name === args.name) &&
            (!args.vpcId || props.vpcId === args.vpcId) &&
            hasTags(props, args.tags) &&
            matches(props, id, args.filters),
    );
    return found.length === 1 && found[0] ? { ...found[0].props, id: found[0].id } : none("EC2 Security Group");
};

const getAmi: Invoke = (call, args) => {
    const found = findImages(call, list(args.filters));
    const image = found[0];
    if (!image || (found.length > 1 && !args.mostRecent)) {
        throw new Error(
            found.length === 0
                ? "Your query returned no results. Please change your search criteria and try again."
                : "Your query returned more than one result. Please try a more specific search criteria, or set `most_recent` attribute to true.",
        );
    }
    return {
        id: image.id,
        imageId: image.id,
        architecture: image.architecture,
        name: publishedName(image),
        arn: `arn:${call.environment.partition}:ec2:${call.region}::image/${image.id}`,
        rootDeviceName: "/dev/xvda",
        rootDeviceType: "ebs",
        virtualizationType: "hvm",
        ownerId: "591542846629",
        state: "available",
        tags: {},
    };
};

const getInstanceType: Invoke = (_call, args) => {
    const type = instanceTypeOf(args.instanceType);
    if (!type) {
        throw new Error(
            `reading EC2 Instance Type (${args.instanceType}): InvalidInstanceType: The following supplied instance types do not exist: [${args.instanceType}]`,
        );
    }
    return {
        id: args.instanceType,
        defaultVcpus: type.vcpus,
        memorySize: type.memoryMib,
        maximumNetworkInterfaces: type.enis,
        supportedArchitectures: [type.architecture === "ARM64" ? "arm64" : "x86_64"],
        currentGeneration: true,
        freeTierEligible: false,
    };
};

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

/** Functions of the provider by token. */
export const lookups: Record<string, Invoke> = {
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
    "aws:index/getDefaultTags:getDefaultTags": (call) => ({ tags: call.environment.defaultTags }),
    "aws:ssm/getParameter:getParameter": getParameter,
    "aws:ec2/getInstanceType:getInstanceType": getInstanceType,
    "aws:ec2/getAmi:getAmi": getAmi,
    "aws:ec2/getVpc:getVpc": getVpc,
    "aws:ec2/getSubnets:getSubnets": getSubnets,
    "aws:ec2/getSubnet:getSubnet": getSubnet,
    "aws:ec2/getSecurityGroup:getSecurityGroup": getSecurityGroup,
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
