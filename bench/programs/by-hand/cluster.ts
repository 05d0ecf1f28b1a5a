import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as ssm from "@pulumi/aws/ssm";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { balancerGroup } from "./balancer";
import { named, tags } from "./common";
import { network, online, subnetIds } from "./network";

export const namespace = new servicediscovery.PrivateDnsNamespace("bench", {
    name: "bench.internal",
    vpc: network.id,
    description: "Services of bench",
    tags,
});
export const cluster = new ecs.Cluster(
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
export const balancerToInstances = new vpc.SecurityGroupIngressRule("bench-to-bench", {
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
        tags: Object.entries({ AmazonECSManaged: "true", ...tags, Name: "bench-main" }).map(([key, value]) => ({
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
export const strategy = [{ capacityProvider: capacityProvider.name, weight: 1, base: 0 }];
export const association = new ecs.ClusterCapacityProviders("bench", {
    clusterName: cluster.name,
    capacityProviders: [capacityProvider.name],
    defaultCapacityProviderStrategies: strategy,
});
