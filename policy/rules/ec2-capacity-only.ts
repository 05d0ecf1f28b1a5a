import { list } from "../options";
import { capacityProvidersOf, launchOf, TASK_STARTERS } from "../reading/capacity";
import { resourceRule } from "../rule";
import { CLUSTER_CAPACITY_PROVIDERS, EXPRESS_SERVICE } from "../types";

export const ec2CapacityOnly = resourceRule({
    name: "ec2-capacity-only",
    description: "Tasks must run on the cluster's own EC2 instances, not on Fargate.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps:
        "Name the cluster's own EC2 capacity provider in capacityProviderStrategies and leave launchType out.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",
    options: { allow: list("Capacity beyond EC2 that may be used, such as FARGATE.") },
    types: [CLUSTER_CAPACITY_PROVIDERS, EXPRESS_SERVICE, ...TASK_STARTERS],
    judge(resource, verdict, { allow }) {
        if (allow.includes("FARGATE")) return;
        if (resource.type === EXPRESS_SERVICE) {
            verdict.report("an Express gateway service always runs on Fargate; use aws.ecs.Service on EC2 capacity");
            return;
        }
        verdict.check(() => {
            const launchType = launchOf(resource)?.at("launchType");
            if (launchType?.text() === "FARGATE") {
                verdict.report(`${launchType.path} is FARGATE; remove it and name an EC2 capacity provider`);
            }
        });
        verdict.check(() => {
            for (const provider of capacityProvidersOf(resource)) {
                // A name that a provider of this stack will get: service-uses-known-capacity follows the graph.
                if (provider.isUnknown || provider.text() !== "FARGATE") continue;
                verdict.report(`${provider.path} is FARGATE; name an EC2 capacity provider`);
            }
        });
    },
});
