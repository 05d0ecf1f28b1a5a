import { list } from "../values";
import { type Reference, simple } from "./simple";
import * as t from "./types";

const inGroup: Reference = {
    path: "autoscalingGroupName",
    type: t.AUTO_SCALING_GROUP,
    code: "ValidationError",
    message: (name) => `Group ${name} not found`,
};

export const lifecycleHook = simple({
    token: "aws:autoscaling/lifecycleHook:LifecycleHook",
    title: "Auto Scaling Lifecycle Hook",
    api: {
        service: "Auto Scaling",
        create: "PutLifecycleHook",
        update: "PutLifecycleHook",
        read: "DescribeLifecycleHooks",
        delete: "DeleteLifecycleHook",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "autoscalingGroupName"],
    references: [inGroup],
    outputs: (inputs) => ({ id: inputs.name, defaultResult: inputs.defaultResult ?? "ABANDON" }),
});

export const groupSchedule = simple({
    token: "aws:autoscaling/schedule:Schedule",
    title: "Auto Scaling Scheduled Action",
    api: {
        service: "Auto Scaling",
        create: "PutScheduledUpdateGroupAction",
        update: "PutScheduledUpdateGroupAction",
        read: "DescribeScheduledActions",
        delete: "DeleteScheduledAction",
    },
    replaceOn: ["autoscalingGroupName", "scheduledActionName"],
    references: [inGroup],
    outputs: (inputs, env) => ({
        id: inputs.scheduledActionName,
        arn: env.arn(
            "autoscaling",
            `scheduledUpdateGroupAction:${env.uuid()}:autoScalingGroupName/${inputs.autoscalingGroupName}:scheduledActionName/${inputs.scheduledActionName}`,
        ),
        desiredCapacity: inputs.desiredCapacity ?? 0,
        endTime: inputs.endTime ?? "",
        maxSize: inputs.maxSize ?? 0,
        minSize: inputs.minSize ?? 0,
        recurrence: inputs.recurrence ?? "",
        startTime: inputs.startTime ?? "",
        timeZone: inputs.timeZone ?? "",
    }),
});

export const groupTag = simple({
    token: "aws:autoscaling/tag:Tag",
    title: "Auto Scaling Group Tag",
    api: {
        service: "Auto Scaling",
        create: "CreateOrUpdateTags",
        update: "CreateOrUpdateTags",
        read: "DescribeTags",
        delete: "DeleteTags",
    },
    replaceOn: ["autoscalingGroupName"],
    outputs: (inputs) => ({ id: `${inputs.autoscalingGroupName},${inputs.tag?.key}` }),
    create: (call, inputs) => {
        const group = call.need(
            t.AUTO_SCALING_GROUP,
            inputs.autoscalingGroupName,
            "ValidationError",
            `Group ${inputs.autoscalingGroupName} not found`,
        );
        group.props.tags = [...list(group.props.tags).filter((tag) => tag.key !== inputs.tag.key), inputs.tag];
        call.save(group);
    },
});
