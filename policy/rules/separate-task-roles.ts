import { containersOf } from "../reading/containers";
import { Unknown } from "../reading/reading";
import { parentOfType, type Resource, registered } from "../resource";
import { resourceRule } from "../rule";
import { DAEMON_TASK_DEFINITION, TASK_DEFINITION, TASK_DEFINITION_COMPONENT } from "../types";

/** Containers as the component wrote them where the JSON cannot be read yet. */
function containers(resource: Resource) {
    try {
        return containersOf(resource.type, resource.props);
    } catch (error) {
        const parent = registered.get(parentOfType(resource, TASK_DEFINITION_COMPONENT) ?? "");
        if (error instanceof Unknown && parent) return containersOf(parent.type, parent.props);
        throw error;
    }
}

export const separateTaskRoles = resourceRule({
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
    judge(resource, verdict) {
        const execution = resource.props.at("executionRoleArn");
        const task = resource.props.at("taskRoleArn");
        verdict.check(() => {
            if (!execution.isPresent || !task.isPresent) return;
            if (execution.text() === task.text()) {
                verdict.report("executionRoleArn and taskRoleArn are one role; make a role of its own for each");
            }
        });
        verdict.check(() => {
            if (execution.isPresent) return;
            const needing = containers(resource).find(({ definition }) => definition.at("secrets").items().length > 0);
            if (needing) verdict.report(`${needing.label} has secrets, which the agent reads; write executionRoleArn`);
        });
    },
});
