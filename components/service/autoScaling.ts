import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { MetricTargetArgs, QueueTargetArgs, ScheduledScalingArgs, StepScalingArgs } from "./scalingArgs";
import { furtherScaling } from "./scalingPolicies";
import { scalingProblems } from "./scalingProblems";

/** How many tasks run, by load: `{ minCapacity: 2, maxCapacity: 4 }` is enough. */
export interface AutoScalingArgs {
    /** Fewest tasks, 0 or more. */
    minCapacity: number;
    /** Most tasks, at least minCapacity. */
    maxCapacity: number;
    /** Average CPU utilization in percent of what tasks reserve, 1 to 100. Default: 60 when no target is given. */
    cpuUtilization?: number;
    /** Average memory utilization in percent of what tasks reserve, 1 to 100. Default: none. */
    memoryUtilization?: number;
    /** Requests a minute and task through the first route, 1 or more. Default: none. */
    requestCountPerTarget?: number;
    /** Seconds after a scale-in before the next. Default: 300. */
    scaleInCooldown?: number;
    /** Seconds after a scale-out before the next. Default: 60. */
    scaleOutCooldown?: number;
    /** Queue that is kept short; from 0 tasks on as well. Default: none. */
    queue?: QueueTargetArgs;
    /** Metrics that are kept at a value, by a name of your choice. Default: none. */
    metrics?: Record<string, MetricTargetArgs>;
    /** Steps by the distance of a metric from a threshold, by a name of your choice. Default: none. */
    stepScaling?: Record<string, StepScalingArgs>;
    /**
     * Other bounds at given times, by a name of your choice. A deployment with --refresh puts minCapacity and maxCapacity
     * back until the next time. Default: none.
     */
    schedules?: Record<string, ScheduledScalingArgs>;
}

/** What is wrong with the scaling of a service. */
export function* autoScalingProblems(args: AutoScalingArgs, routed: boolean): Generator<Problem> {
    yield* rangeProblems("autoScaling.minCapacity", args.minCapacity, { min: 0, unit: "tasks" });
    if (!Number.isInteger(args.maxCapacity) || args.maxCapacity < Math.max(1, args.minCapacity)) {
        yield {
            propertyPath: "autoScaling.maxCapacity",
            reason: `must be a whole number of tasks, at least 1 and at least minCapacity (${args.minCapacity}), got ${args.maxCapacity}`,
        };
    }
    yield* rangeProblems("autoScaling.cpuUtilization", args.cpuUtilization, { min: 1, max: 100, unit: "percent" });
    yield* rangeProblems("autoScaling.memoryUtilization", args.memoryUtilization, {
        min: 1,
        max: 100,
        unit: "percent",
    });
    yield* rangeProblems("autoScaling.requestCountPerTarget", args.requestCountPerTarget, { min: 1, unit: "requests" });
    yield* rangeProblems("autoScaling.scaleInCooldown", args.scaleInCooldown, { min: 0, unit: "seconds" });
    yield* rangeProblems("autoScaling.scaleOutCooldown", args.scaleOutCooldown, { min: 0, unit: "seconds" });
    if (args.requestCountPerTarget !== undefined && !routed) {
        yield {
            propertyPath: "autoScaling.requestCountPerTarget",
            reason: "needs a route; give routes or another target",
        };
    }
    yield* scalingProblems(args);
}

/** Registers the service's task count and one target tracking policy for each target. */
export function scaleService(
    name: string,
    args: AutoScalingArgs,
    service: { clusterName: pulumi.Input<string>; serviceName: pulumi.Input<string> },
    requestsLabel: pulumi.Input<string> | undefined,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): void {
    const target = new appautoscaling.Target(
        name,
        {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi.interpolate`service/${service.clusterName}/${service.serviceName}`,
            minCapacity: args.minCapacity,
            maxCapacity: args.maxCapacity,
            tags,
        },
        { parent },
    );
    const others = [args.memoryUtilization, args.requestCountPerTarget, args.queue, args.metrics, args.stepScaling];
    const none = others.every((other) => other === undefined);
    const targets = {
        cpu: { metric: "ECSServiceAverageCPUUtilization", value: args.cpuUtilization ?? (none ? 60 : undefined) },
        memory: { metric: "ECSServiceAverageMemoryUtilization", value: args.memoryUtilization },
        requests: { metric: "ALBRequestCountPerTarget", value: args.requestCountPerTarget, label: requestsLabel },
    };
    for (const [key, { metric, value, ...more }] of Object.entries(targets)) {
        if (value === undefined) continue;
        new appautoscaling.Policy(
            `${name}-${key}`,
            {
                policyType: "TargetTrackingScaling",
                serviceNamespace: target.serviceNamespace,
                scalableDimension: target.scalableDimension,
                resourceId: target.resourceId,
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: {
                        predefinedMetricType: metric,
                        ...("label" in more ? { resourceLabel: more.label as pulumi.Input<string> } : {}),
                    },
                    targetValue: value,
                    scaleInCooldown: args.scaleInCooldown ?? 300,
                    scaleOutCooldown: args.scaleOutCooldown ?? 60,
                },
            },
            { parent },
        );
    }
    furtherScaling(args, { name, ...service, target, tags, parent });
}
