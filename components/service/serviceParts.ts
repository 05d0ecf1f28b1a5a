import * as pulumi from "@pulumi/pulumi";

import { NETWORK_MODES, type NetworkMode } from "../ecs/networkModes";
import { scaleService } from "./autoScaling";
import { capacityOf } from "./capacityStrategy";
import { admitBalancers, connect, type Endpoint, taskSecurityGroup } from "./connections";
import { withConnectionVariables } from "./connectionVariables";
import { defined } from "./defined";
import { shiftsTraffic } from "./deploymentStrategy";
import { registerName } from "./discovery";
import type { EcsServiceArgs } from "./ecsService";
import { networkRoute, networkRouteNames } from "./networkRoutes";
import { portOf } from "./routeArgs";
import { type Route, type RouteContext, route } from "./routes";
import { serviceOf } from "./serviceResource";
import { serviceRoles } from "./serviceRoles";
import { type TaskArgs, TaskDefinition } from "./taskDefinition";
import { sessionStatements } from "./taskRoles";

/** Makes the children of a service. */
export function make(name: string, args: EcsServiceArgs, networkMode: NetworkMode, component: pulumi.Resource) {
    const capacity = capacityOf(args.cluster, args.capacityProviderStrategy);
    const task = new TaskDefinition(
        name,
        { ...taskArgs(args), networkMode, architecture: capacity.architecture },
        { parent: component },
    );
    const endpoint = endpointOf(name, args, networkMode, component);
    const shifting = shiftsTraffic(args.deployment);
    const context: RouteContext = {
        service: name,
        containers: args.containers,
        networkMode,
        vpcId: args.cluster.vpcId,
        shifting,
        tags: args.tags,
        parent: component,
    };
    const routes = (args.routes ?? []).map((r, index) => route(index, r, context));
    const port = portOf(args.containers);
    const discovery =
        args.discovery && registerName(name, args.discovery, args.cluster, networkMode, port, args.tags, component);
    const networkArgs = args.networkRoutes ?? [];
    const names = networkRouteNames(name, networkArgs);
    const networkRoutes = networkArgs.map((r, index) =>
        networkRoute(names[index] as string, r, args.containers, networkMode, endpoint, shifting, args.tags),
    );
    const first = [
        ...networkRoutes.flatMap((r) => r.first),
        ...routes.map(({ rule }) => rule),
        ...admitBalancers(endpoint, routes),
        ...(args.connectsTo ?? []).flatMap((other) => connect(endpoint, other)),
        ...(args.connectsTo ?? []).filter((other) => pulumi.Resource.isInstance(other)),
    ] as pulumi.Resource[];
    const roles = serviceRoles(name, args, component);
    const parts = { task, endpoint, routes, networkRoutes, roles, discovery, strategy: capacity.strategy };
    const service = serviceOf(name, args, parts, first);
    if (args.autoScaling) {
        const own = { clusterName: args.cluster.clusterName, serviceName: service.name };
        scaleService(name, args.autoScaling, own, requestsLabel(routes[0]), args.tags, component);
    }
    return { task, endpoint, discovery, service };
}

/** The part of a service's arguments that is about its task. */
function taskArgs(args: EcsServiceArgs): TaskArgs {
    return {
        containers: withConnectionVariables(args.containers, args),
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
            secretKmsKeyArns: args.secretKmsKeyArns,
            pidMode: args.pidMode,
            ipcMode: args.ipcMode,
            skipDestroy: args.skipDestroy,
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
