import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { type StandaloneTaskArgs, standaloneTaskProblems } from "./standaloneTask";

/** A task that is run by command, or in an update. */
export interface OneOffTaskArgs extends StandaloneTaskArgs {
    /**
     * Whether an update runs it: the first one, and each in which its task definition, its network or its triggers change.
     * The update fails unless every essential container ends with exit code 0, and what depends on this component waits
     * for it. A preview runs nothing. Default: false.
     */
    runOnUpdate?: boolean;
    /** Values whose change makes the update run it again, such as the version of a schema. Default: none. */
    triggers?: Record<string, pulumi.Input<string>>;
    /**
     * Seconds that the update waits for its end, 30 to 840. A longer task goes on after the update has failed, and the next
     * update waits for it again. Default: 600.
     */
    timeout?: number;
}

/** Seconds that an update waits for a task. */
export const timeoutOf = (args: OneOffTaskArgs): number => args.timeout ?? 600;

/** What is wrong with a one-off task. */
export function* oneOffTaskProblems(name: string, args: OneOffTaskArgs): Generator<Problem> {
    yield* standaloneTaskProblems(name, args);
    // A Lambda function ends after 900 seconds, and must still say what it saw.
    yield* rangeProblems("timeout", args.timeout, { min: 30, max: 840, unit: "seconds" });
    for (const key of ["triggers", "timeout"] as const) {
        if (args[key] !== undefined && !args.runOnUpdate) {
            yield { propertyPath: key, reason: "has no effect without runOnUpdate: true; leave it out" };
        }
    }
}
