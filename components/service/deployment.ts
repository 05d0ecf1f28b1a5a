import type { Problem } from "../errors";
import { rangeProblems } from "../names";

/** How a service replaces its tasks. Failed deployments roll back by the circuit breaker. */
export interface DeploymentArgs {
    /** Percent of the desired tasks that stay healthy meanwhile, rounded up. Default: 100. */
    minimumHealthyPercent?: number;
    /** Percent of the desired tasks that may run meanwhile, rounded down. Default: 200. */
    maximumPercent?: number;
    /** Whether the deployment waits until the service is steady. Default: true. */
    waitForSteadyState?: boolean;
}

/** Bounds of a rolling deployment with their defaults. */
export function deploymentBounds(args: DeploymentArgs = {}): { minimum: number; maximum: number } {
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
): Generator<Problem> {
    yield* rangeProblems("deployment.minimumHealthyPercent", args.minimumHealthyPercent, {
        min: 0,
        max: 100,
        unit: "percent",
    });
    yield* rangeProblems("deployment.maximumPercent", args.maximumPercent, { min: 100, max: 1000, unit: "percent" });
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
