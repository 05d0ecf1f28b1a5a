import type * as pulumi from "@pulumi/pulumi";

/** A metric of CloudWatch. */
export interface MetricArgs {
    /** Namespace, such as AWS/SQS. */
    namespace: string;
    /** Name, such as ApproximateAgeOfOldestMessage. */
    metricName: string;
    /** Dimensions by name. Default: none. */
    dimensions?: Record<string, pulumi.Input<string>>;
    /** Average, Minimum, Maximum, SampleCount or Sum. Default: Average. */
    statistic?: string;
}

/** A metric that is kept at a value by the number of tasks: it must fall when tasks are added. */
export interface MetricTargetArgs extends MetricArgs {
    /** Value to keep, above 0. */
    targetValue: number;
}

/** A queue that is kept short by the number of tasks. Container Insights of the cluster must be on: it counts the tasks. */
export interface QueueTargetArgs {
    /** Name of the SQS queue. */
    queueName: pulumi.Input<string>;
    /** Messages that may wait for each task, above 0: the longest wait in seconds divided by the seconds a message takes. */
    messagesPerTask: number;
}

/** How many tasks are added, or taken where it is negative, from a distance to the threshold on. */
export interface ScalingStepArgs {
    /** Distance of the metric above the threshold from which it holds; below it where tasks are taken, as a positive number. */
    from: number;
    /** Number of tasks, or percent of them; negative to take some. */
    change: number;
}

/** Tasks added or taken when a metric passes a threshold, by an alarm of its own. */
export interface StepScalingArgs extends MetricArgs {
    /** Value at which the alarm goes off. */
    threshold: number;
    /** Whether it goes off at or above the threshold, else at or below it. Default: true. */
    above?: boolean;
    /** Seconds over which the metric is taken: 10, 20, 30 or a multiple of 60. Default: 60. */
    period?: number;
    /** Periods in a row that must pass the threshold. Default: 1. */
    evaluationPeriods?: number;
    /** What happens, by the distance from the threshold; the first step is from 0. */
    steps: ScalingStepArgs[];
    /** Whether change is a percentage of the tasks that run. Default: false, a number of tasks. */
    percent?: boolean;
    /** Seconds until it may happen again. Default: 60. */
    cooldown?: number;
}

/** Other bounds of the number of tasks from a time on. */
export interface ScheduledScalingArgs {
    /** cron(minute hour day month weekday year), rate(5 minutes) or at(2026-12-24T18:00:00). */
    schedule: string;
    /** Time zone of it, such as Europe/Berlin. Default: UTC. */
    timezone?: string;
    /** Fewest tasks from then on. Give it, maxCapacity or both. */
    minCapacity?: number;
    /** Most tasks from then on. */
    maxCapacity?: number;
}
