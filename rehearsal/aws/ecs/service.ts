import type { Call } from "../../call";
import type { ResourceType } from "../../definition";
import { HalfCreated } from "../../errors";
import { isUnknown, list, type Props, same, type Value } from "../../values";
import { whyNotRegistered } from "../instances";
import * as t from "../types";
import { settle, tasksOf, whyUnstable } from "./scheduler";
import { checkService } from "./serviceChecks";
import { resolveTask } from "./taskDefinition";

const NAME = /^[a-zA-Z0-9_-]{1,255}$/;

function clusterName(reference: Value): string {
    return (
        String(reference ?? "default")
            .split("/")
            .pop() ?? "default"
    );
}

/** The circuit breaker gives up on the new revision, and goes back to the last one that was stable. */
function rollBack(call: Call): void {
    const { props, meta } = call.entity;
    const breaker = props.deploymentCircuitBreaker;
    if (breaker?.enable && breaker.rollback && meta.lastGood && meta.lastGood !== props.taskDefinition) {
        props.taskDefinition = meta.lastGood;
        settle(call);
    }
}

/** Rolls out what was asked for, and waits for a steady state when the provider was told to. */
function deploy(call: Call): void {
    const { entity } = call;
    settle(call);
    const problem = whyUnstable(entity);
    call.seconds = entity.props.waitForSteadyState ? 90 : 5;
    if (!problem) {
        entity.meta.lastGood = entity.props.taskDefinition;
        return;
    }
    const breaker = entity.props.deploymentCircuitBreaker;
    rollBack(call);
    if (!entity.props.waitForSteadyState) {
        return;
    }
    call.seconds = breaker?.enable ? 600 : call.options.timeout || 1200;
    const outcome = breaker?.rollback && entity.meta.lastGood ? "rolled back" : "failed";
    const failure = breaker?.enable
        ? `Service deployment ${outcome} because the circuit breaker threshold was exceeded.`
        : "timeout while waiting for state to become 'tfSTABLE' (last state: 'tfPENDING')";
    throw new HalfCreated(`waiting for ECS Service (${entity.id}): ${failure} ${problem}`, entity.id);
}

/** How long ECS needs to stop the tasks: load balancers first let their connections go. */
function drainSeconds(call: Call): number {
    const delays = list(call.props.loadBalancers).map((balancer) =>
        Number(call.find(t.TARGET_GROUP, balancer.targetGroupArn)?.props.deregistrationDelay ?? 0),
    );
    const task = resolveTask(call, call.props.taskDefinition);
    const stops = (task?.containers ?? []).map((container) => Number(container.stopTimeout ?? 30));
    return Math.max(0, ...delays) + Math.max(0, ...stops);
}

/** Tasks on an instance that has lost its way to ECS, or its role, never stop: the service drains until the time is up. */
function strandedTask(call: Call): string | undefined {
    for (const task of tasksOf(call, call.entity)) {
        const instance = call.find(t.INSTANCE, task.props.instanceId);
        const reason = instance && whyNotRegistered(call, instance);
        if (reason) {
            return `its tasks can not be stopped, because the agent of ${task.props.instanceId} is disconnected: ${reason}`;
        }
    }
    return undefined;
}

function remove(call: Call): void {
    const { entity } = call;
    const stranded = strandedTask(call);
    const needed = tasksOf(call, entity).length > 0 ? drainSeconds(call) : 5;
    const limit = call.options.timeout || 1200;
    if (stranded || needed > limit) {
        call.seconds = limit;
        const state = "timeout while waiting for state to become 'INACTIVE' (last state: 'DRAINING')";
        throw new Error(
            `1 error occurred:\n\t* waiting for ECS Service (${entity.id}) delete: ${state}: ${stranded ?? `draining takes ${needed} s, the timeout is ${limit} s`}\n\n`,
        );
    }
    call.seconds = needed;
    for (const task of tasksOf(call, entity)) {
        call.remove(task);
    }
}

/** Values that ECS fills in. */
function filled(inputs: Props): Props {
    const registry = inputs.serviceRegistries;
    return {
        availabilityZoneRebalancing: inputs.availabilityZoneRebalancing ?? "ENABLED",
        launchType: inputs.launchType ?? "",
        platformVersion: inputs.platformVersion ?? "",
        iamRole: inputs.iamRole ?? "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        triggers: inputs.triggers ?? {},
        deploymentConfiguration: inputs.deploymentConfiguration ?? { strategy: "ROLLING", bakeTimeInMinutes: "0" },
        ...(registry ? { serviceRegistries: registry } : {}),
    };
}

/** The provider's default of 200 percent is not sent for daemons, whose maximum is 100. */
function asScheduled(inputs: Props): Props {
    const isDaemon = inputs.schedulingStrategy === "DAEMON";
    return isDaemon && inputs.deploymentMaximumPercent === 200 ? { ...inputs, deploymentMaximumPercent: 100 } : inputs;
}

export const service: ResourceType = {
    token: t.ECS_SERVICE,
    title: "ECS Service",
    api: {
        service: "ECS",
        create: "CreateService",
        update: "UpdateService",
        read: "DescribeServices",
        delete: "DeleteService",
    },
    autoName: { property: "name" },
    defaults: {
        deploymentMaximumPercent: 200,
        deploymentMinimumHealthyPercent: 100,
        schedulingStrategy: "REPLICA",
        enableEcsManagedTags: false,
        enableExecuteCommand: false,
        waitForSteadyState: false,
    },
    replaceOn: ["name", "cluster", "schedulingStrategy", "iamRole", "deploymentController", "launchType"],
    refuseChange: (changed, news) =>
        changed.includes("capacityProviderStrategies") && !news.forceNewDeployment
            ? "force_new_deployment should be true when capacity_provider_strategy is being updated"
            : undefined,
    sets: ["loadBalancers", "placementConstraints", "capacityProviderStrategies", "subnets", "securityGroups"],
    equal: {
        taskDefinition: (a, b) => a === b || String(b).endsWith(`/${a}`),
        cluster: (a, b) => clusterName(a) === clusterName(b),
        // The provider forgets changed triggers unless a new deployment is forced.
        triggers: (a, b, news) => !news.forceNewDeployment || same(a, b ?? {}),
    },
    seconds: { create: 5, update: 5, delete: 60 },
    validate: (inputs) =>
        typeof inputs.name === "string" && !isUnknown(inputs.name) && !NAME.test(inputs.name)
            ? [
                  {
                      property: "name",
                      reason: "Invalid service name: up to 255 letters, numbers, hyphens and underscores",
                  },
              ]
            : [],
    outputs: (inputs, env) => {
        const arn = env.arn("ecs", `service/${clusterName(inputs.cluster)}/${inputs.name}`);
        const cluster = inputs.cluster ?? env.arn("ecs", "cluster/default");
        return { id: arn, arn, cluster, clusterName: clusterName(inputs.cluster), ...filled(inputs) };
    },
    create: (call, inputs, outputs) => {
        if (call.find(t.ECS_SERVICE, outputs.id)) {
            call.fail("InvalidParameterException", "Creation of service was not idempotent.");
        }
        const isDaemon = inputs.schedulingStrategy === "DAEMON";
        checkService(call, asScheduled(inputs));
        if (isDaemon || (inputs.deploymentMaximumPercent ?? 200) <= 100) {
            outputs.availabilityZoneRebalancing = inputs.availabilityZoneRebalancing ?? "DISABLED";
        }
    },
    created: deploy,
    update: (call, next, changed) => {
        checkService(call, asScheduled(next));
        const redeploys = [
            "capacityProviderStrategies",
            "triggers",
            "networkConfiguration",
            "loadBalancers",
            "serviceRegistries",
            "serviceConnectConfiguration",
            "volumeConfiguration",
        ];
        if (next.forceNewDeployment || changed.some((each) => redeploys.includes(each))) {
            call.entity.meta.deployment = (call.entity.meta.deployment ?? 0) + 1;
        }
        call.entity.meta.moving = true;
    },
    updated: deploy,
    delete: remove,
};
