import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";

import type { AlarmThresholdsArgs } from "./alarmsArgs";
import type { MonitoredTargetGroupRef } from "./monitoredRefs";

/** An alarm by the last part of its name. */
export interface AlarmDefinition {
    suffix: string;
    alarm: cloudwatch.MetricAlarmArgs;
}

type Dimensions = Record<string, pulumi.Input<string>>;

// All look at one-minute periods, so that a number of periods is one of minutes.
const MINUTE = 60;
const FIVE_MINUTES = 5;

/** Fires when the metric has been at or above the threshold for so many minutes in a row. */
const forMinutes = (minutes: number) => ({
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: minutes,
    period: MINUTE,
    // Nobody called, or nothing ran: that is not this alarm's matter.
    treatMissingData: "notBreaching",
});

/** Alarms of a service by itself: "Amazon ECS service utilization metrics". */
export function serviceAlarms(
    service: string,
    dimensions: Dimensions,
    thresholds: Required<AlarmThresholdsArgs>,
): AlarmDefinition[] {
    const utilization = (metricName: string, threshold: number, what: string): cloudwatch.MetricAlarmArgs => ({
        ...forMinutes(FIVE_MINUTES),
        alarmDescription: `${service} uses ${threshold} percent or more of the ${what} that its tasks reserve`,
        namespace: "AWS/ECS",
        metricName,
        dimensions,
        statistic: "Average",
        threshold,
    });
    return [
        ...when(thresholds.cpuUtilization, "cpu", (value) => utilization("CPUUtilization", value, "CPU")),
        ...when(thresholds.memoryUtilization, "memory", (value) => utilization("MemoryUtilization", value, "memory")),
        ...when(thresholds.belowDesired, "below-desired", (minutes) => ({
            alarmDescription: `Fewer tasks of ${service} run than shall, for ${minutes} minutes`,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            evaluationPeriods: minutes,
            // Without data Container Insights is off: the state of the alarm then says so.
            treatMissingData: "missing",
            metricQueries: [
                { id: "missing", expression: "desired - running", label: "Missing tasks", returnData: true },
                taskCount("desired", "DesiredTaskCount", dimensions),
                taskCount("running", "RunningTaskCount", dimensions),
            ],
        })),
    ];
}

// "Amazon ECS Container Insights metrics".
const taskCount = (id: string, metricName: string, dimensions: Dimensions) => ({
    id,
    metric: { namespace: "ECS/ContainerInsights", metricName, dimensions, period: MINUTE, stat: "Average" },
    returnData: false,
});

/** Alarms of one target group: "CloudWatch metrics for your Application Load Balancer". */
export function targetGroupAlarms(
    service: string,
    target: MonitoredTargetGroupRef,
    thresholds: Required<AlarmThresholdsArgs>,
): AlarmDefinition[] {
    const metric = (metricName: string) => ({
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: target.loadBalancerArnSuffix, TargetGroup: target.arnSuffix },
    });
    return [
        ...when(thresholds.errors5xx, "5xx", (threshold) => ({
            ...forMinutes(1),
            ...metric("HTTPCode_Target_5XX_Count"),
            alarmDescription: `${service} gave ${threshold} or more errors (5xx) in five minutes`,
            period: FIVE_MINUTES * MINUTE,
            statistic: "Sum",
            threshold,
        })),
        ...when(thresholds.p95Latency, "latency", (threshold) => ({
            ...forMinutes(FIVE_MINUTES),
            ...metric("TargetResponseTime"),
            alarmDescription: `One of twenty requests to ${service} takes ${threshold} s or more`,
            extendedStatistic: "p95",
            // The 95th percentile of three requests is their slowest.
            evaluateLowSampleCountPercentiles: "ignore",
            threshold,
        })),
        ...when(thresholds.unhealthyTargets, "unhealthy", (minutes) => ({
            ...forMinutes(minutes),
            ...metric("UnHealthyHostCount"),
            alarmDescription: `A task of ${service} does not pass the load balancer's check for ${minutes} minutes`,
            statistic: "Maximum",
            threshold: 1,
        })),
    ];
}

/**
 * Alarm of one capacity. Above 100 the tasks need more instances than there are: for long only when the capacity is at its
 * maximum or its instances do not start. "Cluster auto scaling", CapacityProviderReservation.
 */
export function capacityAlarms(
    capacity: string,
    dimensions: Dimensions,
    thresholds: Required<AlarmThresholdsArgs>,
): AlarmDefinition[] {
    return when(thresholds.capacityShort, "short", (minutes) => ({
        ...forMinutes(minutes),
        alarmDescription: `Capacity ${capacity} is at its maximum, or its instances do not start: tasks wait for ${minutes} minutes`,
        namespace: "AWS/ECS/ManagedScaling",
        metricName: "CapacityProviderReservation",
        dimensions,
        statistic: "Average",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 100,
    }));
}

/** An alarm unless its threshold is 0. */
const when = (
    threshold: number,
    suffix: string,
    alarm: (threshold: number) => cloudwatch.MetricAlarmArgs,
): AlarmDefinition[] => (threshold === 0 ? [] : [{ suffix, alarm: alarm(threshold) }]);
