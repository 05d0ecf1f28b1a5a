import * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { Endpoint } from "./connections";
import { visibleAliases } from "./connectionVariables";
import { defined } from "./defined";
import { type DeploymentArgs, deploymentBounds } from "./deployment";
import { shiftsTraffic, strategyConfiguration } from "./deploymentStrategy";
import { desiredCount } from "./desiredCount";
import type { Discovery } from "./discovery";
import { ebsConfiguration } from "./ebs";
import type { EcsServiceArgs } from "./ecsService";
import { lifecycleHooks } from "./lifecycleHooks";
import type { NetworkRoute } from "./networkRoutes";
import { placementOf } from "./placement";
import type { Route } from "./routes";
import { versionTriggers } from "./secretVersions";
import { serviceConnectConfiguration } from "./serviceConnect";
import type { ServiceRoles } from "./serviceRoles";
import type { TaskDefinition } from "./taskDefinition";

/** What a service is put together from. */
export interface Parts {
    task: TaskDefinition;
    endpoint: Endpoint;
    routes: Route[];
    networkRoutes: NetworkRoute[];
    roles: ServiceRoles;
    discovery: Discovery | undefined;
    strategy: pulumi.Input<ecs.ServiceArgs["capacityProviderStrategies"]>;
}

/** Creates the ECS service. */
export function serviceOf(name: string, args: EcsServiceArgs, parts: Parts, dependsOn: pulumi.Resource[]): ecs.Service {
    const { task, endpoint, discovery } = parts;
    const balanced = [...parts.routes, ...parts.networkRoutes];
    const { minimum, maximum } = deploymentBounds(args.deployment, args.daemon);
    const triggers = { ...versionTriggers(args, endpoint.component), ...defined({ aliases: visibleAliases(args) }) };
    const hooks = args.deployment?.lifecycleHooks ?? [];
    const alarms = args.deployment?.rollbackAlarms;
    const ebs = (args.volumes ?? []).find((volume) => volume.ebs);
    return new ecs.Service(
        name,
        {
            cluster: args.cluster.clusterArn,
            taskDefinition: task.taskDefinitionArn,
            ...(args.daemon
                ? // AWS takes no capacity provider for daemons: https://github.com/aws/containers-roadmap/issues/692
                  { schedulingStrategy: "DAEMON", launchType: "EC2" }
                : {
                      desiredCount: desiredCount(args),
                      // Always explicit: a service that inherits its strategy is replaced when it is given one later.
                      capacityProviderStrategies: parts.strategy as ecs.ServiceArgs["capacityProviderStrategies"],
                  }),
            forceNewDeployment: true,
            ...(Object.keys(triggers).length > 0 ? { triggers } : {}),
            deploymentMinimumHealthyPercent: minimum,
            deploymentMaximumPercent: maximum,
            ...(shiftsTraffic(args.deployment)
                ? {
                      deploymentConfiguration: strategyConfiguration(
                          args.deployment as DeploymentArgs,
                          lifecycleHooks(hooks, parts.roles.hooks),
                      ),
                  }
                : { deploymentCircuitBreaker: { enable: true, rollback: true } }),
            ...(alarms ? { alarms: { alarmNames: alarms, enable: true, rollback: true } } : {}),
            ...placementOf(args, maximum),
            ...(balanced.length > 0
                ? {
                      loadBalancers: balanced.map((r) => loadBalancer(r, parts.roles.infrastructure)),
                      healthCheckGracePeriodSeconds: args.healthCheckGracePeriod ?? 60,
                  }
                : {}),
            ...(args.serviceConnect
                ? {
                      serviceConnectConfiguration: serviceConnectConfiguration(
                          name,
                          args.serviceConnect,
                          args.containers,
                          {
                              cluster: args.cluster,
                              logGroupName: task.logGroupName,
                              region: accountOf(endpoint.component).region,
                              roleArn: parts.roles.infrastructure,
                          },
                      ) as unknown as ecs.ServiceArgs["serviceConnectConfiguration"],
                  }
                : {}),
            ...(ebs?.ebs
                ? { volumeConfiguration: ebsConfiguration(ebs.name, ebs.ebs, parts.roles.infrastructure) }
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

/** A target group in the service's words; with the second one, and the rule that ECS writes, where traffic moves. */
function loadBalancer(r: Route | NetworkRoute, roleArn: pulumi.Input<string> | undefined) {
    const { targetGroup, containerName, containerPort, alternate } = r;
    const own = { targetGroupArn: targetGroup.arn, containerName, containerPort };
    if (!alternate) return own;
    return {
        ...own,
        advancedConfiguration: {
            alternateTargetGroupArn: alternate.targetGroup.arn,
            productionListenerRule: "rule" in r ? r.rule.arn : r.listener.arn,
            ...("testRule" in alternate && alternate.testRule ? { testListenerRule: alternate.testRule.arn } : {}),
            roleArn: roleArn as pulumi.Input<string>,
        },
    };
}

/** Time for a task to leave: connections drain, containers stop, and ECS notices. */
function deleteTimeout(args: EcsServiceArgs): string {
    const balanced = [...(args.routes ?? []), ...(args.networkRoutes ?? [])];
    const drain = Math.max(0, ...balanced.map(({ deregistrationDelay }) => deregistrationDelay ?? 30));
    const stop = Math.max(0, ...args.containers.map(({ stopTimeout }) => stopTimeout ?? 30));
    return `${20 + Math.ceil((drain + stop) / 60)}m`;
}
