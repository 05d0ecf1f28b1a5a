import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, type Props, type Value } from "../values";
import { checkPeer, needGroup, PROTOCOLS, peersOf, permission, refuseDuplicate, singlePeer } from "./permissions";
import * as t from "./types";

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

/** The older form: one resource for several peers. */
export const securityGroupRule: ResourceType = {
    token: t.SECURITY_GROUP_RULE,
    title: "Security Group Rule",
    api: {
        service: "EC2",
        create: "AuthorizeSecurityGroupIngress",
        update: "UpdateSecurityGroupRuleDescriptionsIngress",
        read: "DescribeSecurityGroups",
        delete: "RevokeSecurityGroupIngress",
    },
    replaces: (property) => property !== "description",
    sets: ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"],
    outputs: (inputs, env) => ({
        id: `sgrule-${env.digits(10)}`,
        securityGroupRuleId: env.ec2Id("sgr"),
        sourceSecurityGroupId: inputs.sourceSecurityGroupId ?? "",
    }),
    create: (call, inputs, outputs) => {
        const group = needGroup(call, inputs.securityGroupId);
        const source = inputs.sourceSecurityGroupId;
        for (const peer of [...peersOf(inputs, group.id), ...(source ? [source] : [])]) {
            checkPeer(call, group.id, peer);
            refuseDuplicate(call, group.id, permission(inputs.type, peer, inputs, outputs.id));
        }
    },
};
