import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";

import type { AutoScalingArgs } from "./autoScaling";
import { byName } from "./defined";
import type { MetricArgs, QueueTargetArgs, ScheduledScalingArgs, StepScalingArgs } from "./scalingArgs";

/** The service whose number of tasks changes. */
export interface ScaledService {
    name: string;
    clusterName: pulumi.Input<string>;
    serviceName: pulumi.Input<string>;
    target: appautoscaling.Target;
    tags: Record<string, pulumi.Input<string>> | undefined;
    parent: pulumi.Resource;
}

/** Registers the policies and schedules beyond utilization and requests. */
export function furtherScaling(args: AutoScalingArgs, service: ScaledService): void {
    const cooldown = { scaleInCooldown: args.scaleInCooldown ?? 300, scaleOutCooldown: args.scaleOutCooldown ?? 60 };
    if (args.queue) {
        const { messagesPerTask: targetValue } = args.queue;
        track(service, "queue", {
            ...cooldown,
            targetValue,
            customizedMetricSpecification: backlog(args.queue, service),
        });
    }
    for (const [key, metric] of byName(args.metrics ?? {})) {
        const { namespace, metricName, targetValue } = metric;
        const { statistic = "Average" } = metric;
        const dimensions = dimensionsOf(metric);
        const customizedMetricSpecification = { namespace, metricName, statistic, dimensions };
        track(service, key, { ...cooldown, targetValue, customizedMetricSpecification });
    }
    for (const [key, step] of byName(args.stepScaling ?? {})) stepPolicy(service, key, step);
    for (const [key, action] of byName(args.schedules ?? {})) scheduledAction(service, key, action);
}

const targetOf = ({ target }: ScaledService) => ({
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
});

const dimensionsOf = ({ dimensions = {} }: MetricArgs) => byName(dimensions).map(([name, value]) => ({ name, value }));

function track(
    service: ScaledService,
    key: string,
    targetTrackingScalingPolicyConfiguration: appautoscaling.PolicyArgs["targetTrackingScalingPolicyConfiguration"],
): void {
    new appautoscaling.Policy(
        `${service.name}-${key}`,
        { policyType: "TargetTrackingScaling", ...targetOf(service), targetTrackingScalingPolicyConfiguration },
        { parent: service.parent },
    );
}

/**
 * Messages that wait for each running task: "Create a target tracking scaling policy using metric math". Where none
 * runs they count as for one, so that the first message starts a task.
 */
function backlog({ queueName }: QueueTargetArgs, { clusterName, serviceName }: ScaledService) {
    const tasks = [
        { name: "ClusterName", value: clusterName },
        { name: "ServiceName", value: serviceName },
    ];
    const metric = (
        id: string,
        namespace: string,
        metricName: string,
        dimensions: { name: string; value: pulumi.Input<string> }[],
        stat: string,
    ) => ({ id, metricStat: { metric: { namespace, metricName, dimensions }, stat }, returnData: false });
    const queue = [{ name: "QueueName", value: queueName }];
    return {
        metrics: [
            metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, "Sum"),
            metric("running", "ECS/ContainerInsights", "RunningTaskCount", tasks, "Average"),
            {
                id: "backlog",
                expression: "waiting / IF(FILL(running, 0) > 1, running, 1)",
                label: "Messages that wait for each task",
                returnData: true,
            },
        ],
    };
}

function stepPolicy(service: ScaledService, key: string, args: StepScalingArgs): void {
    const own = `${service.name}-${key}`;
    const above = args.above ?? true;
    const policy = new appautoscaling.Policy(
        own,
        {
            policyType: "StepScaling",
            ...targetOf(service),
            stepScalingPolicyConfiguration: {
                adjustmentType: args.percent ? "PercentChangeInCapacity" : "ChangeInCapacity",
                cooldown: args.cooldown ?? 60,
                metricAggregationType: "Average",
                ...(args.percent ? { minAdjustmentMagnitude: 1 } : {}),
                stepAdjustments: args.steps.map((step, index) =>
                    bounds(step.from, args.steps[index + 1]?.from, above, step.change),
                ),
            },
        },
        { parent: service.parent },
    );
    new cloudwatch.MetricAlarm(
        own,
        {
            alarmDescription: `Scales ${service.name} by ${key}`,
            namespace: args.namespace,
            metricName: args.metricName,
            dimensions: args.dimensions ?? {},
            statistic: args.statistic ?? "Average",
            comparisonOperator: above ? "GreaterThanOrEqualToThreshold" : "LessThanOrEqualToThreshold",
            threshold: args.threshold,
            period: args.period ?? 60,
            evaluationPeriods: args.evaluationPeriods ?? 1,
            alarmActions: [policy.arn],
            tags: service.tags,
        },
        { parent: service.parent },
    );
}

/** A step in AWS's words: distances below the threshold are negative there. */
function bounds(from: number, to: number | undefined, above: boolean, scalingAdjustment: number) {
    const [lower, upper] = above ? [from, to] : [to === undefined ? undefined : -to, -from || 0];
    return {
        scalingAdjustment,
        ...(lower === undefined ? {} : { metricIntervalLowerBound: String(lower) }),
        ...(upper === undefined ? {} : { metricIntervalUpperBound: String(upper) }),
    };
}

function scheduledAction(service: ScaledService, key: string, action: ScheduledScalingArgs): void {
    const { schedule, timezone, minCapacity, maxCapacity } = action;
    new appautoscaling.ScheduledAction(
        `${service.name}-${key}`,
        {
            ...targetOf(service),
            schedule,
            timezone: timezone ?? "UTC",
            scalableTargetAction: {
                ...(minCapacity === undefined ? {} : { minCapacity }),
                ...(maxCapacity === undefined ? {} : { maxCapacity }),
            },
        },
        { parent: service.parent },
    );
}
