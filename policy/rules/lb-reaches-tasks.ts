import { attachmentsOf, balancersOf } from "../graph/balancing";
import { called, groupsOf, instanceSecurityGroups, servicesOf, type Task, templateOf } from "../graph/ecs";
import { type Ingress, ingressOf } from "../graph/firewall";
import { SUBNET } from "../graph/network";
import type { Node, Stack } from "../graph/stack";
import { list } from "../options";
import type { Reading } from "../reading/reading";
import { stackRule } from "../stack-rule";
import { SECURITY_GROUP, SERVICE } from "../types";

interface Range {
    from: number;
    to: number;
}

/** Ports of the instance, or of the task's own interface, that the load balancer calls. */
function portsOf(task: Task, container: string | undefined, port: number, dynamic: Range): Range {
    if (!task.facts?.dynamicPorts) return { from: port, to: port };
    const mapping = task
        .containers()
        .filter(({ name }) => name === undefined || name === container)
        .flatMap(({ definition }) => definition.at("portMappings").items())
        .find((one) => one.at("containerPort").number() === port);
    const host = mapping?.at("hostPort").number() ?? 0;
    return host === 0 ? dynamic : { from: host, to: host };
}

/** Security groups in front of a service's tasks; undefined when some of them are not in the stack. */
function guardsOf(stack: Stack, service: Node, task: Task): Node[] | undefined {
    const places: [Node, Reading][] = task.facts?.ownInterface
        ? [[service, service.props.at("networkConfiguration", "securityGroups")]]
        : groupsOf(stack, service)
              .flatMap((group) => templateOf(stack, group) ?? [])
              .flatMap((template) =>
                  instanceSecurityGroups(template).map((place) => [template, place] as [Node, Reading]),
              );
    const written = places.flatMap(([, place]) => (place.isUnknown ? [] : place.items()));
    const found = [...new Set(places.flatMap(([node, place]) => stack.refer(node, place, SECURITY_GROUP)))];
    return found.length === 0 || found.length < written.length ? undefined : found;
}

function number(address: string): number {
    return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether a range of addresses holds another one. Ranges of IPv6, and what cannot be read, count as holding. */
function covers(outer: string, inner: string): boolean {
    const [a = "", m = ""] = outer.split("/");
    const [b = "", n = ""] = inner.split("/");
    if (![a, b].every((address) => /^\d+(\.\d+){3}$/.test(address))) return true;
    const size = 2 ** (32 - Number(m));
    return Number(n) >= Number(m) && Math.floor(number(a) / size) === Math.floor(number(b) / size);
}

function letsIn(ingress: Ingress, range: Range, balancerGroups: Node[], subnets: string[]): boolean {
    if (ingress.protocol !== "-1" && ingress.protocol !== "tcp") return false;
    if (ingress.from > range.from || ingress.to < range.to) return false;
    if (ingress.others || ingress.groups.some((group) => balancerGroups.includes(group))) return true;
    return ingress.cidrs.some((cidr) => subnets.every((subnet) => covers(cidr, subnet)));
}

export const lbReachesTasks = stackRule({
    name: "lb-reaches-tasks",
    description: "A load balancer must be let in to the ports on which its tasks listen.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Add an ingress rule to the tasks' security group (the instances' own in bridge mode) from the load balancer's.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    options: {
        ephemeral: list("First and last port that Docker takes for hostPort 0.", ["32768", "60999"]),
    },
    types: [SERVICE],
    judge(stack, verdict, { ephemeral }) {
        const dynamic = { from: Number(ephemeral[0] ?? 32768), to: Number(ephemeral[1] ?? 60999) };
        for (const { service, task: taskOf } of servicesOf(stack)) {
            verdict.check(() => {
                const task = taskOf();
                if (!task?.facts) return;
                for (const { targets, container, port } of attachmentsOf(stack, service)) {
                    if (!targets || port === undefined) continue;
                    for (const balancer of balancersOf(stack, targets)) {
                        const groups = stack.refer(balancer, balancer.props.at("securityGroups"), SECURITY_GROUP);
                        const guards = groups.length > 0 ? guardsOf(stack, service, task) : undefined;
                        if (!guards) continue;
                        const range = portsOf(task, container, port, dynamic);
                        const subnets = stack
                            .refer(balancer, balancer.props.at("subnets"), SUBNET)
                            .flatMap((subnet) => subnet.props.at("cidrBlock").text() ?? []);
                        const rules = guards.flatMap((guard) => ingressOf(stack, guard));
                        if (rules.some((ingress) => letsIn(ingress, range, groups, subnets))) continue;
                        const ports = range.from === range.to ? `${range.from}` : `${range.from} to ${range.to}`;
                        verdict.report(
                            `load balancer ${called(balancer)} cannot reach service ${called(service)} on tcp ${ports}; ` +
                                `add an ingress rule from security group ${groups.map(called).join(" or ")}`,
                            guards[0]?.urn,
                        );
                    }
                }
            }, service.urn);
        }
    },
});
