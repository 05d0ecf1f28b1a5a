import { taskStartedBy } from "../graph/ecs";
import { launchOf, TASK_STARTERS } from "../reading/capacity";
import { firstPresent } from "../reading/reading";
import { stackRule } from "../stack-rule";

export const awsvpcHasNetwork = stackRule({
    name: "awsvpc-has-network",
    description: "What starts an awsvpc task must say in which subnets, and nothing else may.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Write networkConfiguration: { subnets, securityGroups } for awsvpc tasks, and leave it out for others.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    options: {},
    types: TASK_STARTERS,
    judge(stack, verdict) {
        for (const node of stack.of(TASK_STARTERS)) {
            verdict.check(() => {
                const task = taskStartedBy(stack, node);
                const network = launchOf(node)?.at("networkConfiguration");
                if (!task?.facts || !network) return;
                const subnets = firstPresent(network.at("subnets"), network.at("awsVpcConfiguration", "subnets"));
                if (
                    task.facts.ownInterface &&
                    (!subnets.isPresent || (!subnets.isUnknown && subnets.items().length === 0))
                ) {
                    verdict.report(
                        `its task is in mode awsvpc; write ${network.path}: { subnets, securityGroups }`,
                        node.urn,
                    );
                } else if (!task.facts.ownInterface && network.isPresent && !network.isUnknown) {
                    const write = `remove ${network.path}, or write networkMode "awsvpc"`;
                    verdict.report(
                        `its task is in mode ${task.mode}, which has no network of its own; ${write}`,
                        node.urn,
                    );
                }
            }, node.urn);
        }
    },
});
