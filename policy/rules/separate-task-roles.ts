import { taskOf } from "../graph/ecs";
import type { Node, Stack } from "../graph/stack";
import { stackRule } from "../stack-rule";
import { DAEMON_TASK_DEFINITION, ROLE, TASK_DEFINITION } from "../types";

/** Whether both properties mean one role: by their values, or in a first preview by what they come from. */
function isOneRole(stack: Stack, task: Node): boolean {
    const places = [task.props.at("executionRoleArn"), task.props.at("taskRoleArn")] as const;
    if (places.some(({ isPresent }) => !isPresent)) return false;
    if (places.every(({ isUnknown }) => !isUnknown)) return places[0].text() === places[1].text();
    const [execution, own] = places.map((place) => stack.refer(task, place, ROLE));
    return execution?.length === 1 && own?.length === 1 && execution[0] === own[0];
}

export const separateTaskRoles = stackRule({
    name: "separate-task-roles",
    description: "The agent's rights and the program's rights must be two roles.",
    enforcementLevel: "mandatory",
    severity: "medium",
    tags: ["Checkov CKV_AWS_249", "NIST.800-53.r5 AC-6"],
    remediationSteps:
        "Make one role for executionRoleArn (pull images, read secrets, write logs) and another for taskRoleArn.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    options: {},
    types: [TASK_DEFINITION, DAEMON_TASK_DEFINITION],
    judge(stack, verdict) {
        for (const node of stack.of([TASK_DEFINITION, DAEMON_TASK_DEFINITION])) {
            verdict.check(() => {
                if (!isOneRole(stack, node)) return;
                verdict.report(
                    "executionRoleArn and taskRoleArn are one role; make a role of its own for each",
                    node.urn,
                );
            }, node.urn);
            verdict.check(() => {
                if (node.props.at("executionRoleArn").isPresent) return;
                const containers = taskOf(node).containers();
                const needing = containers.find(({ definition }) => definition.at("secrets").items().length > 0);
                if (!needing) return;
                verdict.report(`${needing.label} has secrets, which the agent reads; write executionRoleArn`, node.urn);
            }, node.urn);
        }
    },
});
