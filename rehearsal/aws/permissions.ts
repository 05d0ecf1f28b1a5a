import type { Call } from "../call";
import { list, type Props } from "../values";
import * as t from "./types";

export function needGroup(call: Call, id: unknown) {
    return call.need(t.SECURITY_GROUP, id, "InvalidGroup.NotFound", `The security group '${id}' does not exist`);
}

/** One permission of a group, however it was declared. */
export interface Permission {
    direction: "ingress" | "egress";
    peer: string;
    protocol: string;
    from: number;
    to: number;
    source: string;
}

export const PROTOCOLS: Record<string, string> = { "6": "tcp", "17": "udp", "1": "icmp", all: "-1" };

export function permission(direction: "ingress" | "egress", peer: string, rule: Props, source: string): Permission {
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

export function peersOf(rule: Props, groupId: string): string[] {
    return [
        ...list(rule.cidrBlocks),
        ...list(rule.ipv6CidrBlocks),
        ...list(rule.prefixListIds),
        ...list(rule.securityGroups),
        ...(rule.self ? [groupId] : []),
    ];
}

export function singlePeer(rule: Props): string {
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
export function refuseDuplicate(call: Call, groupId: string, wanted: Permission): void {
    const key = (each: Permission) => [each.direction, each.peer, each.protocol, each.from, each.to].join();
    if (permissionsOf(call, groupId).some((each) => key(each) === key(wanted) && each.source !== wanted.source)) {
        const ports = wanted.protocol === "-1" ? "" : `, from port: ${wanted.from}, to port: ${wanted.to}`;
        const protocol = wanted.protocol === "-1" ? "ALL" : wanted.protocol.toUpperCase();
        const rule = `peer: ${wanted.peer}, ${protocol}${ports}, ALLOW`;
        call.fail("InvalidPermission.Duplicate", `the specified rule "${rule}" already exists`);
    }
}

export function checkPeer(call: Call, groupId: string, peer: string): void {
    if (!peer.startsWith("sg-")) {
        return;
    }
    const here = needGroup(call, groupId).props.vpcId;
    if (needGroup(call, peer).props.vpcId !== here) {
        call.fail("InvalidGroup.NotFound", `You have specified two resources that belong to different networks.`);
    }
}
