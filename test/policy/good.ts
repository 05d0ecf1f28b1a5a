import { type Declared, jsonText, out, type Program, program, resource, Text } from "../support/policy-program";

// biome-ignore lint/suspicious/noExplicitAny: defects reach into any property
export type Props = Record<string, any>;

const LOGS = (prefix: string) => ({
    logDriver: "awslogs",
    options: {
        "awslogs-group": out("logs", "name"),
        "awslogs-region": "eu-central-1",
        "awslogs-stream-prefix": prefix,
        mode: "non-blocking",
        "max-buffer-size": "25m",
    },
});

export const webContainer = (): Props => ({
    name: "web",
    image: out("webImage", "ref"),
    essential: true,
    cpu: 128,
    memory: 256,
    user: "1000:1000",
    readonlyRootFilesystem: true,
    portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
    environment: [{ name: "DB_HOST", value: "db.shop.internal" }],
    secrets: [{ name: "DB_PASSWORD", valueFrom: out("dbPassword", "arn") }],
    logConfiguration: LOGS("web"),
});

export const dbContainer = (): Props => ({
    name: "db",
    image: "public.ecr.aws/docker/library/postgres@sha256:4ec37d2a07a0067f176fdcc9d4bb633a5724d2cc4f892c7a2046d054bb6939e5",
    essential: true,
    cpu: 256,
    memory: 512,
    user: "999",
    readonlyRootFilesystem: true,
    portMappings: [{ containerPort: 5432, hostPort: 5432, protocol: "tcp" }],
    secrets: [{ name: "POSTGRES_PASSWORD", valueFrom: out("dbPassword", "arn") }],
    logConfiguration: LOGS("db"),
});

const trust = (service: string) =>
    jsonText({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sts:AssumeRole",
                ...(service.startsWith("ecs-tasks") && {
                    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                }),
            },
        ],
    });

const userData = (cluster: string) =>
    new Text({ cluster: out(cluster, "name") }, (content) => {
        const { cluster: name } = content as { cluster: string };
        return Buffer.from(`#!/bin/bash\necho ECS_CLUSTER=${name} >> /etc/ecs/ecs.config\n`).toString("base64");
    });

const network = (): Declared[] => [
    resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16", enableDnsSupport: true, enableDnsHostnames: true }),
    resource("aws:ec2/internetGateway:InternetGateway", "gateway", { vpcId: out("vpc") }),
    resource("aws:ec2/routeTable:RouteTable", "routes", { vpcId: out("vpc") }),
    resource("aws:ec2/route:Route", "internet", {
        routeTableId: out("routes"),
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: out("gateway"),
    }),
    ...["a", "b"].flatMap((zone, i) => [
        resource("aws:ec2/subnet:Subnet", `subnet-${zone}`, {
            vpcId: out("vpc"),
            cidrBlock: `10.0.${i}.0/24`,
            availabilityZone: `eu-central-1${zone}`,
            mapPublicIpOnLaunch: true,
        }),
        resource("aws:ec2/routeTableAssociation:RouteTableAssociation", `association-${zone}`, {
            subnetId: out(`subnet-${zone}`),
            routeTableId: out("routes"),
        }),
    ]),
    resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "nothing", { vpcId: out("vpc") }),
    // A private way for the database, whose tasks have interfaces of their own without a public address.
    resource("aws:ec2/subnet:Subnet", "subnet-private", {
        vpcId: out("vpc"),
        cidrBlock: "10.0.9.0/24",
        availabilityZone: "eu-central-1a",
    }),
];

const securityGroup = (name: string) =>
    resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: out("vpc"), description: name });
const ingress = (name: string, group: string, props: object) =>
    resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, {
        securityGroupId: out(group),
        ipProtocol: "tcp",
        ...props,
    });
const egress = (name: string, group: string) =>
    resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", name, {
        securityGroupId: out(group),
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
    });

const firewalls = (): Declared[] => [
    securityGroup("edge-sg"),
    ingress("edge-https", "edge-sg", { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 }),
    ingress("edge-http", "edge-sg", { cidrIpv4: "0.0.0.0/0", fromPort: 80, toPort: 80 }),
    egress("edge-out", "edge-sg"),
    securityGroup("instance-sg"),
    ingress("edge-to-instances", "instance-sg", {
        referencedSecurityGroupId: out("edge-sg"),
        fromPort: 32768,
        toPort: 65535,
    }),
    egress("instances-out", "instance-sg"),
    securityGroup("db-sg"),
    ingress("web-to-db", "db-sg", { referencedSecurityGroupId: out("instance-sg"), fromPort: 5432, toPort: 5432 }),
    egress("db-out", "db-sg"),
];

const edge = (): Declared[] => [
    resource("aws:lb/loadBalancer:LoadBalancer", "edge", {
        loadBalancerType: "application",
        subnets: [out("subnet-a"), out("subnet-b")],
        securityGroups: [out("edge-sg")],
        dropInvalidHeaderFields: true,
        enableDeletionProtection: true,
        accessLogs: { bucket: "shop-access-logs", enabled: true },
    }),
    resource("aws:lb/listener:Listener", "https", {
        loadBalancerArn: out("edge", "arn"),
        port: 443,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
        defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
    }),
    resource("aws:lb/listener:Listener", "http", {
        loadBalancerArn: out("edge", "arn"),
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    }),
    resource("aws:lb/targetGroup:TargetGroup", "web-targets", {
        vpcId: out("vpc"),
        port: 80,
        protocol: "HTTP",
        targetType: "instance",
        deregistrationDelay: 30,
        healthCheck: { path: "/health", interval: 10 },
    }),
    resource("aws:lb/listenerRule:ListenerRule", "web-rule", {
        listenerArn: out("https", "arn"),
        priority: 100,
        conditions: [{ pathPattern: { values: ["/*"] } }],
        actions: [{ type: "forward", targetGroupArn: out("web-targets", "arn") }],
    }),
];

const capacity = (): Declared[] => [
    resource("aws:ecs/cluster:Cluster", "cluster", { settings: [{ name: "containerInsights", value: "enabled" }] }),
    resource("aws:iam/role:Role", "instance-role", { assumeRolePolicy: trust("ec2.amazonaws.com") }),
    resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "instance-ecs", {
        role: out("instance-role", "name"),
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
    }),
    resource("aws:iam/instanceProfile:InstanceProfile", "profile", { role: out("instance-role", "name") }),
    resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {
        imageId: "ami-0123456789abcdef0",
        instanceType: "t3.small",
        iamInstanceProfile: { arn: out("profile", "arn") },
        vpcSecurityGroupIds: [out("instance-sg")],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { volumeSize: 30, volumeType: "gp3", encrypted: "true" } },
        ],
        userData: userData("cluster"),
    }),
    resource(
        "aws:autoscaling/group:Group",
        "instances",
        {
            minSize: 1,
            maxSize: 4,
            vpcZoneIdentifiers: [out("subnet-a"), out("subnet-b")],
            launchTemplate: { id: out("template"), version: "$Latest" },
            protectFromScaleIn: true,
            tags: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }],
        },
        { ignoreChanges: ["desiredCapacity"] },
    ),
    resource("aws:ecs/capacityProvider:CapacityProvider", "on-demand", {
        autoScalingGroupProvider: {
            autoScalingGroupArn: out("instances", "arn"),
            managedDraining: "ENABLED",
            managedTerminationProtection: "ENABLED",
            managedScaling: { status: "ENABLED", targetCapacity: 100 },
        },
    }),
    resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "providers", {
        clusterName: out("cluster", "name"),
        capacityProviders: [out("on-demand", "name")],
        defaultCapacityProviderStrategies: [{ capacityProvider: out("on-demand", "name"), weight: 1 }],
    }),
];

const images = (): Declared[] => [
    resource("aws:ecr/repository:Repository", "repository", {
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: false,
    }),
    resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "lifecycle", {
        repository: out("repository", "name"),
        policy: jsonText({ rules: [] }),
    }),
    resource("docker-build:index:Image", "webImage", {
        push: true,
        platforms: ["linux/amd64"],
        tags: [new Text([out("repository", "repositoryUrl")], (c) => `${(c as string[])[0]}:1f2e3d`)],
    }),
];

const roles = (): Declared[] => [
    resource("aws:iam/role:Role", "execution-role", { assumeRolePolicy: trust("ecs-tasks.amazonaws.com") }),
    resource("aws:iam/role:Role", "task-role", { assumeRolePolicy: trust("ecs-tasks.amazonaws.com") }),
    resource("aws:iam/rolePolicy:RolePolicy", "read-secrets", {
        role: out("execution-role", "id"),
        policy: jsonText({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["secretsmanager:GetSecretValue"],
                    Resource: out("dbPassword", "arn"),
                },
            ],
        }),
    }),
];

const strategy = () => [{ capacityProvider: out("on-demand", "name"), base: 0, weight: 1 }];

/** A service behind the load balancer, written with @pulumi/aws alone. */
const web = (): Declared[] => [
    resource("aws:secretsmanager/secret:Secret", "dbPassword", { description: "Password of the database" }),
    resource("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 90 }),
    resource("aws:ecs/taskDefinition:TaskDefinition", "web-task", {
        family: "web",
        networkMode: "bridge",
        requiresCompatibilities: ["EC2"],
        executionRoleArn: out("execution-role", "arn"),
        taskRoleArn: out("task-role", "arn"),
        containerDefinitions: jsonText([webContainer()]),
    }),
    resource(
        "aws:ecs/service:Service",
        "web-service",
        {
            cluster: out("cluster", "arn"),
            taskDefinition: out("web-task", "arn"),
            desiredCount: 2,
            capacityProviderStrategies: strategy(),
            deploymentCircuitBreaker: { enable: true, rollback: true },
            healthCheckGracePeriodSeconds: 60,
            loadBalancers: [{ targetGroupArn: out("web-targets", "arn"), containerName: "web", containerPort: 8080 }],
        },
        { dependsOn: ["web-rule", "providers"], ignoreChanges: ["desiredCount"] },
    ),
    resource("aws:appautoscaling/target:Target", "web-scaling", {
        minCapacity: 2,
        maxCapacity: 4,
        resourceId: new Text(
            [out("cluster", "name"), out("web-service", "name")],
            (c) => `service/${(c as string[]).join("/")}`,
        ),
        scalableDimension: "ecs:service:DesiredCount",
        serviceNamespace: "ecs",
    }),
];

/** A service found by name, made by our component. */
const db = (): Declared[] => [
    resource(
        "ecs-ec2:index:TaskDefinition",
        "db",
        { networkMode: "awsvpc", containerDefinitions: [dbContainer()] },
        { outputs: {} },
    ),
    resource(
        "aws:ecs/taskDefinition:TaskDefinition",
        "db-task",
        {
            family: "db",
            networkMode: "awsvpc",
            requiresCompatibilities: ["EC2"],
            executionRoleArn: out("execution-role", "arn"),
            taskRoleArn: out("task-role", "arn"),
            containerDefinitions: jsonText([dbContainer()]),
        },
        { parent: "db" },
    ),
    resource("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "namespace", {
        name: "shop.internal",
        vpc: out("vpc"),
    }),
    resource("aws:servicediscovery/service:Service", "db-name", {
        name: "db",
        dnsConfig: { namespaceId: out("namespace"), dnsRecords: [{ type: "A", ttl: 10 }] },
    }),
    resource(
        "aws:ecs/service:Service",
        "db-service",
        {
            cluster: out("cluster", "arn"),
            taskDefinition: out("db-task", "arn"),
            desiredCount: 1,
            capacityProviderStrategies: strategy(),
            deploymentCircuitBreaker: { enable: true, rollback: true },
            networkConfiguration: { subnets: [out("subnet-private")], securityGroups: [out("db-sg")] },
            serviceRegistries: { registryArn: out("db-name", "arn") },
        },
        { dependsOn: ["providers"] },
    ),
];

/** A program with nothing to complain of: two services, one behind a load balancer and one found by name. */
export const good = (): Program =>
    program(...network(), ...firewalls(), ...edge(), ...capacity(), ...images(), ...roles(), ...web(), ...db());
