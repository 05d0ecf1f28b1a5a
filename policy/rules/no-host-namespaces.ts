import { flag } from "../options";
import { fsbp, resourceRule } from "../rule";
import { TASK_DEFINITION, TASK_DEFINITION_COMPONENT } from "../types";

export const noHostNamespaces = resourceRule({
    name: "no-host-namespaces",
    description: "A task must not share the processes, memory or network of its instance.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("ECS.3", "ECS task definitions should not share the host's process namespace"),
    tags: ["AWS FSBP ECS.17", "NIST.800-53.r5 CA-9(1)"],
    remediationSteps: 'Remove pidMode and ipcMode "host", and use networkMode "bridge" or "awsvpc".',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    options: { allowHostNetwork: flag('Whether networkMode "host" is allowed.', false) },
    types: [TASK_DEFINITION, TASK_DEFINITION_COMPONENT],
    judge({ props }, verdict, { allowHostNetwork }) {
        for (const [name, write] of [
            ["pidMode", "remove it"],
            ["ipcMode", "remove it"],
            ["networkMode", 'write "bridge" or "awsvpc"'],
        ] as const) {
            verdict.check(() => {
                if (name === "networkMode" && allowHostNetwork) return;
                if (props.at(name).text() === "host") verdict.report(`${name} is "host"; ${write}`);
            });
        }
    },
});
