import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { DeploymentStrategy } from "./deploymentStrategy";
import type { LifecycleHookArgs } from "./lifecycleHooks";

/** How a service replaces its tasks. Failed deployments roll back by the circuit breaker. */
export interface DeploymentArgs {
    /** Percent of the desired tasks that stay healthy meanwhile, rounded up. Default: 100. */
    minimumHealthyPercent?: number;
    /** Percent of the desired tasks that may run meanwhile, rounded down. Default: 200. */
    maximumPercent?: number;
    /** Whether the deployment waits until the service is steady. Default: true. */
    waitForSteadyState?: boolean;
    /** Names of CloudWatch alarms that roll a deployment back. They must exist. Default: none. */
    rollbackAlarms?: pulumi.Input<string>[];
    /** How traffic moves to the new tasks. Default: ROLLING. */
    strategy?: DeploymentStrategy;
    /** Minutes that old tasks stay after the traffic has moved, 0 to 1440. Default: 5. */
    bakeTime?: number;
    /** Percent of the traffic that moves first: LINEAR 3 to 100 in each step, CANARY 0.1 to 100. Default: 10, and 5. */
    stepPercent?: number;
    /** Minutes after each step of LINEAR, or after CANARY's first, 0 to 1440. Default: 6, and 10. */
    stepBakeTime?: number;
    /** Functions that are asked, and pauses. Not for a rolling deployment. Default: none. */
    lifecycleHooks?: LifecycleHookArgs[];
}

/** Bounds of a rolling deployment with their defaults. */
export function deploymentBounds(args: DeploymentArgs = {}, daemon = false): { minimum: number; maximum: number } {
    // Of a daemon, never two run on an instance: AWS takes no other maximum.
    if (daemon) return { minimum: args.minimumHealthyPercent ?? 0, maximum: 100 };
    return { minimum: args.minimumHealthyPercent ?? 100, maximum: args.maximumPercent ?? 200 };
}

/**
 * What keeps a deployment from moving: it must be allowed either to stop a task or to start one more.
 * API_DeploymentConfiguration: the minimum is rounded up, the maximum down.
 */
export function* deploymentProblems(
    args: DeploymentArgs,
    desiredCount: number,
    staticPorts: number[],
    daemon = false,
): Generator<Problem> {
    yield* rangeProblems("deployment.minimumHealthyPercent", args.minimumHealthyPercent, {
        min: 0,
        max: 100,
        unit: "percent",
    });
    yield* rangeProblems("deployment.maximumPercent", args.maximumPercent, { min: 100, max: 1000, unit: "percent" });
    const alarms = args.rollbackAlarms ?? [];
    if (alarms.length === 0 && args.rollbackAlarms) {
        yield { propertyPath: "deployment.rollbackAlarms", reason: "needs the name of an alarm; or leave it out" };
    }
    if (daemon) {
        yield* daemonProblems(args);
        return;
    }
    const { minimum, maximum } = deploymentBounds(args);
    const least = Math.ceil((desiredCount * minimum) / 100);
    const most = Math.floor((desiredCount * maximum) / 100);
    if (desiredCount > 0 && least >= desiredCount && most <= desiredCount) {
        yield {
            propertyPath: "deployment",
            reason:
                `cannot move: of ${desiredCount} tasks at least ${least} must stay and at most ${most} may run. Lower ` +
                `minimumHealthyPercent (${minimum}) or raise maximumPercent (${maximum})`,
        };
    }
    if (desiredCount === 1 && staticPorts.length > 0 && least >= 1) {
        yield {
            propertyPath: "deployment.minimumHealthyPercent",
            reason:
                `must be 0 for one task with the fixed host port ${staticPorts.join(", ")}: the new task waits for the port that ` +
                "the old one has. Or leave hostPort out, so that Docker chooses",
        };
    }
}

function* daemonProblems({ minimumHealthyPercent, maximumPercent }: DeploymentArgs): Generator<Problem> {
    if (maximumPercent !== undefined && maximumPercent !== 100) {
        const reason = `must be 100 with daemon, one task an instance, got ${maximumPercent}`;
        yield { propertyPath: "deployment.maximumPercent", reason };
    }
    if (minimumHealthyPercent === 100) {
        const reason = "must be below 100 with daemon: the old task makes room for the new one";
        yield { propertyPath: "deployment.minimumHealthyPercent", reason };
    }
}
