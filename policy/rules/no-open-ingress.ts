import { list } from "../options";
import type { Reading } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";
import * as types from "../types";
import type { Verdict } from "../verdict";

/** Whether a range is the world. Two halves are the world as well, and 2000::/3 is every public IPv6 address. */
function isWorld(cidr: string): boolean {
    const [address = "", length] = cidr.trim().split("/");
    if (length === undefined || !/^\d+$/.test(length)) return false;
    return Number(length) <= (address.includes(":") ? 3 : 1);
}

interface Ingress {
    path: string;
    protocol: Reading;
    from: Reading;
    to: Reading;
    cidrs: Reading[];
}

/** Ingress of the four shapes in which AWS's provider writes it. */
function* ingressOf(type: string, props: Reading): Generator<Ingress> {
    if (type === types.INGRESS_RULE) {
        const cidrs = [props.at("cidrIpv4"), props.at("cidrIpv6")];
        yield {
            path: "this rule",
            protocol: props.at("ipProtocol"),
            from: props.at("fromPort"),
            to: props.at("toPort"),
            cidrs,
        };
    } else if (type === types.SECURITY_GROUP_RULE) {
        if (props.at("type").text() === "ingress") yield inline("this rule", props);
    } else {
        for (const ingress of props.at("ingress").items()) yield inline(ingress.path, ingress);
    }
}

function inline(path: string, rule: Reading): Ingress {
    const cidrs = [rule.at("cidrBlocks"), rule.at("ipv6CidrBlocks")];
    return { path, protocol: rule.at("protocol"), from: rule.at("fromPort"), to: rule.at("toPort"), cidrs };
}

const TCP_UDP: Record<string, string> = { tcp: "tcp", udp: "udp", "6": "tcp", "17": "udp" };

function judgeIngress(ingress: Ingress, verdict: Verdict, allowed: readonly string[]): void {
    const world = ingress.cidrs.flatMap((place) => place.texts()).filter(isWorld);
    if (world.length === 0) return;
    const protocol = ingress.protocol.text()?.toLowerCase();
    const lets = `${ingress.path} lets ${world.join(" and ")} in`;
    const write = "name the security group that may, or a narrower range";
    if (protocol === "-1" || protocol === "all") {
        verdict.report(`${lets} on every port; ${write}`);
        return;
    }
    const kind = TCP_UDP[protocol ?? ""];
    // ICMP and the like have types where these have ports.
    if (!kind) return;
    const from = ingress.from.number();
    const to = ingress.to.number();
    if (from === undefined || to === undefined) {
        verdict.report(`${lets} on every ${kind} port; ${write}`);
        return;
    }
    const isAllowed = (port: number) => allowed.includes(String(port));
    if (to - from < 1000 && Array.from({ length: to - from + 1 }, (_, i) => from + i).every(isAllowed)) return;
    verdict.report(`${lets} on ${kind} ${from === to ? from : `${from} to ${to}`}; ${write}`);
}

export const noOpenIngress = resourceRule({
    name: "no-open-ingress",
    description: "Nobody but the load balancer's own ports may face the whole internet.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp("EC2.18", "Security groups should only allow unrestricted incoming traffic for authorized ports"),
    tags: [
        "AWS FSBP EC2.13",
        "AWS FSBP EC2.14",
        "AWS FSBP EC2.19",
        "AWS FSBP EC2.53",
        "AWS FSBP EC2.54",
        "NIST.800-53.r5 SC-7",
    ],
    remediationSteps:
        "Let in the load balancer's security group (referencedSecurityGroupId) instead of 0.0.0.0/0 or ::/0.",
    url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    options: { allowedPorts: list("TCP and UDP ports that may face the internet.", ["80", "443"]) },
    types: [types.SECURITY_GROUP, types.DEFAULT_SECURITY_GROUP, types.SECURITY_GROUP_RULE, types.INGRESS_RULE],
    judge({ type, props }, verdict, { allowedPorts }) {
        for (const ingress of ingressOf(type, props)) verdict.check(() => judgeIngress(ingress, verdict, allowedPorts));
    },
});
