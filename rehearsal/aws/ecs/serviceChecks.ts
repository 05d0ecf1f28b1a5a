import { NETWORK_MODES, type NetworkMode } from "../../../components/ecs/networkModes";
import type { Call } from "../../call";
import { list, type Props } from "../../values";
import { linkedRoleName } from "../serviceLinkedRoles";
import * as t from "../types";
import { checkStrategy } from "./capacityProvider";
import { needCluster } from "./cluster";
import { type ResolvedTask, resolveTask } from "./taskDefinition";

function invalid(call: Call, message: string): never {
    call.fail("InvalidParameterException", message);
}

function checkNetwork(call: Call, service: Props, mode: NetworkMode): void {
    const network = service.networkConfiguration;
    if (!NETWORK_MODES[mode].ownInterface) {
        if (network) {
            invalid(call, "Network Configuration is not valid for the given networkMode of this task definition.");
        }
        return;
    }
    if (!network) {
        invalid(call, "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    }
    if (network.assignPublicIp && service.launchType !== "FARGATE") {
        invalid(call, "Assign public IP is not supported for this launch type.");
    }
    if (list(network.subnets).length > 16 || list(network.securityGroups).length > 5) {
        invalid(call, "awsvpcConfiguration can have at most 16 subnets and 5 security groups.");
    }
    for (const id of list(network.subnets)) {
        call.need(t.SUBNET, id, "InvalidParameterException", `The subnet ID '${id}' does not exist`);
    }
    for (const id of list(network.securityGroups)) {
        call.need(t.SECURITY_GROUP, id, "InvalidParameterException", `The security group '${id}' does not exist`);
    }
}

function mapsPort(task: ResolvedTask, container: string, port: number): boolean {
    const found = task.containers.find((each) => each.name === container);
    return list(found?.portMappings).some((mapping) => mapping.containerPort === port);
}

function checkBalancers(call: Call, service: Props, task: ResolvedTask, mode: NetworkMode): void {
    const balancers = list(service.loadBalancers);
    if (balancers.length > 5) {
        invalid(call, "load balancers can have at most 5 items.");
    }
    for (const { targetGroupArn, containerName, containerPort, elbName } of balancers) {
        if (!task.containers.some((each) => each.name === containerName)) {
            invalid(call, `The container ${containerName} does not exist in the task definition.`);
        }
        if (!mapsPort(task, containerName, containerPort)) {
            invalid(call, `The container ${containerName} did not have a container port ${containerPort} defined.`);
        }
        if (elbName) {
            continue;
        }
        const group = call.find(t.TARGET_GROUP, targetGroupArn);
        if (!group) {
            invalid(
                call,
                `Unable to assume role and validate the specified targetGroupArn. The target group ${targetGroupArn} does not exist.`,
            );
        }
        if (group.props.targetType !== NETWORK_MODES[mode].targetType) {
            const incompatible = `which is incompatible with the ${mode} network mode specified in the task definition.`;
            invalid(
                call,
                `The provided target group ${targetGroupArn} has target type ${group.props.targetType}, ${incompatible}`,
            );
        }
        if (!hasBalancer(call, targetGroupArn)) {
            invalid(
                call,
                `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
            );
        }
    }
    if (service.iamRole && mode === "awsvpc") {
        invalid(call, "You cannot specify an IAM role for services that require a service linked role.");
    }
}

/** True when a listener or a rule forwards to the group. */
export function hasBalancer(call: Call, targetGroupArn: string): boolean {
    const forwards = (actions: unknown) =>
        list(actions).some(
            (action) =>
                action.targetGroupArn === targetGroupArn ||
                list(action.forward?.targetGroups).some((each) => each.arn === targetGroupArn),
        );
    return (
        call.list(t.LISTENER, (listener) => forwards(listener.defaultActions)).length > 0 ||
        call.list(t.LISTENER_RULE, (rule) => forwards(rule.actions)).length > 0
    );
}

function checkRegistry(call: Call, service: Props, mode: NetworkMode): void {
    const registry = service.serviceRegistries;
    if (!registry) {
        return;
    }
    const found = call.list(t.DISCOVERY_SERVICE, (each) => each.arn === registry.registryArn)[0];
    if (!found) {
        invalid(call, `The service registry ${registry.registryArn} does not exist.`);
    }
    const types = list(found.props.dnsConfig?.dnsRecords).map((record) => record.type);
    const named = registry.containerName && registry.containerPort;
    if (mode !== "awsvpc" && !named) {
        invalid(
            call,
            "When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition.",
        );
    }
    if (types.some((type) => !NETWORK_MODES[mode].recordTypes.includes(type))) {
        invalid(
            call,
            `networkMode '${mode}' supports only ${NETWORK_MODES[mode].recordTypes.join(", ") || "no"} records, but the service registry has ${types.join(", ")}.`,
        );
    }
    if (mode === "awsvpc" && types.includes("SRV") && !named && !registry.port) {
        invalid(
            call,
            "When specifying 'awsvpc' for networkMode with SRV records, either 'port' or 'containerName' and 'containerPort' must be specified.",
        );
    }
    if (mode === "awsvpc" && named && !types.includes("SRV")) {
        invalid(call, "'containerName' and 'containerPort' must not be specified for A records.");
    }
}

function checkConnect(call: Call, service: Props, task: ResolvedTask, mode: NetworkMode): void {
    const connect = service.serviceConnectConfiguration;
    if (!connect?.enabled) {
        return;
    }
    if (!NETWORK_MODES[mode].serviceConnect || !task.props.networkMode) {
        invalid(call, `Service Connect is not supported with network mode '${mode}'.`);
    }
    for (const { portName } of list(connect.services)) {
        const ports = task.containers.flatMap((container) => list(container.portMappings));
        if (!ports.some((port) => port.name === portName)) {
            invalid(
                call,
                `The portName '${portName}' of the Service Connect configuration is not a named port of the task definition.`,
            );
        }
    }
    const cluster = needCluster(call, service.cluster);
    if (!connect.namespace && !cluster.props.serviceConnectDefaults?.namespace) {
        invalid(call, "The namespace was not specified, and the cluster has no default Service Connect namespace.");
    }
}

function checkDeployment(call: Call, service: Props): void {
    const { deploymentMaximumPercent: max, deploymentMinimumHealthyPercent: min, schedulingStrategy } = service;
    const isDaemon = schedulingStrategy === "DAEMON";
    if (isDaemon && max !== undefined && max !== 100) {
        invalid(call, "The daemon scheduling strategy does not support values over 100 for maximumPercent.");
    }
    if (!isDaemon && min === 100 && max === 100) {
        invalid(call, "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
    }
    if (isDaemon && list(service.orderedPlacementStrategies).length > 0) {
        invalid(call, "Placement strategies are not supported with the DAEMON scheduling strategy.");
    }
    if (list(service.orderedPlacementStrategies).length > 5 || list(service.placementConstraints).length > 10) {
        invalid(call, "A service can have at most 5 placement strategies and 10 placement constraints.");
    }
    if (service.availabilityZoneRebalancing === "ENABLED") {
        const first = list(service.orderedPlacementStrategies)[0];
        const spreads = !first || (first.type === "spread" && /availability-zone/.test(first.field ?? ""));
        if (isDaemon || (max !== undefined && max <= 100) || !spreads) {
            invalid(
                call,
                "Availability Zone rebalancing needs maximumPercent over 100, REPLICA scheduling, and spread over attribute:ecs.availability-zone as first placement strategy.",
            );
        }
    }
    for (const alarm of list(service.alarms?.alarmNames)) {
        if (!call.findBy("aws:cloudwatch/metricAlarm:MetricAlarm", "name", alarm)) {
            invalid(call, `The alarm ${alarm} does not exist.`);
        }
    }
    if (service.alarms && (service.deploymentController?.type ?? "ECS") !== "ECS") {
        invalid(call, "Deployment alarms are only supported with the ECS deployment controller.");
    }
    checkShift(call, service);
}

/** Blue/green, linear and canary deployments move traffic between two target groups. */
function checkShift(call: Call, service: Props): void {
    const strategy = service.deploymentConfiguration?.strategy ?? "ROLLING";
    if (strategy === "ROLLING") {
        return;
    }
    for (const balancer of list(service.loadBalancers)) {
        const { alternateTargetGroupArn, productionListenerRule, roleArn } = balancer.advancedConfiguration ?? {};
        if (!alternateTargetGroupArn || !productionListenerRule || !roleArn) {
            invalid(
                call,
                `advancedConfiguration with alternateTargetGroupArn, productionListenerRule and roleArn is required for ${strategy} deployments.`,
            );
        }
        if (!call.find(t.TARGET_GROUP, alternateTargetGroupArn)) {
            invalid(call, `The target group ${alternateTargetGroupArn} does not exist.`);
        }
        const rule =
            call.find(t.LISTENER_RULE, productionListenerRule) ?? call.find(t.LISTENER, productionListenerRule);
        if (!rule) {
            invalid(call, `The listener rule ${productionListenerRule} does not exist.`);
        }
    }
}

/** What CreateService and UpdateService refuse. */
export function checkService(call: Call, service: Props): ResolvedTask {
    const cluster = needCluster(call, service.cluster);
    const task = resolveTask(call, service.taskDefinition);
    if (!task) {
        call.fail("ClientException", "TaskDefinition not found.");
    }
    if (!task.isActive) {
        call.fail("ClientException", "TaskDefinition is inactive");
    }
    const linked = call.environment.globalArn(
        "iam",
        `role/aws-service-role/ecs.amazonaws.com/${linkedRoleName("ecs.amazonaws.com")}`,
    );
    if (!call.find(t.SERVICE_LINKED_ROLE, linked)) {
        invalid(
            call,
            "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
        );
    }
    if (service.launchType && list(service.capacityProviderStrategies).length > 0) {
        invalid(
            call,
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        );
    }
    const association = call.findBy(t.CLUSTER_CAPACITY_PROVIDERS, "clusterName", cluster.props.name);
    checkStrategy(call, list(service.capacityProviderStrategies), list(association?.props.capacityProviders));
    const mode: NetworkMode = task.props.networkMode ?? "bridge";
    checkNetwork(call, service, mode);
    checkBalancers(call, service, task, mode);
    checkRegistry(call, service, mode);
    checkConnect(call, service, task, mode);
    checkDeployment(call, service);
    return task;
}
