import { associationOf, called, clusterOf } from "../graph/ecs";
import type { Node, Stack } from "../graph/stack";
import { capacityProvidersOf, launchOf, resourceIsService, TASK_STARTERS } from "../reading/capacity";

import { stackRule } from "../stack-rule";
import { CAPACITY_PROVIDER, CLUSTER_CAPACITY_PROVIDERS } from "../types";
import type { Verdict } from "../verdict";

/** Names and nodes of the providers that a cluster has; undefined when the association is not in the stack. */
function offered(stack: Stack, association: Node): { names: string[]; nodes: Node[] } {
    const place = association.props.at("capacityProviders");
    return {
        names: place.items().flatMap((item) => (item.isUnknown ? [] : (item.text() ?? []))),
        nodes: stack.refer(association, place, CAPACITY_PROVIDER),
    };
}

/** Says of every provider that a resource names whether the cluster has it; those that AWS reserves are other rules' matter. */
function judgeNames(stack: Stack, node: Node, association: Node | undefined, verdict: Verdict): void {
    const cluster = association && offered(stack, association);
    for (const provider of capacityProvidersOf(node)) {
        verdict.check(() => {
            const nodes = stack.refer(node, provider, CAPACITY_PROVIDER);
            const name = provider.isUnknown ? undefined : provider.text();
            if (!cluster || name?.startsWith("FARGATE")) return;
            if (name !== undefined && cluster.names.includes(name)) return;
            if (nodes.some((one) => cluster.nodes.includes(one))) return;
            const which = nodes[0] ? called(nodes[0]) : `"${name}"`;
            const has = cluster.nodes.map(called).concat(cluster.names.map((one) => `"${one}"`));
            verdict.report(
                `${provider.path} is ${which}, which the cluster does not have; write ${[...new Set(has)].join(" or ") || "one that it has"}`,
                node.urn,
            );
        }, node.urn);
    }
}

export const serviceUsesKnownCapacity = stackRule({
    name: "service-uses-known-capacity",
    description: "Tasks must start on capacity that their cluster has.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Name in capacityProviderStrategies a provider that aws.ecs.ClusterCapacityProviders gives the cluster.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html",
    options: {},
    types: [...TASK_STARTERS, CLUSTER_CAPACITY_PROVIDERS],
    judge(stack, verdict) {
        for (const association of stack.of(CLUSTER_CAPACITY_PROVIDERS)) {
            verdict.check(() => judgeNames(stack, association, undefined, verdict), association.urn);
        }
        for (const node of stack.of(TASK_STARTERS)) {
            verdict.check(() => {
                const cluster = resourceIsService(node) ? clusterOf(stack, node) : undefined;
                const association = cluster && associationOf(stack, cluster);
                const strategies = launchOf(node)?.at("capacityProviderStrategies");
                if (strategies?.isUnknown) {
                    // A list that comes from a provider of the stack; its names are judged once they are known.
                    stack.refer(node, strategies, CAPACITY_PROVIDER);
                    return;
                }
                judgeNames(stack, node, association, verdict);
                if (!association || node.props.at("launchType").isPresent) return;
                if (node.props.at("capacityProviderStrategies").items().length > 0) return;
                // A default strategy on Spot or Fargate is reported where it is written.
                if (association.props.at("defaultCapacityProviderStrategies").items().length > 0) return;
                verdict.report(
                    `it names no capacity and cluster ${called(cluster)} has no default: nobody adds instances for it; ` +
                        "write capacityProviderStrategies",
                    node.urn,
                );
            }, node.urn);
        }
    },
});
