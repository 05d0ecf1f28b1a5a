import { instanceTypeOf } from "../../../components/ecs/instanceTypes";
import type { Call } from "../../call";
import type { Invoke } from "../../definition";
import { list, type Props, type Value } from "../../values";
import { findImages, publishedName } from "../images";
import * as t from "../types";
import { defaultVpc } from "../vpc";

/** What a data source says when it finds nothing, or too much. */
export function none(what: string): never {
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
        const value = name.startsWith("tag:") ? (props.tagsAll ?? props.tags)?.[name.slice(4)] : names[name];
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

export const ec2Lookups: Record<string, Invoke> = {
    "aws:ec2/getVpc:getVpc": getVpc,
    "aws:ec2/getSubnets:getSubnets": getSubnets,
    "aws:ec2/getSubnet:getSubnet": getSubnet,
    "aws:ec2/getSecurityGroup:getSecurityGroup": getSecurityGroup,
    "aws:ec2/getAmi:getAmi": getAmi,
    "aws:ec2/getInstanceType:getInstanceType": getInstanceType,
};
