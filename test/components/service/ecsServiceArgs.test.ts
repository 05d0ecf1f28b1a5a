import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { difference, inputsOf, once, plan } from "../../support/plan";
import { balancerRef, clusterRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const listening: ContainerArgs = { ...web, portMappings: [{ containerPort: 80 }] };
const service = (args: Partial<EcsServiceArgs> = {}) =>
    plan(() => new EcsService("web", { cluster: clusterRef(), containers: [web], ...args }));
const targets: Partial<EcsServiceArgs> = {
    containers: [listening],
    routes: [{ loadBalancer: balancerRef(), paths: ["/*"] }],
    autoScaling: {
        minCapacity: 2,
        maxCapacity: 4,
        cpuUtilization: 50,
        memoryUtilization: 70,
        requestCountPerTarget: 100,
    },
};
const plain = once(() => service());
const changes = async (args: Partial<EcsServiceArgs>) => difference(await plain(), await service(args));

describe("an argument of EcsService", () => {
    const serviceArguments: [string, Partial<EcsServiceArgs>, object][] = [
        ["desiredCount", { desiredCount: 3 }, { "ecs.Service web": { desiredCount: 3 } }],
        [
            "capacityProviderStrategy",
            {
                capacityProviderStrategy: [
                    { capacity: "main", base: 1 },
                    { capacity: "large", weight: 3 },
                ],
            },
            {
                "ecs.Service web": {
                    capacityProviderStrategies: [
                        { base: 1, capacityProvider: "cp-main", weight: 1 },
                        { base: 0, capacityProvider: "cp-large", weight: 3 },
                    ],
                },
            },
        ],
        [
            "a capacity of another architecture",
            { capacityProviderStrategy: [{ capacity: "arm" }] },
            {
                "ecs.Service web": { capacityProviderStrategies: [{ base: 0, capacityProvider: "cp-arm", weight: 1 }] },
                "ecs.TaskDefinition web": {
                    runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
                },
            },
        ],
        [
            "deployment",
            { deployment: { minimumHealthyPercent: 0, maximumPercent: 100, waitForSteadyState: false } },
            {
                "ecs.Service web": {
                    availabilityZoneRebalancing: "DISABLED",
                    deploymentMaximumPercent: 100,
                    deploymentMinimumHealthyPercent: 0,
                    waitForSteadyState: false,
                },
            },
        ],
        [
            "enableExecuteCommand",
            { enableExecuteCommand: true },
            {
                "ecs.Service web": { enableExecuteCommand: true },
                "iam.RolePolicy web-task": {
                    added: {
                        policy: {
                            json: {
                                Version: "2012-10-17",
                                Statement: [
                                    {
                                        Effect: "Allow",
                                        Action: [
                                            "ssmmessages:CreateControlChannel",
                                            "ssmmessages:CreateDataChannel",
                                            "ssmmessages:OpenControlChannel",
                                            "ssmmessages:OpenDataChannel",
                                        ],
                                        Resource: ["*"],
                                    },
                                ],
                            },
                        },
                        role: "web-task-1a2b3c4",
                    },
                },
            },
        ],
        ["egress, which bridge mode has", { egress: true }, {}],
        [
            "networkMode awsvpc",
            { networkMode: "awsvpc" },
            {
                "ec2.SecurityGroup web": {
                    added: { description: "Tasks of web", tags: { Name: "web" }, vpcId: "vpc-1" },
                },
                "ecs.Service web": {
                    networkConfiguration: {
                        assignPublicIp: false,
                        securityGroups: ["sg-web"],
                        subnets: ["subnet-a", "subnet-b"],
                    },
                },
                "ecs.TaskDefinition web": { networkMode: "awsvpc" },
                "vpc.SecurityGroupEgressRule web-egress": {
                    added: {
                        cidrIpv4: "0.0.0.0/0",
                        description: "Within the VPC",
                        ipProtocol: "-1",
                        securityGroupId: "sg-web",
                    },
                },
            },
        ],
        ["networkMode host", { networkMode: "host" }, { "ecs.TaskDefinition web": { networkMode: "host" } }],
        ["networkMode none", { networkMode: "none" }, { "ecs.TaskDefinition web": { networkMode: "none" } }],
        [
            "discovery, and is awsvpc for it",
            { discovery: {} },
            {
                "ec2.SecurityGroup web": {
                    added: { description: "Tasks of web", tags: { Name: "web" }, vpcId: "vpc-1" },
                },
                "ecs.Service web": {
                    networkConfiguration: {
                        assignPublicIp: false,
                        securityGroups: ["sg-web"],
                        subnets: ["subnet-a", "subnet-b"],
                    },
                    serviceRegistries: {
                        registryArn: "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-web",
                    },
                },
                "ecs.TaskDefinition web": { networkMode: "awsvpc" },
                "servicediscovery.Service web": {
                    added: {
                        dnsConfig: {
                            dnsRecords: [{ ttl: 10, type: "A" }],
                            namespaceId: "ns-1",
                            routingPolicy: "MULTIVALUE",
                        },
                        forceDestroy: true,
                        healthCheckCustomConfig: { failureThreshold: 1 },
                        name: "web",
                    },
                },
                "vpc.SecurityGroupEgressRule web-egress": {
                    added: {
                        cidrIpv4: "0.0.0.0/0",
                        description: "Within the VPC",
                        ipProtocol: "-1",
                        securityGroupId: "sg-web",
                    },
                },
            },
        ],
        [
            "discovery by SRV record, in bridge mode",
            { containers: [listening], discovery: { name: "shop", recordType: "SRV", ttl: 60 } },
            {
                "ecs.Service web": {
                    serviceRegistries: {
                        containerName: "web",
                        containerPort: 80,
                        registryArn: "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-web",
                    },
                },
                "ecs.TaskDefinition web": {
                    containerDefinitions: {
                        json: [
                            {
                                cpu: 0,
                                environment: [{ name: "AWS_REGION", value: "eu-central-1" }],
                                essential: true,
                                image: "nginx@sha256:1",
                                linuxParameters: { initProcessEnabled: true },
                                logConfiguration: {
                                    logDriver: "awslogs",
                                    options: {
                                        "awslogs-group": "/ecs/shop/test/web",
                                        "awslogs-region": "eu-central-1",
                                        "awslogs-stream-prefix": "web",
                                        "max-buffer-size": "25m",
                                        mode: "non-blocking",
                                    },
                                },
                                memory: 128,
                                mountPoints: [],
                                name: "web",
                                portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }],
                                systemControls: [],
                                volumesFrom: [],
                            },
                        ],
                    },
                },
                "servicediscovery.Service web": {
                    added: {
                        dnsConfig: {
                            dnsRecords: [{ ttl: 60, type: "SRV" }],
                            namespaceId: "ns-1",
                            routingPolicy: "MULTIVALUE",
                        },
                        forceDestroy: true,
                        healthCheckCustomConfig: { failureThreshold: 1 },
                        name: "shop",
                    },
                },
            },
        ],
    ];
    for (const [what, args, expected] of serviceArguments) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    it("scales by CPU alone when only bounds are given", async () => {
        assert.deepEqual(await changes({ autoScaling: { minCapacity: 2, maxCapacity: 4 } }), {
            "appautoscaling.Policy web-cpu": {
                added: {
                    policyType: "TargetTrackingScaling",
                    resourceId: "service/shop-cluster/web-1a2b3c4",
                    scalableDimension: "ecs:service:DesiredCount",
                    serviceNamespace: "ecs",
                    targetTrackingScalingPolicyConfiguration: {
                        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                        scaleInCooldown: 300,
                        scaleOutCooldown: 60,
                        targetValue: 60,
                    },
                },
            },
            "appautoscaling.Target web": {
                added: {
                    maxCapacity: 4,
                    minCapacity: 2,
                    resourceId: "service/shop-cluster/web-1a2b3c4",
                    scalableDimension: "ecs:service:DesiredCount",
                    serviceNamespace: "ecs",
                },
            },
            "ecs.Service web": { desiredCount: 2, ignoreChanges: ["desiredCount"] },
        });
    });

    it("scales by each target that is given", async () => {
        const found = inputsOf(await service(targets));
        const policies = Object.entries(found).filter(([key]) => key.startsWith("appautoscaling.Policy"));
        assert.deepEqual(
            policies.map(([key, { targetTrackingScalingPolicyConfiguration: target }]) => [
                key.split(" ")[1],
                target.targetValue,
                target.predefinedMetricSpecification,
            ]),
            [
                ["web-cpu", 50, { predefinedMetricType: "ECSServiceAverageCPUUtilization" }],
                ["web-memory", 70, { predefinedMetricType: "ECSServiceAverageMemoryUtilization" }],
                [
                    "web-requests",
                    100,
                    {
                        predefinedMetricType: "ALBRequestCountPerTarget",
                        resourceLabel: "app/web/50dc6c495c0c9188/targetgroup/web-1a2b3c4/6d0ecf831eec9f09",
                    },
                ],
            ],
        );
    });

    it("passes arguments of the task on to it", async () => {
        const found = await changes({ cpu: 256, memory: 512, logRetentionDays: 7, taskRolePolicyArns: ["arn:1"] });
        assert.deepEqual(found, {
            "cloudwatch.LogGroup web": { retentionInDays: 7 },
            "ecs.TaskDefinition web": { cpu: "256", memory: "512" },
            "iam.RolePolicyAttachment web-task": { added: { policyArn: "arn:1", role: "web-task-1a2b3c4" } },
        });
    });

    it("replaces the name in Cloud Map before it makes the new one", async () => {
        const engine = await service({ discovery: {} });
        assert.equal(engine.one("aws:servicediscovery/service:Service").deleteBeforeReplace, true);
    });
});
