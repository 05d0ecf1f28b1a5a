import type { Call } from "../call";
import type { Props } from "../values";
import { findCluster } from "./ecs/cluster";
import { resolveTask } from "./ecs/taskDefinition";
import { nameOf, simple } from "./simple";
import * as t from "./types";

const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";

export const scheduleGroup = simple({
    token: GROUP,
    title: "EventBridge Scheduler Schedule Group",
    api: {
        service: "Scheduler",
        create: "CreateScheduleGroup",
        update: "TagResource",
        read: "GetScheduleGroup",
        delete: "DeleteScheduleGroup",
    },
    autoName: { property: "name", max: 64, unless: "namePrefix" },
    replaceOn: ["name", "namePrefix"],
    taken: { code: "ConflictException", message: (id) => `Schedule group ${id} already exists.` },
    outputs: (inputs, env) => {
        const name = nameOf(inputs, env.digits(26));
        return {
            id: name,
            name,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.arn("scheduler", `schedule-group/${name}`),
            creationDate: "2026-01-01T00:00:00Z",
            lastModificationDate: "2026-01-01T00:00:00Z",
            state: "ACTIVE",
        };
    },
    // AWS deletes a group's schedules with it.
    deleted: (call) => {
        for (const schedule of call.list(
            "aws:scheduler/schedule:Schedule",
            (each) => each.groupName === call.entity.id,
        )) {
            call.remove(schedule);
        }
    },
});

const EXPRESSION =
    /^(at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|rate\([1-9]\d* (minutes?|hours?|days?)\)|cron\(\S+( \S+){5}\))$/;

function checkSchedule(call: Call, inputs: Props): void {
    if (!EXPRESSION.test(inputs.scheduleExpression)) {
        call.fail("ValidationException", `Invalid Schedule Expression ${inputs.scheduleExpression}.`);
    }
    if (inputs.groupName && inputs.groupName !== "default" && !call.find(GROUP, inputs.groupName)) {
        call.fail("ResourceNotFoundException", `Schedule group ${inputs.groupName} does not exist.`);
    }
    const { roleArn, arn, ecsParameters, deadLetterConfig } = inputs.target;
    if (!call.list(t.ROLE, (role) => role.arn === roleArn).length) {
        call.fail(
            "ValidationException",
            `The execution role you provide must allow AWS EventBridge Scheduler to assume the role.`,
        );
    }
    const window = inputs.flexibleTimeWindow;
    if (window.mode === "FLEXIBLE" && !window.maximumWindowInMinutes) {
        call.fail(
            "ValidationException",
            "MaximumWindowInMinutes is required when the flexible time window mode is FLEXIBLE.",
        );
    }
    if (deadLetterConfig?.arn && !call.findBy("aws:sqs/queue:Queue", "arn", deadLetterConfig.arn)) {
        call.fail("ValidationException", `Provided dead letter queue does not exist: ${deadLetterConfig.arn}`);
    }
    if (ecsParameters) {
        checkEcsTarget(call, String(arn), ecsParameters);
    }
}

function checkEcsTarget(call: Call, clusterArn: string, parameters: Props): void {
    if (!findCluster(call, clusterArn)) {
        call.fail("ValidationException", `Provided cluster does not exist: ${clusterArn}`);
    }
    const task = resolveTask(call, parameters.taskDefinitionArn);
    if (!task) {
        call.fail("ValidationException", `Provided task definition does not exist: ${parameters.taskDefinitionArn}`);
    }
    const isAwsvpc = task.props.networkMode === "awsvpc";
    if (isAwsvpc !== (parameters.networkConfiguration !== undefined)) {
        call.fail(
            "ValidationException",
            "The network configuration must be given exactly when the task definition's network mode is awsvpc.",
        );
    }
    if (parameters.launchType && parameters.capacityProviderStrategies?.length) {
        call.fail("ValidationException", "LaunchType and CapacityProviderStrategy cannot both be specified.");
    }
    const count = parameters.taskCount ?? 1;
    if (count < 1 || count > 10) {
        call.fail("ValidationException", "TaskCount must be between 1 and 10.");
    }
}

export const schedule = simple({
    token: "aws:scheduler/schedule:Schedule",
    title: "EventBridge Scheduler Schedule",
    api: {
        service: "Scheduler",
        create: "CreateSchedule",
        update: "UpdateSchedule",
        read: "GetSchedule",
        delete: "DeleteSchedule",
    },
    autoName: { property: "name", max: 64, unless: "namePrefix" },
    defaults: { scheduleExpressionTimezone: "UTC", state: "ENABLED" },
    replaceOn: ["name", "namePrefix", "groupName"],
    sets: ["subnets", "securityGroups", "capacityProviderStrategies", "placementConstraints", "placementStrategies"],
    outputs: (inputs, env) => {
        const name = nameOf(inputs, env.digits(26));
        const groupName = inputs.groupName ?? "default";
        return {
            id: `${groupName}/${name}`,
            name,
            namePrefix: inputs.namePrefix ?? "",
            groupName,
            arn: env.arn("scheduler", `schedule/${groupName}/${name}`),
            actionAfterCompletion: inputs.actionAfterCompletion ?? "NONE",
        };
    },
    create: checkSchedule,
    update: checkSchedule,
});
