import { attachmentsOf } from "../graph/balancing";
import { called, servicesOf } from "../graph/ecs";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";

export const targetTypeMatchesNetworkMode = stackRule({
    name: "target-type-matches-network-mode",
    description: "A target group must hold addresses of awsvpc tasks, and instances of all others.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: 'Write targetType: "ip" for awsvpc tasks and "instance" for bridge and host tasks.',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    options: {},
    types: [SERVICE],
    judge(stack, verdict) {
        for (const { service, task: taskOf } of servicesOf(stack)) {
            verdict.check(() => {
                const task = taskOf();
                if (!task?.facts) return;
                for (const { targets, place } of attachmentsOf(stack, service)) {
                    if (!targets) continue;
                    const wanted = task.facts.targetType;
                    if (!wanted) {
                        const write = 'write networkMode "bridge" or "awsvpc"';
                        verdict.report(
                            `${place.path}: no load balancer reaches tasks in mode ${task.mode}; ${write}`,
                            service.urn,
                        );
                        continue;
                    }
                    verdict.check(() => {
                        const type = targets.props.at("targetType").text() ?? "instance";
                        if (type === wanted) return;
                        const tasks = `tasks of service ${called(service)} are in mode ${task.mode}`;
                        verdict.report(
                            `targetType is "${type}" and ${tasks}; write targetType: "${wanted}"`,
                            targets.urn,
                        );
                    }, targets.urn);
                }
            }, service.urn);
        }
    },
});
