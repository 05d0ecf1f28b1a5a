import { called, instanceSecurityGroups, servicesOf } from "../graph/ecs";
import { hasEgress } from "../graph/firewall";
import type { Node } from "../graph/stack";
import type { Reading } from "../reading/reading";
import { stackRule } from "../stack-rule";
import { LAUNCH_TEMPLATE, LOAD_BALANCER, SECURITY_GROUP } from "../types";

export const securityGroupHasEgress = stackRule({
    name: "security-group-has-egress",
    description: "What has to call others must be let out: the provider removes AWS's own allow-all rule.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Add an aws.vpc.SecurityGroupEgressRule, such as to 0.0.0.0/0 on every protocol.",
    url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
    options: {},
    types: [SECURITY_GROUP],
    judge(stack, verdict) {
        const users: [Node, Reading][] = [
            ...stack
                .of(LAUNCH_TEMPLATE)
                .flatMap((node) => instanceSecurityGroups(node).map((at) => [node, at] as [Node, Reading])),
            ...stack.of(LOAD_BALANCER).map((node) => [node, node.props.at("securityGroups")] as [Node, Reading]),
            ...[...servicesOf(stack)].map(
                ({ service }) =>
                    [service, service.props.at("networkConfiguration", "securityGroups")] as [Node, Reading],
            ),
        ];
        for (const [user, place] of users) {
            verdict.check(() => {
                for (const group of stack.refer(user, place, SECURITY_GROUP)) {
                    verdict.check(() => {
                        if (hasEgress(stack, group)) return;
                        const who = `${user.type.split(":").at(-1)} ${called(user)}`;
                        if (verdict.problems.some(({ urn }) => urn === group.urn)) return;
                        verdict.report(`nothing gets out of it, and ${who} is in it; add an egress rule`, group.urn);
                    }, group.urn);
                }
            }, user.urn);
        }
    },
});
