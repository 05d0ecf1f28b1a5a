import { type Attachment, attachmentsOf } from "../graph/balancing";
import { servicesOf, type Task } from "../graph/ecs";
import type { Reading } from "../reading/reading";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";
import type { Verdict } from "../verdict";

/** The port mapping that a service names, or a word on why there is none. */
function mappingOf(task: Task, name: string | undefined, port: number | undefined): Reading | string | undefined {
    if (name === undefined) return undefined;
    const containers = task.containers();
    if (containers.some((container) => container.name === undefined)) return undefined;
    const container = containers.find((one) => one.name === name);
    if (!container) {
        return `names container "${name}"; the task has ${containers.map((one) => `"${one.name}"`).join(", ") || "none"}`;
    }
    if (port === undefined) return undefined;
    const mappings = container.definition.at("portMappings").items();
    const ports = mappings.map((mapping) => mapping.at("containerPort").number());
    const ranged = mappings.some((mapping) => mapping.at("containerPortRange").isPresent);
    const index = ports.indexOf(port);
    if (index >= 0) return mappings[index];
    if (ranged) return undefined;
    return `names port ${port} of container "${name}"; its portMappings have ${ports.join(", ") || "none"}`;
}

function judgeHealthCheck(task: Task, { targets }: Attachment, mapping: Reading, verdict: Verdict): void {
    if (!targets || !task.facts?.dynamicPorts || (mapping.at("hostPort").number() ?? 0) !== 0) return;
    const port = targets.props.at("healthCheck", "port");
    if (port.number() === undefined) return;
    verdict.report(
        `healthCheck.port is ${port.number()}, and the tasks get another port each; write "traffic-port" or remove it`,
        targets.urn,
    );
}

export const serviceContainerExists = stackRule({
    name: "service-container-exists",
    description: "A service must name a container and a port that its task has.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Write a containerName and containerPort that stand in the task definition's portMappings.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
    options: {},
    types: [SERVICE],
    judge(stack, verdict) {
        for (const { service, task: taskOf } of servicesOf(stack)) {
            verdict.check(() => {
                const task = taskOf();
                if (!task) return;
                for (const attachment of attachmentsOf(stack, service)) {
                    const mapping = mappingOf(task, attachment.container, attachment.port);
                    const path = attachment.place.path;
                    if (typeof mapping === "string")
                        verdict.report(`${path} ${mapping}; write one of these`, service.urn);
                    else if (mapping) judgeHealthCheck(task, attachment, mapping, verdict);
                }
                const registry = service.props.at("serviceRegistries");
                const mapping = mappingOf(
                    task,
                    registry.at("containerName").text(),
                    registry.at("containerPort").number(),
                );
                if (typeof mapping === "string")
                    verdict.report(`serviceRegistries ${mapping}; write one of these`, service.urn);
            }, service.urn);
        }
    },
});
