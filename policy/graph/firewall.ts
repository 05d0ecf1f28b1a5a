import type { Reading } from "../reading/reading";
import * as types from "../types";
import type { Node, Stack } from "./stack";

/** What one ingress rule lets into a security group. */
export interface Ingress {
    protocol: string;
    from: number;
    to: number;
    /** Security groups of the stack that may come in. */
    groups: Node[];
    cidrs: string[];
    /** Whether other sources may come in that cannot be seen from here: prefix lists, groups outside the stack. */
    others: boolean;
}

/** Ingress of a security group, from all three shapes in which the provider writes it. */
export function ingressOf(stack: Stack, group: Node): Ingress[] {
    const separate = stack.referring(types.INGRESS_RULE, "securityGroupId", group).map((rule) => ({
        ...ports(rule.props, "ipProtocol"),
        ...sources(
            stack,
            rule,
            [rule.props.at("referencedSecurityGroupId")],
            [rule.props.at("cidrIpv4"), rule.props.at("cidrIpv6")],
        ),
        others: rule.props.at("prefixListId").isPresent,
    }));
    const older = stack
        .referring(types.SECURITY_GROUP_RULE, "securityGroupId", group)
        .filter((rule) => rule.props.at("type").text() === "ingress")
        .map((rule) => listed(stack, rule, rule.props, rule.props.at("sourceSecurityGroupId"), group));
    const inline = group.props
        .at("ingress")
        .items()
        .map((rule) => listed(stack, group, rule, rule.at("securityGroups"), group));
    return [...separate, ...older, ...inline].map((rule) => ({ ...rule, groups: [...new Set(rule.groups)] }));
}

function listed(stack: Stack, node: Node, rule: Reading, groups: Reading, self: Node): Ingress {
    const found = sources(stack, node, [groups], [rule.at("cidrBlocks"), rule.at("ipv6CidrBlocks")]);
    const itself = rule.at("self").flag() ? [self] : [];
    return {
        ...ports(rule, "protocol"),
        ...found,
        groups: [...found.groups, ...itself],
        others: rule.at("prefixListIds").items().length > 0,
    };
}

function ports(rule: Reading, protocolName: string): Pick<Ingress, "protocol" | "from" | "to"> {
    const protocol = rule.at(protocolName).text()?.toLowerCase() ?? "-1";
    if (protocol === "-1" || protocol === "all") return { protocol: "-1", from: 0, to: 65535 };
    return {
        protocol: protocol === "6" ? "tcp" : protocol,
        from: rule.at("fromPort").number() ?? 0,
        to: rule.at("toPort").number() ?? 65535,
    };
}

function sources(stack: Stack, node: Node, groups: Reading[], cidrs: Reading[]): Pick<Ingress, "groups" | "cidrs"> {
    return {
        groups: groups.flatMap((place) => stack.refer(node, place, types.SECURITY_GROUP)),
        cidrs: cidrs.flatMap((place) => place.texts()),
    };
}

/** Whether a security group lets anything out. Without any egress of its own the provider removes AWS's allow-all. */
export function hasEgress(stack: Stack, group: Node): boolean {
    return (
        group.props.at("egress").isPresent ||
        stack.referring(types.EGRESS_RULE, "securityGroupId", group).length > 0 ||
        stack
            .referring(types.SECURITY_GROUP_RULE, "securityGroupId", group)
            .some((rule) => rule.props.at("type").text() === "egress")
    );
}
