import { simple } from "../simple";
import * as t from "../types";
import { resolveTask } from "./taskDefinition";

export const taskSet = simple({
    token: "aws:ecs/taskSet:TaskSet",
    title: "ECS Task Set",
    api: {
        service: "ECS",
        create: "CreateTaskSet",
        update: "UpdateTaskSet",
        read: "DescribeTaskSets",
        delete: "DeleteTaskSet",
    },
    defaults: { forceDelete: false, waitUntilStable: false, waitUntilStableTimeout: "10m" },
    replaces: (property) =>
        !["scale", "tags", "waitUntilStable", "waitUntilStableTimeout", "forceDelete"].includes(property),
    sets: ["capacityProviderStrategies", "loadBalancers", "subnets", "securityGroups"],
    outputs: (inputs, env) => {
        const taskSetId = `ecs-svc/${env.digits(19)}`;
        const clusterName = String(inputs.cluster).split("/").pop();
        const name = String(inputs.service).split("/").pop();
        return {
            id: `${taskSetId},${inputs.service},${inputs.cluster}`,
            arn: env.arn("ecs", `task-set/${clusterName}/${name}/${taskSetId}`),
            taskSetId,
            externalId: inputs.externalId ?? "",
            launchType: inputs.launchType ?? "",
            platformVersion: inputs.platformVersion ?? "",
            scale: inputs.scale ?? { unit: "PERCENT", value: 0 },
            stabilityStatus: "STABILIZING",
            status: "ACTIVE",
        };
    },
    create: (call, inputs) => {
        const name = String(inputs.service).split("/").pop();
        const found =
            call.findBy(t.ECS_SERVICE, "name", name) ?? call.fail("ServiceNotFoundException", "Service not found.");
        if (found.props.deploymentController?.type !== "EXTERNAL") {
            call.fail("InvalidParameterException", "Task sets need a service with the EXTERNAL deployment controller.");
        }
        if (!resolveTask(call, inputs.taskDefinition)) {
            call.fail("ClientException", "TaskDefinition not found.");
        }
    },
});
