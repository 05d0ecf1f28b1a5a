import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as identity from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as lb from "@pulumi/aws/lb";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import { listener } from "./balancer";
import { association, balancerToInstances, cluster, namespace, strategy } from "./cluster";
import { region, tags } from "./common";
import { network } from "./network";

const taskTrust = identity.getCallerIdentityOutput({}).accountId.apply((account) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "ecs-tasks.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": account } },
            },
        ],
    }),
);

export function service(name: string, priority: number): void {
    const logGroup = new cloudwatch.LogGroup(name, {
        name: `/ecs/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        retentionInDays: 30,
        tags,
    });
    const executionRole = new iam.Role(`${name}-execution`, {
        description: `ECS agent for tasks of ${name}`,
        assumeRolePolicy: taskTrust,
        tags,
    });
    const executionRights = new iam.RolePolicyAttachment(`${name}-execution`, {
        role: executionRole.name,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    });
    const taskRole = new iam.Role(`${name}-task`, {
        description: `Containers of ${name}`,
        assumeRolePolicy: taskTrust,
        tags,
    });
    const taskDefinition = new ecs.TaskDefinition(
        name,
        {
            family: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
            networkMode: "bridge",
            requiresCompatibilities: ["EC2"],
            runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
            volumes: [],
            containerDefinitions: JSON.stringify([containerDefinition(name)]),
            executionRoleArn: executionRole.arn,
            taskRoleArn: taskRole.arn,
            tags,
        },
        { dependsOn: [logGroup, executionRights] },
    );
    const targetGroup = new lb.TargetGroup(name, {
        port: 8080,
        protocol: "HTTP",
        targetType: "instance",
        vpcId: network.id,
        deregistrationDelay: 30,
        healthCheck: {
            path: "/",
            matcher: "200",
            interval: 10,
            timeout: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
            protocol: "HTTP",
            port: "traffic-port",
        },
        tags,
    });
    const rule = new lb.ListenerRule(name, {
        listenerArn: listener.arn,
        priority,
        conditions: [{ pathPattern: { values: [`/${name}/*`] } }],
        actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
        tags,
    });
    const registry = new servicediscovery.Service(
        name,
        {
            name,
            dnsConfig: {
                namespaceId: namespace.id,
                dnsRecords: [{ type: "SRV", ttl: 10 }],
                routingPolicy: "MULTIVALUE",
            },
            healthCheckCustomConfig: { failureThreshold: 1 },
            forceDestroy: true,
            tags,
        },
        { deleteBeforeReplace: true },
    );
    const ecsService = new ecs.Service(
        name,
        {
            cluster: cluster.arn,
            taskDefinition: taskDefinition.arn,
            desiredCount: 1,
            capacityProviderStrategies: strategy,
            forceNewDeployment: true,
            deploymentMinimumHealthyPercent: 100,
            deploymentMaximumPercent: 200,
            deploymentCircuitBreaker: { enable: true, rollback: true },
            availabilityZoneRebalancing: "ENABLED",
            orderedPlacementStrategies: [
                { type: "spread", field: "attribute:ecs.availability-zone" },
                { type: "binpack", field: "memory" },
            ],
            loadBalancers: [{ targetGroupArn: targetGroup.arn, containerName: "web", containerPort: 8080 }],
            healthCheckGracePeriodSeconds: 60,
            serviceRegistries: { registryArn: registry.arn, containerName: "web", containerPort: 8080 },
            enableExecuteCommand: false,
            enableEcsManagedTags: true,
            propagateTags: "SERVICE",
            waitForSteadyState: true,
            forceDelete: true,
            tags,
        },
        {
            dependsOn: [rule, association, balancerToInstances],
            ignoreChanges: ["desiredCount"],
            customTimeouts: { create: "20m", update: "20m", delete: "21m" },
        },
    );
    const target = new appautoscaling.Target(name, {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${cluster.name}/${ecsService.name}`,
        minCapacity: 1,
        maxCapacity: 4,
        tags,
    });
    new appautoscaling.Policy(`${name}-cpu`, {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
            predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
            targetValue: 60,
            scaleInCooldown: 300,
            scaleOutCooldown: 60,
        },
    });
}

function containerDefinition(name: string): object {
    return {
        cpu: 0,
        environment: [
            { name: "AWS_REGION", value: region },
            { name: "LOG_LEVEL", value: "info" },
        ],
        essential: true,
        image: "public.ecr.aws/nginx/nginx:1.29-alpine",
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: {
            logDriver: "awslogs",
            options: {
                "awslogs-group": `/ecs/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
                "awslogs-region": region,
                "awslogs-stream-prefix": "web",
                "max-buffer-size": "25m",
                mode: "non-blocking",
            },
        },
        memory: 128,
        mountPoints: [],
        name: "web",
        portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
        systemControls: [],
        volumesFrom: [],
    };
}
