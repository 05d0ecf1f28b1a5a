import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { AutoScalingArgs } from "./autoScaling";
import type { MetricArgs, ScheduledScalingArgs, StepScalingArgs } from "./scalingArgs";

/** What is wrong with the further ways to scale: Application Auto Scaling API_PutScalingPolicy, API_PutScheduledAction. */
export function* scalingProblems(args: AutoScalingArgs): Generator<Problem> {
    if (args.queue) yield* positive("autoScaling.queue.messagesPerTask", args.queue.messagesPerTask);
    for (const [name, metric] of Object.entries(args.metrics ?? {})) {
        const path = `autoScaling.metrics.${name}`;
        yield* keyProblems(path, name);
        yield* metricProblems(path, metric);
        yield* positive(`${path}.targetValue`, metric.targetValue);
    }
    for (const [name, step] of Object.entries(args.stepScaling ?? {})) {
        const path = `autoScaling.stepScaling.${name}`;
        yield* keyProblems(path, name);
        if (args.metrics?.[name]) yield { propertyPath: path, reason: "is a name in metrics as well; choose another" };
        yield* metricProblems(path, step);
        yield* stepProblems(path, step);
    }
    for (const [name, action] of Object.entries(args.schedules ?? {})) {
        yield* scheduleProblems(`autoScaling.schedules.${name}`, action);
    }
    const wakes = args.queue || args.metrics || args.stepScaling || args.schedules;
    if (args.minCapacity === 0 && !wakes) {
        const reason =
            "cannot be 0 by utilization or requests alone, which no task would ever raise again; give queue, metrics, " +
            "stepScaling or schedules, or 1";
        yield { propertyPath: "autoScaling.minCapacity", reason };
    }
}

const RESERVED = ["cpu", "memory", "requests", "queue"];

function* keyProblems(propertyPath: string, name: string): Generator<Problem> {
    if (RESERVED.includes(name) || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
        const reason = `must be a name of letters, digits, hyphens and underscores other than ${RESERVED.join(", ")}`;
        yield { propertyPath, reason };
    }
}

const STATISTICS = ["Average", "Minimum", "Maximum", "SampleCount", "Sum"];

function* metricProblems(path: string, { statistic, dimensions }: MetricArgs): Generator<Problem> {
    if (statistic !== undefined && !STATISTICS.includes(statistic)) {
        const reason = `must be one of ${STATISTICS.join(", ")}, got ${JSON.stringify(statistic)}`;
        yield { propertyPath: `${path}.statistic`, reason };
    }
    const count = Object.keys(dimensions ?? {}).length;
    if (count > 30) yield { propertyPath: `${path}.dimensions`, reason: `must be up to 30, got ${count}` };
}

function* positive(propertyPath: string, value: number): Generator<Problem> {
    if (!(value > 0)) yield { propertyPath, reason: `must be above 0, got ${value}` };
}

function* stepProblems(path: string, step: StepScalingArgs): Generator<Problem> {
    const { steps, period = 60, evaluationPeriods, cooldown } = step;
    if (steps.length === 0 || steps.length > 20) {
        yield { propertyPath: `${path}.steps`, reason: `must be 1 to 20 steps, got ${steps.length}` };
    }
    for (const [index, { from, change }] of steps.entries()) {
        const least = index === 0 ? 0 : (steps[index - 1]?.from ?? 0);
        if (index === 0 ? from !== 0 : from <= least) {
            const rule = index === 0 ? "0, the threshold itself" : `above that of the step before (${least})`;
            yield { propertyPath: `${path}.steps[${index}].from`, reason: `must be ${rule}, got ${from}` };
        }
        if (!Number.isInteger(change) || change === 0) {
            const reason = `must be a whole number other than 0, got ${change}`;
            yield { propertyPath: `${path}.steps[${index}].change`, reason };
        }
    }
    if (![10, 20, 30].includes(period) && !(Number.isInteger(period / 60) && period > 0)) {
        yield {
            propertyPath: `${path}.period`,
            reason: `must be 10, 20, 30 or a multiple of 60 seconds, got ${period}`,
        };
    }
    yield* rangeProblems(`${path}.evaluationPeriods`, evaluationPeriods, { min: 1, unit: "periods" });
    yield* rangeProblems(`${path}.cooldown`, cooldown, { min: 0, unit: "seconds" });
}

function* scheduleProblems(path: string, action: ScheduledScalingArgs): Generator<Problem> {
    const { schedule, minCapacity, maxCapacity } = action;
    if (
        !/^(cron\((\S+ ){5}\S+\)|rate\(\d+ (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/.test(schedule)
    ) {
        const reason = `must be cron(…) of six fields, rate(…) or at(yyyy-mm-ddThh:mm:ss), got ${JSON.stringify(schedule)}`;
        yield { propertyPath: `${path}.schedule`, reason };
    }
    yield* rangeProblems(`${path}.minCapacity`, minCapacity, { min: 0, unit: "tasks" });
    yield* rangeProblems(`${path}.maxCapacity`, maxCapacity, { min: 0, unit: "tasks" });
    if (minCapacity === undefined && maxCapacity === undefined) {
        yield { propertyPath: path, reason: "needs minCapacity, maxCapacity or both" };
    } else if (minCapacity !== undefined && maxCapacity !== undefined && minCapacity > maxCapacity) {
        const reason = `must be at least minCapacity (${minCapacity}), got ${maxCapacity}`;
        yield { propertyPath: `${path}.maxCapacity`, reason };
    }
}
