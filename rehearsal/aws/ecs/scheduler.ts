import type { Entity } from "../../account";
import type { Call } from "../../call";
import { list, type Props } from "../../values";
import { resize } from "../autoscaling";
import { clusterNameOf, whyNotRegistered } from "../instances";
import * as t from "../types";
import { needOf, place } from "./placement";
import { type ResolvedTask, resolveTask } from "./taskDefinition";
import { startProblem } from "./taskStart";

/** The instances that are registered in a cluster. */
export function containerInstances(call: Call, cluster: string): Entity[] {
    return call.list(
        t.INSTANCE,
        (props, instance) =>
            clusterNameOf(props.userData) === cluster && whyNotRegistered(call, instance) === undefined,
    );
}

/** Instances that were to join the cluster and did not, with the reason. */
function strangers(call: Call, cluster: string): string[] {
    return call
        .list(t.INSTANCE)
        .filter((instance) => clusterNameOf(instance.props.userData) === cluster)
        .flatMap((instance) => {
            const reason = whyNotRegistered(call, instance);
            return reason ? [`instance ${instance.id} did not register: ${reason}`] : [];
        });
}

export function tasksOf(call: Call, service: Entity): Entity[] {
    return call.list(t.TASK, (task) => task.service === service.props.arn);
}

/** The strategy in force: the service's own, else the cluster's default unless a launch type is given. */
export function strategyOf(call: Call, service: Props): Props[] {
    const own = list(service.capacityProviderStrategies);
    if (own.length > 0) {
        return own;
    }
    const association = call.findBy(t.CLUSTER_CAPACITY_PROVIDERS, "clusterName", service.clusterName);
    return service.launchType ? [] : list(association?.props.defaultCapacityProviderStrategies);
}

function groupOf(call: Call, providerName: string): Entity | undefined {
    const provider = call.findBy(t.CAPACITY_PROVIDER, "name", providerName);
    const name = String(provider?.props.autoScalingGroupProvider?.autoScalingGroupArn)
        .split("autoScalingGroupName/")
        .pop();
    return call.find(t.AUTO_SCALING_GROUP, name);
}

/** The provider for one more task: bases first, then weights. */
function nextProvider(strategy: Props[], tasks: Entity[]): string | undefined {
    const count = (name: string) => tasks.filter((task) => task.props.capacityProvider === name).length;
    const based = strategy.find((item) => count(item.capacityProvider) < (item.base ?? 0));
    const weighted = strategy
        .filter((item) => (item.weight ?? 0) > 0)
        .sort((a, b) => (count(a.capacityProvider) + 1) / a.weight - (count(b.capacityProvider) + 1) / b.weight);
    return (based ?? weighted[0])?.capacityProvider;
}

function poolOf(call: Call, service: Entity, provider: string | undefined): Entity[] {
    const instances = containerInstances(call, service.props.clusterName);
    const group = provider ? groupOf(call, provider) : undefined;
    return provider ? instances.filter((each) => each.props.group === group?.props.name) : instances;
}

/** Managed scaling: one instance more when a task waits and the group may grow. */
function grow(call: Call, provider: string | undefined): boolean {
    const entity = provider ? call.findBy(t.CAPACITY_PROVIDER, "name", provider) : undefined;
    const group = provider ? groupOf(call, provider) : undefined;
    if (!group || entity?.props.autoScalingGroupProvider?.managedScaling?.status !== "ENABLED") {
        return false;
    }
    if (group.props.desiredCapacity >= group.props.maxSize) {
        return false;
    }
    resize(call, group, group.props.desiredCapacity + 1);
    return true;
}

function startTask(
    call: Call,
    service: Entity,
    task: ResolvedTask,
    instance: Entity,
    provider: string | undefined,
): void {
    const need = needOf(task);
    const zone = instance.props.availabilityZone;
    const subnets = list(service.props.networkConfiguration?.subnets);
    const subnetId = subnets.find((id) => call.find(t.SUBNET, id)?.props.availabilityZone === zone);
    service.meta.started = (service.meta.started ?? 0) + 1;
    const id = call.environment.hex(32, `${service.props.arn}/${service.meta.started}`);
    call.add(t.TASK, id, {
        service: service.props.arn,
        cluster: service.props.clusterName,
        taskDefinition: task.arn,
        deployment: service.meta.deployment ?? 0,
        instanceId: instance.id,
        capacityProvider: provider ?? "",
        need,
        ...(need.ownInterface
            ? { subnetId, securityGroups: list(service.props.networkConfiguration?.securityGroups) }
            : {}),
    });
}

/** Starts one task; the reason when that is not possible. */
function addTask(call: Call, service: Entity, task: ResolvedTask): string | undefined {
    const tasks = tasksOf(call, service);
    const provider = nextProvider(strategyOf(call, service.props), tasks);
    for (;;) {
        const { instance, reason } = place(call, service.props, task, poolOf(call, service, provider));
        if (instance) {
            const problem = startProblem(call, task, instance);
            if (!problem) {
                startTask(call, service, task, instance, provider);
            }
            return problem && `(service ${service.props.name}) failed to start a task: ${problem}`;
        }
        if (!grow(call, provider)) {
            const others = strangers(call, service.props.clusterName);
            const more = others.length > 0 ? ` (${others.join("; ")})` : "";
            return `(service ${service.props.name}) was unable to place a task because no container instance met all of its requirements. Reason: ${reason}.${more}`;
        }
    }
}

function desiredOf(call: Call, service: Entity): number {
    return service.props.schedulingStrategy === "DAEMON"
        ? poolOf(call, service, strategyOf(call, service.props)[0]?.capacityProvider).length
        : (service.props.desiredCount ?? 0);
}

/** Runs one service's deployment as far as it goes. */
function advance(call: Call, service: Entity): void {
    const desired = desiredOf(call, service);
    const task = resolveTask(call, service.props.taskDefinition);
    if (!task) {
        service.meta.problem = `(service ${service.props.name}) task definition ${service.props.taskDefinition} was not found.`;
        return;
    }
    const isCurrent = (each: Entity) =>
        each.props.taskDefinition === task.arn && each.props.deployment === (service.meta.deployment ?? 0);
    const upper = Math.max(1, Math.floor((desired * (service.props.deploymentMaximumPercent ?? 200)) / 100));
    const lower = Math.ceil((desired * (service.props.deploymentMinimumHealthyPercent ?? 100)) / 100);
    service.meta.problem = undefined;
    for (;;) {
        const all = tasksOf(call, service);
        const olds = all.filter((each) => !isCurrent(each));
        const news = all.length - olds.length;
        if (news > desired) {
            call.remove(all.filter(isCurrent)[0] as Entity);
            continue;
        }
        const problem = news < desired && all.length < upper ? addTask(call, service, task) : "";
        if (problem === undefined) {
            continue;
        }
        const old = olds[0];
        if (old && (all.length > lower || news >= desired)) {
            call.remove(old);
            continue;
        }
        service.meta.problem = problem || (news < desired ? blocked(service) : undefined);
        return;
    }
}

function blocked(service: Entity): string {
    const { name, deploymentMinimumHealthyPercent: min, deploymentMaximumPercent: max } = service.props;
    return `(service ${name}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent (${min}) or maximumPercent (${max}) value and try again.`;
}

/** Brings every service that is not at rest as far as the capacity allows. */
export function settle(call: Call): void {
    for (const service of call.list(t.ECS_SERVICE)) {
        const desired = desiredOf(call, service);
        const tasks = tasksOf(call, service);
        const atRest =
            tasks.length === desired && tasks.every((each) => each.props.taskDefinition === service.meta.settled);
        if (atRest && !service.meta.moving) {
            continue;
        }
        advance(call, service);
        service.meta.moving = service.meta.problem !== undefined;
        service.meta.settled = resolveTask(call, service.props.taskDefinition)?.arn;
        call.save(service);
    }
}

/** Why the service is not in a steady state; undefined when it is. */
export function whyUnstable(service: Entity): string | undefined {
    return service.meta.problem;
}
