import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { NETWORK_MODES, type NetworkMode } from "../ecs/networkModes";
import { scaleService } from "./autoScaling";
import { capacityOf } from "./capacityStrategy";
import { admitBalancers, connect, type Endpoint, taskSecurityGroup } from "./connections";
import { defined } from "./defined";
import { deploymentBounds } from "./deployment";
import { type Discovery, registerName } from "./discovery";
import type { EcsServiceArgs } from "./ecsService";
import { type NetworkRoute, networkRoute, networkRouteNames } from "./networkRoutes";
import { portOf } from "./routeArgs";
import { type Route, route } from "./routes";
import { type TaskArgs, TaskDefinition } from "./taskDefinition";
import { sessionStatements } from "./taskRoles";

/** Number of tasks that a service starts with. */
export const desiredCount = (args: EcsServiceArgs) => args.autoScaling?.minCapacity ?? args.desiredCount ?? 1;

/** Makes the children of a service. */
export function make(name: string, args: EcsServiceArgs, networkMode: NetworkMode, component: pulumi.Resource) {
    const capacity = capacityOf(args.cluster, args.capacityProviderStrategy);
    const task = new TaskDefinition(
        name,
        { ...taskArgs(args), networkMode, architecture: capacity.architecture },
        { parent: component },
    );
    const endpoint = endpointOf(name, args, networkMode, component);
    const routes = (args.routes ?? []).map((r, index) =>
        route(name, index, r, args.containers, networkMode, args.cluster.vpcId, args.tags, component),
    );
    const port = portOf(args.containers);
    const discovery =
        args.discovery && registerName(name, args.discovery, args.cluster, networkMode, port, args.tags, component);
    const networkArgs = args.networkRoutes ?? [];
    const names = networkRouteNames(name, networkArgs);
    const networkRoutes = networkArgs.map((r, index) =>
        networkRoute(names[index] as string, r, args.containers, networkMode, endpoint, args.tags),
    );
    const first = [
        ...networkRoutes.flatMap((r) => r.first),
        ...routes.map(({ rule }) => rule),
        ...admitBalancers(endpoint, routes),
        ...(args.connectsTo ?? []).flatMap((other) => connect(endpoint, other)),
        ...(args.connectsTo ?? []).filter((other) => pulumi.Resource.isInstance(other)),
    ] as pulumi.Resource[];
    const service = serviceOf(
        name,
        args,
        { task, endpoint, routes, networkRoutes, discovery, strategy: capacity.strategy },
        first,
    );
    if (args.autoScaling) {
        const resourceId = pulumi.interpolate`service/${args.cluster.clusterName}/${service.name}`;
        scaleService(name, args.autoScaling, resourceId, requestsLabel(routes[0]), args.tags, component);
    }
    return { task, endpoint, discovery, service };
}

/** The part of a service's arguments that is about its task. */
function taskArgs(args: EcsServiceArgs): TaskArgs {
    return {
        containers: args.containers,
        taskRoleStatements: [
            ...(args.taskRoleStatements ?? []),
            ...(args.enableExecuteCommand ? sessionStatements(args.cluster) : []),
        ],
        ...defined({
            cpu: args.cpu,
            memory: args.memory,
            volumes: args.volumes,
            logRetentionDays: args.logRetentionDays,
            taskRolePolicyArns: args.taskRolePolicyArns,
            enableExecuteCommand: args.enableExecuteCommand,
            tags: args.tags,
        }),
    };
}

function endpointOf(
    name: string,
    args: EcsServiceArgs,
    networkMode: NetworkMode,
    component: pulumi.Resource,
): Endpoint {
    const { cluster } = args;
    const ownGroup = NETWORK_MODES[networkMode].ownInterface;
    const securityGroupId = ownGroup
        ? taskSecurityGroup(name, cluster, args.tags, component)
        : cluster.instanceSecurityGroupId;
    return { name, cluster, securityGroupId, ownGroup, component };
}

const requestsLabel = (first: Route | undefined) =>
    first && pulumi.interpolate`${first.loadBalancer.arnSuffix}/${first.targetGroup.arnSuffix}`;

interface Parts {
    task: TaskDefinition;
    endpoint: Endpoint;
    routes: Route[];
    networkRoutes: NetworkRoute[];
    discovery: Discovery | undefined;
    strategy: pulumi.Input<ecs.ServiceArgs["capacityProviderStrategies"]>;
}

function serviceOf(name: string, args: EcsServiceArgs, parts: Parts, dependsOn: pulumi.Resource[]): ecs.Service {
    const { task, endpoint, discovery } = parts;
    const balanced = [...parts.routes, ...parts.networkRoutes];
    const { minimum, maximum } = deploymentBounds(args.deployment);
    return new ecs.Service(
        name,
        {
            cluster: args.cluster.clusterArn,
            taskDefinition: task.taskDefinitionArn,
            desiredCount: desiredCount(args),
            // Always explicit: a service that inherits its strategy is replaced when it is given one later.
            capacityProviderStrategies: parts.strategy as ecs.ServiceArgs["capacityProviderStrategies"],
            forceNewDeployment: true,
            deploymentMinimumHealthyPercent: minimum,
            deploymentMaximumPercent: maximum,
            deploymentCircuitBreaker: { enable: true, rollback: true },
            // AWS refuses zone rebalancing where no further task may be started: API_CreateService.
            availabilityZoneRebalancing: maximum > 100 ? "ENABLED" : "DISABLED",
            orderedPlacementStrategies: [
                { type: "spread", field: "attribute:ecs.availability-zone" },
                { type: "binpack", field: "memory" },
            ],
            ...(balanced.length > 0
                ? {
                      loadBalancers: balanced.map(({ targetGroup, containerName, containerPort }) => ({
                          targetGroupArn: targetGroup.arn,
                          containerName,
                          containerPort,
                      })),
                      healthCheckGracePeriodSeconds: args.healthCheckGracePeriod ?? 60,
                  }
                : {}),
            ...(discovery ? { serviceRegistries: discovery.serviceRegistries } : {}),
            ...(endpoint.ownGroup
                ? {
                      networkConfiguration: {
                          subnets: args.cluster.taskSubnetIds,
                          securityGroups: [endpoint.securityGroupId],
                          // AWS refuses public addresses for tasks on EC2.
                          assignPublicIp: false,
                      },
                  }
                : {}),
            enableExecuteCommand: args.enableExecuteCommand ?? false,
            enableEcsManagedTags: true,
            propagateTags: "SERVICE",
            waitForSteadyState: args.deployment?.waitForSteadyState ?? true,
            forceDelete: true,
            tags: args.tags,
        },
        {
            parent: endpoint.component,
            dependsOn,
            // Autoscaling owns the number: a deployment in the middle of a peak must not take tasks away.
            ignoreChanges: args.autoScaling ? ["desiredCount"] : [],
            customTimeouts: { create: "20m", update: "20m", delete: deleteTimeout(args) },
        },
    );
}

/** Time for a task to leave: connections drain, containers stop, and ECS notices. */
function deleteTimeout(args: EcsServiceArgs): string {
    const balanced = [...(args.routes ?? []), ...(args.networkRoutes ?? [])];
    const drain = Math.max(0, ...balanced.map(({ deregistrationDelay }) => deregistrationDelay ?? 30));
    const stop = Math.max(0, ...args.containers.map(({ stopTimeout }) => stopTimeout ?? 30));
    return `${20 + Math.ceil((drain + stop) / 60)}m`;
}
