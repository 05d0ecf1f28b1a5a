import { NETWORK_MODES, type NetworkMode, type NetworkModeFacts } from "../../components/ecs/networkModes";
import { launchOf } from "../reading/capacity";
import { type Container, containersOf } from "../reading/containers";
import { type Reading, Unknown } from "../reading/reading";
import * as types from "../types";
import type { Node, Stack } from "./stack";

/** A task definition of the stack, read from our component where the JSON is not known yet. */
export interface Task {
    node: Node;
    /** What a person wrote: our component, or the task definition itself. */
    written: Node;
    mode: string;
    facts: NetworkModeFacts | undefined;
    containers(): Container[];
}

export function taskOf(node: Node): Task {
    const component = node.parent?.type === types.TASK_DEFINITION_COMPONENT ? node.parent : undefined;
    const mode = node.props.at("networkMode").text() ?? "bridge";
    return {
        node,
        written: component ?? node,
        mode,
        facts: Object.hasOwn(NETWORK_MODES, mode) ? NETWORK_MODES[mode as NetworkMode] : undefined,
        containers() {
            try {
                return containersOf(node.type, node.props);
            } catch (error) {
                const readable = error instanceof Unknown && component?.props.at("containerDefinitions").isPresent;
                if (!readable || !component) throw error;
                return containersOf(component.type, component.props);
            }
        },
    };
}

/** The task definition that a resource starts, if it is one of the stack. */
export function taskStartedBy(stack: Stack, node: Node): Task | undefined {
    const launch = launchOf(node);
    if (!launch) return undefined;
    const isService = node.type === types.SERVICE || node.type === types.TASK_SET;
    const place = launch.at(isService ? "taskDefinition" : "taskDefinitionArn");
    const [definition] = stack.refer(node, place, types.TASK_DEFINITION);
    return definition && taskOf(definition);
}

/** Services of the stack whose task definition is in the stack too. */
export function* servicesOf(stack: Stack): Generator<{ service: Node; task: () => Task | undefined }> {
    for (const service of stack.of(types.SERVICE)) yield { service, task: () => taskStartedBy(stack, service) };
}

export const clusterOf = (stack: Stack, service: Node): Node | undefined =>
    stack.refer(service, service.props.at("cluster"), types.CLUSTER)[0];

/** The association that gives a cluster its capacity providers. */
export const associationOf = (stack: Stack, cluster: Node): Node | undefined =>
    stack.referring(types.CLUSTER_CAPACITY_PROVIDERS, "clusterName", cluster)[0];

/** Capacity providers that a service's tasks run on: those of its strategy, else those of its cluster. */
export function capacityOf(stack: Stack, service: Node): Node[] {
    const strategies = service.props.at("capacityProviderStrategies");
    if (strategies.isUnknown) return stack.refer(service, strategies, types.CAPACITY_PROVIDER);
    if (strategies.items().length > 0) {
        const places = strategies.items().map((item) => item.at("capacityProvider"));
        return [...new Set(places.flatMap((place) => stack.refer(service, place, types.CAPACITY_PROVIDER)))];
    }
    const cluster = clusterOf(stack, service);
    const association = cluster && associationOf(stack, cluster);
    return association
        ? stack.refer(association, association.props.at("capacityProviders"), types.CAPACITY_PROVIDER)
        : [];
}

export const groupOf = (stack: Stack, provider: Node): Node | undefined => {
    const place = provider.props.at("autoScalingGroupProvider", "autoScalingGroupArn");
    return stack.refer(provider, place, types.AUTO_SCALING_GROUP)[0];
};

/** Auto Scaling groups that a service's tasks run on. */
export const groupsOf = (stack: Stack, service: Node): Node[] => [
    ...new Set(capacityOf(stack, service).flatMap((provider) => groupOf(stack, provider) ?? [])),
];

export function templateOf(stack: Stack, group: Node): Node | undefined {
    const mixed = group.props.at("mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification");
    const places = [
        group.props.at("launchTemplate", "id"),
        group.props.at("launchTemplate", "name"),
        mixed.at("launchTemplateId"),
        mixed.at("launchTemplateName"),
    ];
    const place = places.find(({ isPresent }) => isPresent);
    return place && stack.refer(group, place, types.LAUNCH_TEMPLATE)[0];
}

/** Instance types that a group may start. */
export function instanceTypesOf(stack: Stack, group: Node): string[] {
    const overrides = group.props.at("mixedInstancesPolicy", "launchTemplate", "overrides").items();
    const named = overrides.flatMap((override) => override.at("instanceType").text() ?? []);
    if (named.length > 0) return named;
    const type = templateOf(stack, group)?.props.at("instanceType").text();
    return type === undefined ? [] : [type];
}

/** Where the security groups of a launch template stand. */
export function instanceSecurityGroups(template: Node): Reading[] {
    const interfaces = template.props.at("networkInterfaces").items();
    return [template.props.at("vpcSecurityGroupIds"), ...interfaces.map((one) => one.at("securityGroups"))].filter(
        ({ isPresent }) => isPresent,
    );
}

/** How a message calls a resource. */
export const called = (node: Node): string => `"${node.name}"`;
