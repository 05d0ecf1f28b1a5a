import * as pulumi from "@pulumi/pulumi";

import type { CapacityProviderStrategyItem, ClusterRef } from "../cluster/clusterRef";
import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { capacityOf, capacityStrategyProblems, type ServiceCapacityArgs } from "../service/capacityStrategy";
import { connect, type Endpoint, taskSecurityGroup } from "../service/connections";
import { connectionVariablesProblems, withConnectionVariables } from "../service/connectionVariables";
import { networkProblems } from "../service/networking";
import type { ServiceRef } from "../service/serviceRef";
import { type TaskArgs, TaskDefinition, taskProblems } from "../service/taskDefinition";
import { sessionStatements } from "../service/taskRoles";

/** A task that runs and ends, outside any service. */
export interface StandaloneTaskArgs extends TaskArgs {
    /** Cluster that it runs on. */
    cluster: ClusterRef;
    /** Which of the cluster's capacities it runs on, one to six, and in what shares. Default: the cluster's strategy. */
    capacityProviderStrategy?: ServiceCapacityArgs[];
    /** Number of tasks that are started each time, 1 to 10. Default: 1. */
    taskCount?: number;
    /** Services that it connects to: they let it in, and are there before it. Default: none. */
    connectsTo?: ServiceRef[];
    /** Prefixes of variables by the names of services in connectsTo: DB makes DB_HOST and DB_PORT. Default: none. */
    connectionVariables?: Record<string, string>;
    /** Whether it calls the internet. In awsvpc mode that needs a VPC with a way out. Default: false. */
    egress?: boolean;
}

// API_RunTask: 10 tasks in one call. EventBridge Scheduler's EcsParameters: 6 items of a strategy.
const MAX_TASKS = 10;
const MAX_STRATEGY_ITEMS = 6;

/** Zones first, then the fewest instances, as services do it. */
export const PLACEMENT = [
    { type: "spread", field: "attribute:ecs.availability-zone" },
    { type: "binpack", field: "memory" },
];

/** Network mode of a task by itself: bridge, which has the instance's way out and costs no interface. */
export const networkModeOf = (args: StandaloneTaskArgs): NetworkMode => args.networkMode ?? NetworkMode.Bridge;

/** What is wrong with a task by itself. */
export function* standaloneTaskProblems(name: string, args: StandaloneTaskArgs): Generator<Problem> {
    const networkMode = networkModeOf(args);
    yield* taskProblems(name, args, networkMode);
    yield* networkProblems(
        {
            taskEgress: args.cluster.taskEgress ?? false,
            routed: false,
            networkMode,
            ...(args.egress === undefined ? {} : { egress: args.egress }),
        },
        networkMode,
    );
    yield* capacityStrategyProblems(args.capacityProviderStrategy);
    const items = args.capacityProviderStrategy?.length ?? 0;
    if (items > MAX_STRATEGY_ITEMS) {
        yield {
            propertyPath: "capacityProviderStrategy",
            reason: `must be 1 to ${MAX_STRATEGY_ITEMS} items for a task that no service runs, got ${items}`,
        };
    }
    yield* connectionVariablesProblems(args);
    yield* rangeProblems("taskCount", args.taskCount, { min: 1, max: MAX_TASKS, unit: "tasks" });
    for (const [index, { ebs }] of (args.volumes ?? []).entries()) {
        if (ebs) {
            yield {
                propertyPath: `volumes[${index}].ebs`,
                reason: "is for services: EventBridge Scheduler cannot ask for a volume. Use efs",
            };
        }
    }
    if (networkMode === NetworkMode.None && (args.connectsTo ?? []).length > 0) {
        yield { propertyPath: "connectsTo", reason: 'needs a network; networkMode is "none"' };
    }
}

/** What it takes to start a task. */
export interface Launch {
    task: TaskDefinition;
    strategy: pulumi.Input<pulumi.Input<CapacityProviderStrategyItem>[]>;
    /** Subnets and security groups of a task with an interface of its own; AWS refuses them for any other. */
    network?: { subnets: pulumi.Input<pulumi.Input<string>[]>; securityGroups: pulumi.Input<string>[] };
    /** What must be there before the task runs: the rules that let it in elsewhere, and those services. */
    dependsOn: pulumi.Resource[];
}

/** Makes the task definition, its security group and its connections. */
export function launchOf(name: string, args: StandaloneTaskArgs, parent: pulumi.Resource): Launch {
    const { cluster } = args;
    const networkMode = networkModeOf(args);
    const capacity = capacityOf(cluster, args.capacityProviderStrategy);
    const task = new TaskDefinition(
        name,
        {
            ...args,
            containers: withConnectionVariables(args.containers, args),
            networkMode,
            architecture: capacity.architecture,
            taskRoleStatements: [
                ...(args.taskRoleStatements ?? []),
                ...(args.enableExecuteCommand ? sessionStatements(cluster) : []),
            ],
        },
        { parent },
    );
    const ownGroup = NETWORK_MODES[networkMode].ownInterface;
    const securityGroupId = ownGroup
        ? taskSecurityGroup(name, cluster, args.tags, parent)
        : cluster.instanceSecurityGroupId;
    const endpoint: Endpoint = { name, cluster, securityGroupId, ownGroup, component: parent };
    const others = args.connectsTo ?? [];
    return {
        task,
        strategy: capacity.strategy,
        ...(ownGroup ? { network: { subnets: cluster.taskSubnetIds, securityGroups: [securityGroupId] } } : {}),
        dependsOn: [
            ...others.flatMap((other) => connect(endpoint, other)),
            ...others.filter((other) => pulumi.Resource.isInstance(other)),
        ] as pulumi.Resource[],
    };
}
