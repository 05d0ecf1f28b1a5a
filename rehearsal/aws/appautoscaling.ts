import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { list, type Props } from "../values";
import { settle } from "./ecs/scheduler";
import { ensureLinkedRole } from "./serviceLinkedRoles";
import * as t from "./types";

const API = "Application Auto Scaling";

function ecsServiceOf(call: Call, props: Props) {
    const [, cluster, name] = String(props.resourceId).split("/");
    return call.list(t.ECS_SERVICE, (each) => each.clusterName === cluster && each.name === name)[0];
}

function checkTarget(call: Call, inputs: Props): void {
    if (inputs.minCapacity > inputs.maxCapacity) {
        call.fail("ValidationException", `Maximum capacity cannot be less than minimum capacity`);
    }
    if (inputs.serviceNamespace !== "ecs") {
        return;
    }
    if (!/^service\/[^/]+\/[^/]+$/.test(inputs.resourceId)) {
        call.fail("ValidationException", "Unsupported service namespace, resource type or scalable dimension");
    }
    const found = ecsServiceOf(call, inputs);
    if (!found) {
        call.fail("ValidationException", `ECS service doesn't exist: ${inputs.resourceId}`);
    }
    if (found.props.schedulingStrategy === "DAEMON") {
        call.fail("ValidationException", "Services with the DAEMON scheduling strategy cannot be scaled");
    }
}

/** A service below the minimum or above the maximum is brought into bounds. */
function bound(call: Call): void {
    const { props } = call;
    const found = props.serviceNamespace === "ecs" ? ecsServiceOf(call, props) : undefined;
    if (found) {
        const desired = found.props.desiredCount ?? 0;
        found.props.desiredCount = Math.min(Math.max(desired, props.minCapacity), props.maxCapacity);
        call.save(found);
        settle(call);
    }
}

export const scalableTarget: ResourceType = {
    token: t.SCALABLE_TARGET,
    title: "Application AutoScaling Target",
    api: {
        service: API,
        create: "RegisterScalableTarget",
        update: "RegisterScalableTarget",
        read: "DescribeScalableTargets",
        delete: "DeregisterScalableTarget",
    },
    replaceOn: ["resourceId", "scalableDimension", "serviceNamespace"],
    seconds: { create: 2, update: 1, delete: 1 },
    outputs: (inputs, env) => ({
        id: inputs.resourceId,
        arn: env.arn("application-autoscaling", `scalable-target/${env.hex(36)}`),
        roleArn:
            inputs.roleArn ??
            env.globalArn(
                "iam",
                "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
            ),
        suspendedState: inputs.suspendedState ?? {
            dynamicScalingInSuspended: false,
            dynamicScalingOutSuspended: false,
            scheduledScalingSuspended: false,
        },
    }),
    create: (call, inputs) => {
        checkTarget(call, inputs);
        ensureLinkedRole(call, "ecs.application-autoscaling.amazonaws.com");
    },
    created: bound,
    update: (call, next) => checkTarget(call, next),
    updated: bound,
    // AWS deletes a target's policies and scheduled actions with it.
    deleted: (call) => {
        for (const type of ["aws:appautoscaling/policy:Policy", "aws:appautoscaling/scheduledAction:ScheduledAction"]) {
            for (const entity of call.list(type, (each) => each.resourceId === call.props.resourceId)) {
                call.remove(entity);
            }
        }
    },
};

function needTarget(call: Call, inputs: Props) {
    const text = `No scalable target registered for service namespace: ${inputs.serviceNamespace}, resource ID: ${inputs.resourceId}, scalable dimension: ${inputs.scalableDimension}`;
    return (
        call.findBy(t.SCALABLE_TARGET, "resourceId", inputs.resourceId) ?? call.fail("ObjectNotFoundException", text)
    );
}

function checkLabel(call: Call, inputs: Props): void {
    const metric = inputs.targetTrackingScalingPolicyConfiguration?.predefinedMetricSpecification;
    if (!/^ALBRequestCountPerTarget/.test(metric?.predefinedMetricType ?? "")) {
        return;
    }
    const match = /^(app\/.+\/[0-9a-f]+)\/(targetgroup\/.+\/[0-9a-f]+)$/.exec(metric.resourceLabel ?? "");
    const balancer = match && call.findBy(t.LOAD_BALANCER, "arnSuffix", match[1]);
    const group = match && call.findBy(t.TARGET_GROUP, "arnSuffix", match[2]);
    const listeners = balancer ? call.list(t.LISTENER, (each) => each.loadBalancerArn === balancer.props.arn) : [];
    const actions = [
        ...listeners.map((each) => each.props.defaultActions),
        ...call
            .list(t.LISTENER_RULE, (rule) => listeners.some((each) => each.id === rule.listenerArn))
            .map((each) => each.props.actions),
    ];
    if (!group || !JSON.stringify(actions).includes(group.props.arn)) {
        call.fail(
            "ValidationException",
            `The resource label ${metric.resourceLabel} does not name a target group that is attached to the load balancer`,
        );
    }
}

export const scalingPolicy: ResourceType = {
    token: "aws:appautoscaling/policy:Policy",
    title: "Application Auto Scaling Scaling Policy",
    api: {
        service: API,
        create: "PutScalingPolicy",
        update: "PutScalingPolicy",
        read: "DescribeScalingPolicies",
        delete: "DeleteScalingPolicy",
    },
    autoName: { property: "name" },
    defaults: { policyType: "StepScaling" },
    replaceOn: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    sets: ["stepAdjustments", "dimensions"],
    seconds: { create: 2, update: 1, delete: 1 },
    outputs: (inputs, env) => ({
        id: inputs.name,
        arn: env.arn(
            "autoscaling",
            `scalingPolicy:${env.uuid()}:resource/${inputs.serviceNamespace}/${inputs.resourceId}:policyName/${inputs.name}`,
        ),
        alarmArns: [],
    }),
    create: (call, inputs) => {
        needTarget(call, inputs);
        checkLabel(call, inputs);
        const config = inputs.targetTrackingScalingPolicyConfiguration;
        if (inputs.policyType === "TargetTrackingScaling" && !config) {
            call.fail(
                "ValidationException",
                "TargetTrackingScalingPolicyConfiguration is required for TargetTrackingScaling policies",
            );
        }
        const metric = config?.predefinedMetricSpecification?.predefinedMetricType;
        const rivals = call.list("aws:appautoscaling/policy:Policy", (each) => each.resourceId === inputs.resourceId);
        const same = rivals.some(
            (each) =>
                each.props.targetTrackingScalingPolicyConfiguration?.predefinedMetricSpecification
                    ?.predefinedMetricType === metric,
        );
        if (metric && same) {
            call.fail(
                "ValidationException",
                `Only one TargetTrackingScaling policy for a given metric specification is allowed.`,
            );
        }
    },
    update: (call, next) => checkLabel(call, next),
};

export const scheduledAction: ResourceType = {
    token: "aws:appautoscaling/scheduledAction:ScheduledAction",
    title: "Application Auto Scaling Scheduled Action",
    api: {
        service: API,
        create: "PutScheduledAction",
        update: "PutScheduledAction",
        read: "DescribeScheduledActions",
        delete: "DeleteScheduledAction",
    },
    autoName: { property: "name" },
    defaults: { timezone: "UTC" },
    replaceOn: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    outputs: (inputs, env) => ({
        id: `${inputs.name}-${inputs.serviceNamespace}-${inputs.resourceId}`,
        arn: env.arn(
            "autoscaling",
            `scheduledAction:${env.uuid()}:resource/${inputs.serviceNamespace}/${inputs.resourceId}:scheduledActionName/${inputs.name}`,
        ),
    }),
    create: (call, inputs) => {
        needTarget(call, inputs);
        if (!/^(at|rate|cron)\(.+\)$/.test(inputs.schedule)) {
            call.fail("ValidationException", `Invalid schedule expression: ${inputs.schedule}`);
        }
        if (list(Object.values(inputs.scalableTargetAction ?? {})).length === 0) {
            call.fail("ValidationException", "ScalableTargetAction needs a minimum or a maximum capacity");
        }
    },
};
