import type * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import type { Problem } from "../errors";
import { duplicateProblems, type MonitoredServiceRef } from "./monitoredRefs";

/** From which value on somebody is told. 0 leaves the alarm out. */
export interface AlarmThresholdsArgs {
    /**
     * Average CPU in percent of what the tasks reserve, for five minutes. Tasks that reserve none have no meaningful
     * percentage: say 0 then. Default: 90.
     */
    cpuUtilization?: number;
    /** Average memory in percent of what the tasks reserve, for five minutes. Default: 90. */
    memoryUtilization?: number;
    /** Answers of the tasks with a status from 500 on, in five minutes. Default: 10. */
    errors5xx?: number;
    /** Seconds that one of twenty requests takes at least, for five minutes. Default: 1. */
    p95Latency?: number;
    /** Minutes in which fewer tasks run than shall, which a deployment needs as well. Default: 15. */
    belowDesired?: number;
    /** Minutes in which a target does not pass its check. Default: 5. */
    unhealthyTargets?: number;
    /** Minutes in which a capacity wants more instances than it gets. Default: 15. */
    capacityShort?: number;
}

/** Which alarms there are, and whom they tell. */
export interface AlarmsArgs {
    /** The cluster. Its Container Insights must be on for the alarm on tasks below the desired number. */
    cluster: ClusterRef;
    /** Services of the cluster to watch. Default: none, only the cluster. */
    services?: MonitoredServiceRef[];
    /** Capacities of the cluster to watch. Default: main. */
    capacities?: string[];
    /** From which values on. */
    thresholds?: AlarmThresholdsArgs;
    /**
     * ARN of an SNS topic that is there, whose policy lets CloudWatch and EventBridge publish. Presence decides whether
     * one is made. Default: a topic of its own.
     */
    topicArn?: pulumi.Input<string>;
    /** Addresses that get a mail once they have confirmed it. Default: none. */
    emails?: string[];
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** Every threshold with its default. */
export function thresholdsOf({ thresholds = {} }: AlarmsArgs): Required<AlarmThresholdsArgs> {
    return {
        cpuUtilization: thresholds.cpuUtilization ?? 90,
        memoryUtilization: thresholds.memoryUtilization ?? 90,
        errors5xx: thresholds.errors5xx ?? 10,
        p95Latency: thresholds.p95Latency ?? 1,
        belowDesired: thresholds.belowDesired ?? 15,
        unhealthyTargets: thresholds.unhealthyTargets ?? 5,
        capacityShort: thresholds.capacityShort ?? 15,
    };
}

// One day of one-minute periods is the longest that CloudWatch looks back at such an alarm: API_PutMetricAlarm.
const MOST_MINUTES = 1440;

/** What is wrong with alarms. */
export function* alarmsProblems(args: AlarmsArgs): Generator<Problem> {
    yield* duplicateProblems(
        "services",
        (args.services ?? []).map(({ name }) => name),
    );
    yield* duplicateProblems("capacities", args.capacities ?? []);
    for (const [key, value] of Object.entries(args.thresholds ?? {})) {
        const minutes = ["belowDesired", "unhealthyTargets", "capacityShort"].includes(key);
        const wrong = minutes ? !Number.isInteger(value) || value > MOST_MINUTES : !Number.isFinite(value);
        if (wrong || value < 0) {
            const rule = minutes ? `a whole number, 0 to ${MOST_MINUTES} minutes` : "0 or more";
            yield { propertyPath: `thresholds.${key}`, reason: `must be ${rule}, got ${JSON.stringify(value)}` };
        }
    }
    for (const [index, email] of (args.emails ?? []).entries()) {
        if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
            yield {
                propertyPath: `emails[${index}]`,
                reason: `must be an address such as ops@example.com, got ${JSON.stringify(email)}`,
            };
        }
    }
    yield* duplicateProblems("emails", args.emails ?? []);
}
