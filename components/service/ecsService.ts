import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { ClusterRef } from "../cluster/clusterRef";
import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";
import { withoutStackTraces } from "../stackTraces";
import { type AutoScalingArgs, autoScalingProblems } from "./autoScaling";
import { capacityStrategyProblems, type ServiceCapacityArgs } from "./capacityStrategy";
import { logsCommand, shellCommand } from "./commands";
import { rememberGroup } from "./connections";
import { type DeploymentArgs, deploymentProblems } from "./deployment";
import { type DiscoveryArgs, discoveryProblems } from "./discovery";
import { inferNetworkMode, networkProblems } from "./networking";
import { type NetworkRouteArgs, networkRouteProblems } from "./networkRouteArgs";
import { portOf, type RouteArgs } from "./routeArgs";
import { routeProblems } from "./routeProblems";
import { desiredCount, make } from "./serviceParts";
import type { ServiceRef } from "./serviceRef";
import { type TaskArgs, taskProblems } from "./taskDefinition";

/** A long-running service: its task, and how it is reached, scaled and replaced. */
export interface EcsServiceArgs extends TaskArgs {
    /** Cluster that it runs on. */
    cluster: ClusterRef;
    /** Which of the cluster's capacities it runs on, and in what shares. Default: the cluster's strategy. */
    capacityProviderStrategy?: ServiceCapacityArgs[];
    /** Load balancer traffic that comes to it. Default: none. */
    routes?: RouteArgs[];
    /** Ports of Network Load Balancers that lead to it. Default: none. */
    networkRoutes?: NetworkRouteArgs[];
    /** Name in the cluster's Cloud Map namespace; an empty object is enough. Default: none. */
    discovery?: DiscoveryArgs;
    /** Services that it connects to: they let it in, and are there before it. Default: none. */
    connectsTo?: ServiceRef[];
    /** Whether its tasks call the internet. In awsvpc mode that needs a VPC with a way out. Default: false. */
    egress?: boolean;
    /** Number of tasks, without autoscaling. Default: 1. */
    desiredCount?: number;
    /** Number of tasks by load; ECS then owns the number. Default: none. */
    autoScaling?: AutoScalingArgs;
    /** How tasks are replaced. Default: all healthy meanwhile, up to twice as many. */
    deployment?: DeploymentArgs;
    /** Seconds after a task's start in which failed load balancer checks do not count. Default: 60 with routes or networkRoutes. */
    healthCheckGracePeriod?: number;
}

/**
 * An ECS service on EC2 capacity. The network mode follows from what is asked for: awsvpc where a host name is wanted
 * (discovery), else bridge; and the target type, host ports, security-group rules, registry and network configuration
 * follow from the mode. Tasks spread over zones, then fill instances by memory. A failed deployment rolls back.
 *
 * Children: `<name>` (TaskDefinition, service; with discovery the Cloud Map service; with awsvpc the security group; with
 * routes target group and rule, further ones `<name>-<n>`; with autoscaling the scalable target and `<name>-cpu`,
 * `-memory`, `-requests`), `<name>-network-<port>` (target group and listener of a network route, with `-clients-<n>` and
 * `-to-<port>`), `<name>-egress`, `<name>-from-balancer-<port>`, `<name>-to-<service>-<port>`.
 */
export class EcsService extends pulumi.ComponentResource {
    /** Name in the program. */
    readonly name: string;
    /** Name in AWS. */
    readonly serviceName: pulumi.Output<string>;
    /** ARN of the service. */
    readonly serviceArn: pulumi.Output<string>;
    /** Security group that its tasks answer through. */
    readonly securityGroupId: pulumi.Output<string>;
    /** Ports of its containers. */
    readonly ports: number[];
    /** Whether Docker chooses the instance's ports. */
    readonly dynamicPorts: boolean;
    /** Network mode that was inferred or given. */
    readonly networkMode: NetworkMode;
    /** Host name in the VPC; empty without discovery. */
    readonly hostName: pulumi.Output<string>;
    /** Name of the log group. */
    readonly logGroupName: pulumi.Output<string>;
    /** ARN of the task definition with its revision. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Command line that follows the logs. */
    readonly logsCommand: pulumi.Output<string>;
    /** Command line that opens a shell in a task. */
    readonly shellCommand: pulumi.Output<string>;

    constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster or balancer is once all its parts are.
        super("ecs-ec2:index:EcsService", name, {}, opts);

        const wishes = {
            ...args,
            taskEgress: args.cluster.taskEgress ?? false,
            routed: (args.routes ?? []).length > 0,
        };
        const networkMode = inferNetworkMode(wishes);
        refuse(this, problems(name, args, wishes, networkMode));

        // Nearly all resources of a stack with many services are made here.
        const { task, endpoint, discovery, service } = withoutStackTraces(() => make(name, args, networkMode, this));

        const { region } = accountOf(this);
        this.name = name;
        this.serviceName = service.name;
        this.serviceArn = service.id;
        this.securityGroupId = pulumi.output(endpoint.securityGroupId);
        this.ports = containerPorts(args);
        this.dynamicPorts = NETWORK_MODES[networkMode].dynamicPorts;
        this.networkMode = networkMode;
        this.hostName = discovery?.hostName ?? pulumi.output("");
        this.logGroupName = task.logGroupName;
        this.taskDefinitionArn = task.taskDefinitionArn;
        this.logsCommand = logsCommand(task.logGroupName, region);
        this.shellCommand = shellCommand(
            {
                clusterName: args.cluster.clusterName,
                serviceName: service.name,
                containerName: (args.containers[0] as { name: string }).name,
                enableExecuteCommand: args.enableExecuteCommand ?? false,
            },
            region,
        );
        rememberGroup(endpoint);
        this.registerOutputs({
            name: this.name,
            serviceName: this.serviceName,
            serviceArn: this.serviceArn,
            securityGroupId: this.securityGroupId,
            ports: this.ports,
            dynamicPorts: this.dynamicPorts,
            networkMode: this.networkMode,
            hostName: this.hostName,
            logGroupName: this.logGroupName,
            taskDefinitionArn: this.taskDefinitionArn,
            logsCommand: this.logsCommand,
            shellCommand: this.shellCommand,
        });
    }
}

function* problems(
    name: string,
    args: EcsServiceArgs,
    wishes: Parameters<typeof networkProblems>[0],
    networkMode: NetworkMode,
): Generator<Problem> {
    const staticPorts = args.containers.flatMap(({ portMappings }) =>
        (portMappings ?? []).flatMap(({ hostPort, containerPort }) => {
            const fixed =
                networkMode === NetworkMode.Host ? containerPort : networkMode === NetworkMode.Bridge ? hostPort : 0;
            return fixed ? [fixed] : [];
        }),
    );
    yield* taskProblems(name, args, networkMode);
    yield* networkProblems(wishes, networkMode);
    yield* capacityStrategyProblems(args.capacityProviderStrategy);
    if (args.discovery) yield* discoveryProblems(name, args.discovery, args.cluster);
    const recordNeedsPort = networkMode === NetworkMode.Bridge || networkMode === NetworkMode.Host;
    if (args.discovery && recordNeedsPort && !portOf(args.containers)) {
        yield {
            propertyPath: "discovery",
            reason: `needs a port mapping in ${networkMode} mode: an SRV record names a port`,
        };
    }
    const routes = args.routes ?? [];
    const networkRoutes = args.networkRoutes ?? [];
    yield* routeProblems(name, routes, args.containers, networkMode);
    yield* networkRouteProblems(networkRoutes, routes.length, args.containers, networkMode === NetworkMode.Bridge);
    if (args.autoScaling) {
        yield* autoScalingProblems(args.autoScaling, wishes.routed);
        if (args.desiredCount !== undefined) {
            yield {
                propertyPath: "desiredCount",
                reason: "cannot go with autoScaling, which owns the number; set minCapacity",
            };
        }
    }
    yield* rangeProblems("desiredCount", args.desiredCount, { min: 0, max: 5000, unit: "tasks" });
    yield* rangeProblems("healthCheckGracePeriod", args.healthCheckGracePeriod, {
        min: 0,
        max: 2147483647,
        unit: "seconds",
    });
    if (args.healthCheckGracePeriod !== undefined && routes.length + networkRoutes.length === 0) {
        yield { propertyPath: "healthCheckGracePeriod", reason: "has no effect without routes; leave it out" };
    }
    yield* deploymentProblems(args.deployment ?? {}, desiredCount(args), staticPorts);
}

const containerPorts = (args: EcsServiceArgs) =>
    args.containers.flatMap(({ portMappings }) => (portMappings ?? []).map(({ containerPort }) => containerPort));
