import { groupOf } from "../graph/ecs";
import type { Node, Stack } from "../graph/stack";
import { stackRule } from "../stack-rule";
import { CAPACITY_PROVIDER, CLUSTER_CAPACITY_PROVIDERS } from "../types";
import type { Verdict } from "../verdict";

/** The Auto Scaling group must let ECS protect instances, and must expect the tag that ECS puts on it. */
function judgeGroup(provider: Node, group: Node, verdict: Verdict): void {
    verdict.check(() => {
        const managed =
            provider.props.at("autoScalingGroupProvider", "managedTerminationProtection").text() === "ENABLED";
        if (managed && !group.props.at("protectFromScaleIn").flag()) {
            verdict.report(
                "ECS cannot protect its instances (managedTerminationProtection); write protectFromScaleIn: true",
                group.urn,
            );
        }
    }, group.urn);
    verdict.check(() => {
        const tags = group.props.at("tags").items();
        if (tags.some((tag) => tag.at("key").text() === "AmazonECSManaged" && tag.at("propagateAtLaunch").flag()))
            return;
        const tag = '{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }';
        verdict.advise(`ECS adds a tag that every later update takes away again; add ${tag} to tags`, group.urn);
    }, group.urn);
}

function isAssociated(stack: Stack, provider: Node): boolean {
    return stack.referring(CLUSTER_CAPACITY_PROVIDERS, "capacityProviders", provider).length > 0;
}

export const capacityProviderAssociated = stackRule({
    name: "capacity-provider-associated",
    description: "A capacity provider must belong to a cluster, and its Auto Scaling group must be ready for it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Name the provider in aws.ecs.ClusterCapacityProviders, and write protectFromScaleIn: true on its group.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",
    options: {},
    types: [CAPACITY_PROVIDER],
    judge(stack, verdict) {
        for (const provider of stack.of(CAPACITY_PROVIDER)) {
            verdict.check(() => {
                if (!isAssociated(stack, provider)) {
                    verdict.report("no cluster may use it; name it in aws.ecs.ClusterCapacityProviders", provider.urn);
                }
            }, provider.urn);
            verdict.check(() => {
                const group = groupOf(stack, provider);
                if (group) judgeGroup(provider, group, verdict);
            }, provider.urn);
        }
    },
});
