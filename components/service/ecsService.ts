import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { ClusterRef } from "../cluster/clusterRef";
import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import { refuse } from "../errors";
import { withoutStackTraces } from "../stackTraces";
import type { AutoScalingArgs } from "./autoScaling";
import type { ServiceCapacityArgs } from "./capacityStrategy";
import { logsCommand, shellCommand } from "./commands";
import { rememberGroup } from "./connections";
import type { DeploymentArgs } from "./deployment";
import type { DiscoveryArgs } from "./discovery";
import { inferNetworkMode } from "./networking";
import type { NetworkRouteArgs } from "./networkRouteArgs";
import type { PlacementConstraintArgs, PlacementStrategyArgs } from "./placement";
import type { RouteArgs } from "./routeArgs";
import { instancePortOf } from "./routes";
import { aliasesOf, type ServiceConnectArgs } from "./serviceConnect";
import { make } from "./serviceParts";
import { serviceProblems } from "./serviceProblems";
import type { ServiceAlias, ServiceRef } from "./serviceRef";
import type { TaskArgs } from "./taskDefinition";

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
    /** Prefixes of variables by the names of services in connectsTo: DB makes DB_HOST and DB_PORT. Default: none. */
    connectionVariables?: Record<string, string>;
    /** Calling and being called by short names through a proxy; an empty object only calls. Default: none. */
    serviceConnect?: ServiceConnectArgs;
    /** Whether its tasks call the internet. In awsvpc mode that needs a VPC with a way out. Default: false. */
    egress?: boolean;
    /** Number of tasks, without autoscaling. Default: 1. */
    desiredCount?: number;
    /** Number of tasks by load; ECS then owns the number. Default: none. */
    autoScaling?: AutoScalingArgs;
    /** Whether one task runs on each instance of the cluster, in place of a number of tasks. Default: false. */
    daemon?: boolean;
    /** Where tasks go first. Default: spread over zones, then fill instances by memory. */
    placementStrategies?: PlacementStrategyArgs[];
    /** Which instances they may run on. Default: all of the capacities. */
    placementConstraints?: PlacementConstraintArgs[];
    /** Whether ECS moves tasks when a zone has more than its share. Default: true where AWS allows it. */
    availabilityZoneRebalancing?: boolean;
    /**
     * Ids of versions of secrets by names of your choice, such as a SecretVersion's versionId: tasks get a new value only
     * when they start, and a change here starts new ones. Default: none.
     */
    secretVersions?: Record<string, pulumi.Input<string>>;
    /**
     * Whether the versions of the Secrets Manager secrets of its containers are looked up for that at each deployment.
     * For secrets of other stacks: one of this program has no version yet in its first preview. Default: false.
     */
    lookUpSecretVersions?: boolean;
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
 * `-memory`, `-requests`, `-queue` and `<name>-<metric, step or schedule>`), `<name>-network-<port>` (target group and listener of a network route, with `-clients-<n>` and
 * `-to-<port>`), `<name>-alternate` and `<name>-test` (second target group and test rule of a deployment strategy),
 * `<name>-infrastructure` and `<name>-hooks` (roles that ECS takes), `<name>-egress`, `<name>-from-balancer-<port>`, `<name>-to-<service>-<port>`.
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
    /** TCP ports of its containers. */
    readonly ports: number[];
    /** TCP ports of the instance that it has beside those that Docker chooses; undefined where there are none. */
    readonly fixedPorts?: number[];
    /** UDP ports that it answers on, 0 for those that Docker chooses; undefined where there are none. */
    readonly udpPorts?: number[];
    /** Whether Docker chooses the instance's ports. */
    readonly dynamicPorts: boolean;
    /** Network mode that was inferred or given. */
    readonly networkMode: NetworkMode;
    /** Host name in the VPC; empty without discovery. */
    readonly hostName: pulumi.Output<string>;
    /** Names by which clients with Service Connect reach it; undefined without. */
    readonly aliases?: ServiceAlias[];
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
        refuse(this, serviceProblems(name, args, wishes, networkMode));

        // Nearly all resources of a stack with many services are made here.
        const { task, endpoint, discovery, service } = withoutStackTraces(() => make(name, args, networkMode, this));

        const { region } = accountOf(this);
        this.name = name;
        this.serviceName = service.name;
        this.serviceArn = service.id;
        this.securityGroupId = pulumi.output(endpoint.securityGroupId);
        this.ports = portsOf(args, "tcp");
        this.fixedPorts = some(instancePorts(args, networkMode, "tcp").filter((port) => port !== 0));
        this.udpPorts = some(instancePorts(args, networkMode, "udp"));
        this.dynamicPorts = NETWORK_MODES[networkMode].dynamicPorts;
        this.networkMode = networkMode;
        this.hostName = discovery?.hostName ?? pulumi.output("");
        this.aliases = args.serviceConnect && aliasesOf(name, args.serviceConnect, args.containers);
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
            fixedPorts: this.fixedPorts,
            udpPorts: this.udpPorts,
            dynamicPorts: this.dynamicPorts,
            networkMode: this.networkMode,
            hostName: this.hostName,
            aliases: this.aliases,
            logGroupName: this.logGroupName,
            taskDefinitionArn: this.taskDefinitionArn,
            logsCommand: this.logsCommand,
            shellCommand: this.shellCommand,
        });
    }
}

/** Ports of the containers of one protocol. */
const portsOf = ({ containers }: EcsServiceArgs, wanted: string) =>
    containers.flatMap(({ portMappings }) =>
        (portMappings ?? []).flatMap(({ containerPort, protocol = "tcp" }) =>
            protocol === wanted ? containerPort : [],
        ),
    );

/** Where they are reached: in bridge mode on the instance, of which only UDP ports and fixed ones must be told. */
function instancePorts(args: EcsServiceArgs, networkMode: NetworkMode, protocol: string): number[] {
    const bridge = networkMode === NetworkMode.Bridge;
    if (!bridge && protocol === "tcp") return [];
    const own = portsOf(args, protocol);
    return [...new Set(bridge ? own.map((port) => instancePortOf(port, args.containers, networkMode)) : own)];
}

const some = (ports: number[]) => (ports.length > 0 ? ports : undefined);
