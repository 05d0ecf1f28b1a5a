import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { type StandaloneTaskArgs, standaloneTaskProblems } from "./standaloneTask";

/** A task that EventBridge Scheduler starts. */
export interface ScheduledTaskArgs extends StandaloneTaskArgs {
    /**
     * When it starts: `cron(0 3 * * ? *)` (minute, hour, day of month, month, day of week, year; one of the two days is
     * `?`), `rate(15 minutes)`, or once: `at(2030-01-31T03:00:00)`.
     */
    schedule: string;
    /** Time zone of cron and at, such as Europe/Berlin, with its summer time. Default: UTC. */
    timeZone?: string;
    /** Minutes after its time within which it may start, 1 to 1440, so that not all start at once. Default: 0, at once. */
    flexibleWindow?: number;
    /** First moment, in UTC, such as 2030-01-01T00:00:00Z. Default: none. */
    startDate?: pulumi.Input<string>;
    /** Last moment, in UTC, such as 2030-12-31T00:00:00Z. Default: none. */
    endDate?: pulumi.Input<string>;
    /** Whether it runs at all. Default: true. */
    enabled?: boolean;
    /**
     * Whether a start is left out while a task of this schedule still runs, which EventBridge Scheduler itself cannot do:
     * a Lambda function in between looks first. Two starts within the same second or two may both find nothing. Default:
     * false, so that a long run and the next one overlap.
     */
    skipWhileRunning?: boolean;
    /**
     * Times that EventBridge Scheduler tries again when ECS refuses to start the task, 0 to 185. A task that starts and
     * fails is not started again. Default: 185.
     */
    maximumRetryAttempts?: number;
    /** Seconds after its time until which it tries again, 60 to 86400. Default: 3600. */
    maximumEventAge?: number;
    /** ARN of an SQS queue for starts that never succeeded. Default: a queue of its own that keeps them for 14 days. */
    deadLetterQueueArn?: pulumi.Input<string>;
}

// "Schedule types on EventBridge Scheduler",
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
const EXPRESSION =
    /^(?:at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)|rate\([1-9]\d* (?:minutes?|hours?|days?)\)|cron\((\S+(?: \S+){5})\))$/;

/** What is wrong with a scheduled task. */
export function* scheduledTaskProblems(name: string, args: ScheduledTaskArgs): Generator<Problem> {
    yield* standaloneTaskProblems(name, args);
    yield* scheduleProblems(args.schedule);
    if (args.timeZone !== undefined && !isTimeZone(args.timeZone)) {
        yield {
            propertyPath: "timeZone",
            reason: `must be a name of the IANA time zone database such as Europe/Berlin, got ${JSON.stringify(args.timeZone)}`,
        };
    }
    yield* rangeProblems("flexibleWindow", args.flexibleWindow, { min: 0, max: 1440, unit: "minutes" });
    yield* rangeProblems("maximumRetryAttempts", args.maximumRetryAttempts, { min: 0, max: 185 });
    yield* rangeProblems("maximumEventAge", args.maximumEventAge, { min: 60, max: 86400, unit: "seconds" });
}

function* scheduleProblems(schedule: string): Generator<Problem> {
    const match = EXPRESSION.exec(schedule);
    if (!match) {
        yield {
            propertyPath: "schedule",
            reason: `must be cron(…) of six fields, rate(<number> minutes, hours or days) or at(yyyy-mm-ddThh:mm:ss), got ${JSON.stringify(schedule)}`,
        };
        return;
    }
    const fields = match[1]?.split(" ");
    if (fields && (fields[2] === "?") === (fields[4] === "?")) {
        yield {
            propertyPath: "schedule",
            reason: `must have ? in one of day of month (third field) and day of week (fifth field), got ${JSON.stringify(schedule)}`,
        };
    }
}

function isTimeZone(timeZone: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone });
        return true;
    } catch {
        return false;
    }
}
