import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";

/** A Lambda function that ECS asks during a deployment whether it may go on, or a pause. */
export interface LifecycleHookArgs {
    /** ARN of the function. Default: none; the deployment then pauses until somebody lets it go on. */
    lambdaArn?: pulumi.Input<string>;
    /** Stages at which it is asked, such as POST_TEST_TRAFFIC_SHIFT. */
    stages: string[];
    /** JSON that the function gets. Default: none. */
    hookDetails?: string;
    /** Minutes until it counts as failed and the deployment rolls back, 1 to 20160. Default: 1440, one day. */
    timeout?: number;
}

/** Stages of a deployment: "Lifecycle hooks for Amazon ECS service deployments". */
const STAGES = [
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
];
const SHIFTS = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

/** What is wrong with the hooks of a deployment. */
export function* lifecycleHooksProblems(hooks: LifecycleHookArgs[]): Generator<Problem> {
    for (const [index, { lambdaArn, stages, timeout, hookDetails }] of hooks.entries()) {
        const path = `deployment.lifecycleHooks[${index}]`;
        if (stages.length === 0) yield { propertyPath: `${path}.stages`, reason: `needs one of ${STAGES.join(", ")}` };
        for (const [at, stage] of stages.entries()) {
            const propertyPath = `${path}.stages[${at}]`;
            if (!STAGES.includes(stage)) {
                yield { propertyPath, reason: `must be one of ${STAGES.join(", ")}, got ${JSON.stringify(stage)}` };
            } else if (lambdaArn === undefined && SHIFTS.includes(stage)) {
                yield {
                    propertyPath,
                    reason: `cannot pause at ${stage}; pause before or after it, or give a lambdaArn`,
                };
            }
        }
        yield* rangeProblems(`${path}.timeout`, timeout, { min: 1, max: 20160, unit: "minutes" });
        if (hookDetails !== undefined && lambdaArn === undefined) {
            yield { propertyPath: `${path}.hookDetails`, reason: "has no effect without lambdaArn; leave it out" };
        }
    }
}

/** The hooks in AWS's words; `roleArn` is of the role by which ECS calls the functions. */
export function lifecycleHooks(hooks: LifecycleHookArgs[], roleArn: pulumi.Input<string> | undefined) {
    return hooks.map(({ lambdaArn, stages, hookDetails, timeout }) => ({
        lifecycleStages: stages,
        ...(lambdaArn === undefined
            ? { targetType: "PAUSE" }
            : { targetType: "AWS_LAMBDA", hookTargetArn: lambdaArn, roleArn: roleArn as pulumi.Input<string> }),
        ...(hookDetails === undefined ? {} : { hookDetails }),
        ...(timeout === undefined
            ? {}
            : { timeoutConfiguration: { timeoutInMinutes: String(timeout), action: "ROLLBACK" } }),
    }));
}
