import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as autoscaling from "@pulumi/aws/autoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as zones from "@pulumi/aws/getAvailabilityZones";
import * as identity from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as lb from "@pulumi/aws/lb";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as ssm from "@pulumi/aws/ssm";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

// The resources of components.ts, with the same inputs, as a person writes them who knows the region and repeats little.
const region = "us-east-1";
const tags = { Project: "bench" };
const named = (name: string) => ({ ...tags, Name: name });
const services = Number(process.env.BENCH_SERVICES);
const accountId = identity.getCallerIdentityOutput({}).accountId;

// Network
const network = new ec2.Vpc("bench", {
    cidrBlock: "10.0.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: named("bench"),
});
new ec2.DefaultSecurityGroup("bench-default", {
    vpcId: network.id,
    ingress: [],
    egress: [],
    tags: named("bench-default"),
});
const gateway = new ec2.InternetGateway("bench-gateway", { vpcId: network.id, tags: named("bench") });
const routes = new ec2.RouteTable("bench-routes", { vpcId: network.id, tags: named("bench-public") });
const internet = new ec2.Route("bench-internet", {
    routeTableId: routes.id,
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: gateway.id,
});
for (const service of ["s3", "dynamodb"]) {
    new ec2.VpcEndpoint(`bench-${service}`, {
        vpcId: network.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: [routes.id],
        tags: named(`bench-${service}`),
    });
}
const zoneNames = zones.getAvailabilityZonesOutput({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
}).names;
const subnets = [0, 1].map(
    (index) =>
        new ec2.Subnet(
            `bench-public-${index + 1}`,
            {
                vpcId: network.id,
                cidrBlock: `10.0.${index * 16}.0/20`,
                availabilityZone: zoneNames[index] as pulumi.Output<string>,
                mapPublicIpOnLaunch: true,
                tags: named(`bench-public-${index + 1}`),
            },
            { ignoreChanges: ["availabilityZone"] },
        ),
);
const subnetIds = subnets.map(({ id }) => id);
const associations = subnets.map(
    (subnet, index) =>
        new ec2.RouteTableAssociation(`bench-public-${index + 1}`, { subnetId: subnet.id, routeTableId: routes.id }),
);
const online = [internet, ...associations];

// Load balancer
const balancerGroup = new ec2.SecurityGroup("bench", {
    vpcId: network.id,
    description: "Load balancer bench",
    tags: named("bench"),
});
new vpc.SecurityGroupEgressRule("bench-egress", {
    securityGroupId: balancerGroup.id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
    description: "To the targets",
});
new vpc.SecurityGroupIngressRule("bench-http-1", {
    securityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 80,
    toPort: 80,
    cidrIpv4: "0.0.0.0/0",
});
const balancer = new lb.LoadBalancer(
    "bench",
    {
        loadBalancerType: "application",
        internal: false,
        subnets: subnetIds,
        securityGroups: [balancerGroup.id],
        idleTimeout: 60,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: false,
        tags,
    },
    { dependsOn: online },
);
const listener = new lb.Listener("bench-http", {
    loadBalancerArn: balancer.arn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [
        {
            type: "fixed-response",
            fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
        },
    ],
    tags,
});

// Cluster and its instances
const namespace = new servicediscovery.PrivateDnsNamespace("bench", {
    name: "bench.internal",
    vpc: network.id,
    description: "Services of bench",
    tags,
});
const cluster = new ecs.Cluster(
    "bench",
    {
        settings: [{ name: "containerInsights", value: "enhanced" }],
        serviceConnectDefaults: { namespace: namespace.arn },
        tags,
    },
    { customTimeouts: { delete: "20m" } },
);
const instanceRole = new iam.Role("bench-instances", {
    description: "Container instances of bench",
    assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
    }),
    tags,
});
const instanceRights = Object.entries({
    ecs: "service-role/AmazonEC2ContainerServiceforEC2Role",
    ssm: "AmazonSSMManagedInstanceCore",
}).map(
    ([key, policy]) =>
        new iam.RolePolicyAttachment(`bench-instances-${key}`, {
            role: instanceRole.name,
            policyArn: `arn:aws:iam::aws:policy/${policy}`,
        }),
);
const profile = new iam.InstanceProfile("bench-instances", { role: instanceRole.name, tags });
const instanceGroup = new ec2.SecurityGroup("bench-instances", {
    vpcId: network.id,
    description: "Container instances of bench",
    tags: named("bench-instances"),
});
const instanceEgress = new vpc.SecurityGroupEgressRule("bench-instances-egress", {
    securityGroupId: instanceGroup.id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
    description: "To ECS, ECR and the rest",
});
const balancerToInstances = new vpc.SecurityGroupIngressRule("bench-to-bench", {
    securityGroupId: instanceGroup.id,
    referencedSecurityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 32768,
    toPort: 65535,
    description: "Load balancer bench to dynamic ports",
});
const template = new ec2.LaunchTemplate(
    "bench-main-al2023-x86-64",
    {
        imageId: pulumi.unsecret(
            ssm.getParameterOutput({
                name: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
            }).value,
        ),
        instanceType: "m7i.xlarge",
        iamInstanceProfile: { arn: profile.arn },
        networkInterfaces: [
            { associatePublicIpAddress: "true", deleteOnTermination: "true", securityGroups: [instanceGroup.id] },
        ],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
            {
                deviceName: "/dev/xvda",
                ebs: { volumeSize: 30, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
            },
        ],
        monitoring: { enabled: true },
        userData: cluster.name.apply((name) =>
            Buffer.from(
                [
                    "#!/bin/bash",
                    "cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'",
                    "ECS_AWSVPC_BLOCK_IMDS=true",
                    `ECS_CLUSTER=${name}`,
                    "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
                    "ECS_ENABLE_TASK_IAM_ROLE=true",
                    "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m",
                    "ECS_IMAGE_CLEANUP_INTERVAL=10m",
                    "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached",
                    "ECS_RESERVED_MEMORY=64",
                    "ECS_CONFIG",
                    "",
                ].join("\n"),
            ).toString("base64"),
        ),
        tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
            resourceType,
            tags: named("bench-main"),
        })),
        updateDefaultVersion: true,
        tags: named("bench-main"),
    },
    { ignoreChanges: ["imageId"] },
);
const group = new autoscaling.Group(
    "bench-main",
    {
        minSize: 1,
        maxSize: 10,
        vpcZoneIdentifiers: subnetIds,
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        protectFromScaleIn: false,
        instanceRefresh: {
            strategy: "Rolling",
            preferences: {
                minHealthyPercentage: 100,
                maxHealthyPercentage: 200,
                scaleInProtectedInstances: "Refresh",
            },
        },
        forceDelete: true,
        forceDeleteWarmPool: true,
        tags: Object.entries({ AmazonECSManaged: "true", Name: "bench-main", ...tags }).map(([key, value]) => ({
            key,
            value,
            propagateAtLaunch: true,
        })),
    },
    {
        dependsOn: [...online, ...instanceRights, instanceEgress],
        ignoreChanges: ["desiredCapacity"],
        customTimeouts: { delete: "20m" },
    },
);
const capacityProvider = new ecs.CapacityProvider(
    "bench-main",
    {
        autoScalingGroupProvider: {
            autoScalingGroupArn: group.arn,
            managedDraining: "ENABLED",
            managedTerminationProtection: "DISABLED",
            managedScaling: { status: "ENABLED", targetCapacity: 100, instanceWarmupPeriod: 300 },
        },
        tags,
    },
    { customTimeouts: { delete: "20m" } },
);
const strategy = [{ capacityProvider: capacityProvider.name, weight: 1, base: 0 }];
const association = new ecs.ClusterCapacityProviders("bench", {
    clusterName: cluster.name,
    capacityProviders: [capacityProvider.name],
    defaultCapacityProviderStrategies: strategy,
});

// Services
const taskTrust = accountId.apply((account) =>
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

function service(name: string, priority: number): void {
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

for (let index = 1; index <= services; index++) {
    service(`service-${index}`, index);
}

export const url = pulumi.interpolate`http://${balancer.dnsName}`;
