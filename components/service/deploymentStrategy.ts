import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { DeploymentArgs } from "./deployment";
import type { EcsServiceArgs } from "./ecsService";
import { lifecycleHooksProblems } from "./lifecycleHooks";

/** How traffic moves from the old tasks of a service to the new ones. */
export const DeploymentStrategy = {
    /** Task by task. */
    Rolling: "ROLLING",
    /** All at once, when all new tasks stand beside the old ones. */
    BlueGreen: "BLUE_GREEN",
    /** In equal steps. */
    Linear: "LINEAR",
    /** A small part first, then the rest. */
    Canary: "CANARY",
} as const;
/** How traffic moves from the old tasks of a service to the new ones. */
export type DeploymentStrategy = (typeof DeploymentStrategy)[keyof typeof DeploymentStrategy];

/** Whether ECS itself moves the traffic, between two target groups. */
export const shiftsTraffic = ({ strategy = DeploymentStrategy.Rolling }: DeploymentArgs = {}) =>
    strategy !== DeploymentStrategy.Rolling;

/** The strategy in AWS's words; nothing for a rolling deployment, which is what ECS does by itself. */
export function strategyConfiguration<Hook>(args: DeploymentArgs, hooks: Hook[]) {
    const { strategy, bakeTime, stepPercent, stepBakeTime } = args;
    const minutes = (value: number | undefined, otherwise: number) => String(value ?? otherwise);
    return {
        strategy: strategy as string,
        bakeTimeInMinutes: minutes(bakeTime, 5),
        ...(strategy === DeploymentStrategy.Linear
            ? {
                  linearConfiguration: {
                      stepPercent: stepPercent ?? 10,
                      stepBakeTimeInMinutes: minutes(stepBakeTime, 6),
                  },
              }
            : {}),
        ...(strategy === DeploymentStrategy.Canary
            ? {
                  canaryConfiguration: {
                      canaryPercent: stepPercent ?? 5,
                      canaryBakeTimeInMinutes: minutes(stepBakeTime, 10),
                  },
              }
            : {}),
        ...(hooks.length > 0 ? { lifecycleHooks: hooks } : {}),
    };
}

/** What is wrong with the strategy: API_DeploymentConfiguration and "Amazon ECS blue/green deployments". */
export function* strategyProblems(args: EcsServiceArgs): Generator<Problem> {
    const { deployment = {}, routes = [], networkRoutes = [], serviceConnect } = args;
    const { strategy = DeploymentStrategy.Rolling } = deployment;
    yield* lifecycleHooksProblems(deployment.lifecycleHooks ?? []);
    yield* rangeProblems("deployment.bakeTime", deployment.bakeTime, { min: 0, max: 1440, unit: "minutes" });
    yield* stepProblems(deployment, strategy);
    const testing = routes.flatMap((route, index) => (route.testConditions ? [index] : []));
    if (!shiftsTraffic(deployment)) {
        for (const key of ["bakeTime", "lifecycleHooks"] as const) {
            if (deployment[key] !== undefined) {
                yield {
                    propertyPath: `deployment.${key}`,
                    reason: "has no effect on a rolling deployment; set a strategy",
                };
            }
        }
        for (const index of testing) {
            const reason = "has no effect on a rolling deployment; set deployment.strategy";
            yield { propertyPath: `routes[${index}].testConditions`, reason };
        }
        return;
    }
    const gradual = strategy !== DeploymentStrategy.BlueGreen;
    const propertyPath = "deployment.strategy";
    // BLUE_GREEN without traffic is allowed: it tests and bakes the new tasks beside the old ones.
    if (gradual && routes.length + networkRoutes.length === 0 && (serviceConnect?.services ?? []).length === 0) {
        yield {
            propertyPath,
            reason: `is ${strategy}, which moves traffic: give routes, serviceConnect with services, or use BLUE_GREEN`,
        };
    }
    if (gradual && networkRoutes.length > 0) {
        yield { propertyPath, reason: `cannot be ${strategy} with networkRoutes; use BLUE_GREEN` };
    }
    if (args.daemon) {
        yield { propertyPath, reason: `cannot be ${strategy} with daemon: two would run on an instance` };
    }
    for (const [index, { authentication }] of routes.entries()) {
        if (authentication) {
            const reason = `cannot go with ${strategy}: ECS owns what the rule does, so that a change of it would be lost`;
            yield { propertyPath: `routes[${index}].authentication`, reason };
        }
    }
    if (args.autoScaling?.requestCountPerTarget !== undefined) {
        const reason = `cannot go with ${strategy}, whose tasks change between two target groups; use cpuUtilization`;
        yield { propertyPath: "autoScaling.requestCountPerTarget", reason };
    }
}

function* stepProblems(
    { stepPercent, stepBakeTime }: DeploymentArgs,
    strategy: DeploymentStrategy,
): Generator<Problem> {
    const steps = strategy === DeploymentStrategy.Linear || strategy === DeploymentStrategy.Canary;
    for (const [key, value] of Object.entries({ stepPercent, stepBakeTime })) {
        if (value !== undefined && !steps) {
            yield { propertyPath: `deployment.${key}`, reason: "is for LINEAR and CANARY; leave it out" };
        }
    }
    if (!steps) return;
    const least = strategy === DeploymentStrategy.Linear ? 3 : 0.1;
    const tenths = (stepPercent ?? 10) * 10;
    if (
        stepPercent !== undefined &&
        (tenths < least * 10 || tenths > 1000 || Math.abs(tenths - Math.round(tenths)) > 1e-9)
    ) {
        const reason = `must be ${least} to 100 percent in steps of 0.1 for ${strategy}, got ${stepPercent}`;
        yield { propertyPath: "deployment.stepPercent", reason };
    }
    yield* rangeProblems("deployment.stepBakeTime", stepBakeTime, { min: 0, max: 1440, unit: "minutes" });
}
