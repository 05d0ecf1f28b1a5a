import { attachmentsOf, forwardersOf } from "../graph/balancing";
import { called, servicesOf } from "../graph/ecs";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";

export const serviceWaitsForListener = stackRule({
    name: "service-waits-for-listener",
    description: "A service must be made after the listener or rule that its target group is attached to.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Give the service dependsOn: [the listener, or the listener rule, that forwards to its target group].",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    options: {},
    types: [SERVICE],
    judge(stack, verdict) {
        for (const { service } of servicesOf(stack)) {
            verdict.check(() => {
                for (const { targets } of attachmentsOf(stack, service)) {
                    if (!targets) continue;
                    const forwarders = forwardersOf(stack, targets);
                    if (forwarders.length === 0) {
                        const write = "add an aws.lb.ListenerRule that forwards to it";
                        verdict.report(
                            `no listener forwards to target group ${called(targets)}; ${write}`,
                            service.urn,
                        );
                        continue;
                    }
                    const waitsFor = stack.closure(service);
                    if (forwarders.some((forwarder) => waitsFor.has(forwarder))) continue;
                    const others = forwarders.map(called).join(" or ");
                    verdict.report(
                        `AWS refuses a service whose target group has no load balancer yet; write dependsOn: [${others}]`,
                        service.urn,
                    );
                }
            }, service.urn);
        }
    },
});
