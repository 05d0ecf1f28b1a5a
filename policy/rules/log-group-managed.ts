import { taskOf } from "../graph/ecs";
import { list, matchesAny } from "../options";
import { Unknown } from "../reading/reading";
import { stackRule } from "../stack-rule";
import { LOG_GROUP, TASK_DEFINITION } from "../types";

export const logGroupManaged = stackRule({
    name: "log-group-managed",
    description: "The log group of a container must be one that the stack makes, and so one with a retention.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps: "Name an aws.cloudwatch.LogGroup of the stack in awslogs-group, or list the name in external.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    options: { external: list("Regular expressions over names of log groups that others make.") },
    types: [TASK_DEFINITION],
    judge(stack, verdict, { external }) {
        for (const node of stack.of(TASK_DEFINITION)) {
            const task = taskOf(node);
            verdict.check(() => {
                const fromLogGroup = [node, task.written].some((one) =>
                    one.edges.get("containerDefinitions")?.some(({ type }) => type === LOG_GROUP),
                );
                for (const { label, definition } of task.containers()) {
                    if (definition.at("logConfiguration", "logDriver").text() !== "awslogs") continue;
                    const group = definition.at("logConfiguration", "options", "awslogs-group");
                    if (!group.isPresent || (group.isUnknown && fromLogGroup)) continue;
                    if (group.isUnknown) throw new Unknown(`awslogs-group of ${label}`);
                    const name = group.text() ?? "";
                    if (matchesAny(external, name) || stack.refer(task.written, group, LOG_GROUP).length > 0) continue;
                    const write = "name an aws.cloudwatch.LogGroup of the stack";
                    verdict.report(
                        `${label} logs to "${name}", which the stack does not make; ${write}`,
                        task.written.urn,
                    );
                }
            }, task.written.urn);
        }
    },
});
