import { strict as assert } from "node:assert";

import type { Ec2CapacityArgs } from "../../../components";
import { difference, once } from "../../support/plan";
import { capacity, type required } from "./capacity";

const plain = once(() => capacity());
const changes = async (args: Partial<Ec2CapacityArgs & typeof required>) =>
    difference(await plain(), await capacity(args));

describe("an argument of Ec2Capacity", () => {
    const given: [string, Partial<Ec2CapacityArgs & typeof required>, object][] = [
        [
            "several instance types, on demand only",
            { instanceTypes: ["m5.large", "m6i.large"] },
            {
                "autoscaling.Group main": {
                    launchTemplate: undefined,
                    mixedInstancesPolicy: {
                        instancesDistribution: {
                            onDemandAllocationStrategy: "prioritized",
                            onDemandBaseCapacity: 0,
                            onDemandPercentageAboveBaseCapacity: 100,
                        },
                        launchTemplate: {
                            launchTemplateSpecification: {
                                launchTemplateId: "lt-main-al2023-x86-64-1a2b3c4",
                                version: "7",
                            },
                            overrides: [{ instanceType: "m5.large" }, { instanceType: "m6i.large" }],
                        },
                    },
                },
                "ec2.LaunchTemplate main-al2023-x86-64": { instanceType: "m5.large" },
            },
        ],
        [
            "sizes",
            { minSize: 0, maxSize: 9, rootVolumeSize: 50 },
            {
                "autoscaling.Group main": { maxSize: 9, minSize: 0 },
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    blockDeviceMappings: [
                        {
                            deviceName: "/dev/xvda",
                            ebs: { deleteOnTermination: "true", encrypted: "true", volumeSize: 50, volumeType: "gp3" },
                        },
                    ],
                },
            },
        ],
        [
            "how it scales",
            { targetCapacity: 80, instanceWarmupPeriod: 60, managedDraining: false },
            {
                "ecs.CapacityProvider main": {
                    autoScalingGroupProvider: {
                        autoScalingGroupArn:
                            "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/main-1a2b3c4",
                        managedDraining: "DISABLED",
                        managedScaling: { instanceWarmupPeriod: 60, status: "ENABLED", targetCapacity: 80 },
                        managedTerminationProtection: "DISABLED",
                    },
                },
            },
        ],
        [
            "managedTerminationProtection",
            { managedTerminationProtection: true },
            {
                "autoscaling.Group main": { protectFromScaleIn: true },
                "ecs.CapacityProvider main": {
                    autoScalingGroupProvider: {
                        autoScalingGroupArn:
                            "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/main-1a2b3c4",
                        managedDraining: "ENABLED",
                        managedScaling: { instanceWarmupPeriod: 300, status: "ENABLED", targetCapacity: 100 },
                        managedTerminationProtection: "ENABLED",
                    },
                },
            },
        ],
        [
            "warmPool",
            { warmPool: { minSize: 1 } },
            {
                "autoscaling.Group main": {
                    warmPool: { maxGroupPreparedCapacity: 4, minSize: 1, poolState: "Stopped" },
                },
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    userData:
                        "#!/bin/bash\n" +
                        "cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'\n" +
                        "ECS_AWSVPC_BLOCK_IMDS=true\n" +
                        "ECS_CLUSTER=shop\n" +
                        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true\n" +
                        "ECS_ENABLE_TASK_IAM_ROLE=true\n" +
                        "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m\n" +
                        "ECS_IMAGE_CLEANUP_INTERVAL=10m\n" +
                        "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached\n" +
                        "ECS_RESERVED_MEMORY=64\n" +
                        "ECS_WARM_POOLS_CHECK=true\n" +
                        "ECS_CONFIG\n",
                },
            },
        ],
        [
            "volumes",
            { volumes: [{ deviceName: "/dev/sdf", size: 100, iops: 4000, throughput: 250 }] },
            {
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    blockDeviceMappings: [
                        {
                            deviceName: "/dev/xvda",
                            ebs: { deleteOnTermination: "true", encrypted: "true", volumeSize: 30, volumeType: "gp3" },
                        },
                        {
                            deviceName: "/dev/sdf",
                            ebs: {
                                deleteOnTermination: "true",
                                encrypted: "true",
                                iops: 4000,
                                throughput: 250,
                                volumeSize: 100,
                                volumeType: "gp3",
                            },
                        },
                    ],
                },
            },
        ],
        [
            "Bottlerocket",
            { machineImage: "BOTTLEROCKET" },
            {
                "autoscaling.Group main": {
                    launchTemplate: { id: "lt-main-bottlerocket-x86-64-1a2b3c4", version: "7" },
                },
                "ec2.LaunchTemplate main-al2023-x86-64": "removed",
                "ec2.LaunchTemplate main-bottlerocket-x86-64": {
                    added: {
                        blockDeviceMappings: [
                            {
                                deviceName: "/dev/xvda",
                                ebs: { deleteOnTermination: "true", encrypted: "true", volumeType: "gp3" },
                            },
                            {
                                deviceName: "/dev/xvdb",
                                ebs: {
                                    deleteOnTermination: "true",
                                    encrypted: "true",
                                    volumeSize: 30,
                                    volumeType: "gp3",
                                },
                            },
                        ],
                        iamInstanceProfile: { arn: "arn:aws:iam::123456789012:instance-profile/ecs" },
                        imageId: "ami-0x8664",
                        instanceType: "t3.small",
                        metadataOptions: {
                            httpEndpoint: "enabled",
                            httpPutResponseHopLimit: 1,
                            httpTokens: "required",
                        },
                        monitoring: { enabled: true },
                        networkInterfaces: [
                            { associatePublicIpAddress: "true", deleteOnTermination: "true", securityGroups: ["sg-1"] },
                        ],
                        tagSpecifications: [
                            { resourceType: "instance", tags: { Name: "main" } },
                            { resourceType: "volume", tags: { Name: "main" } },
                            { resourceType: "network-interface", tags: { Name: "main" } },
                        ],
                        tags: { Name: "main" },
                        updateDefaultVersion: true,
                        userData:
                            "[settings.ecs]\n" +
                            "awsvpc-block-imds = true\n" +
                            'cluster = "shop"\n' +
                            'task-cleanup-wait = "10m"\n' +
                            'image-cleanup-wait = "10m"\n' +
                            'image-pull-behavior = "prefer-cached"\n' +
                            "reserved-memory = 64\n",
                    },
                },
            },
        ],
        [
            "an image of one's own",
            { machineImageId: "ami-mine" },
            { "ec2.LaunchTemplate main-al2023-x86-64": { imageId: "ami-mine", ignoreChanges: [] } },
        ],
        [
            "updateMachineImage",
            { updateMachineImage: true },
            { "ec2.LaunchTemplate main-al2023-x86-64": { ignoreChanges: [] } },
        ],
        [
            "what happens at boot",
            {
                agentConfig: { ECS_RESERVED_MEMORY: "128" },
                agentConfigS3Uri: "s3://bucket/ecs.config",
                userData: "touch /x\n",
            },
            {
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    userData:
                        "#!/bin/bash\n" +
                        "command -v aws > /dev/null || dnf install -y awscli-2\n" +
                        "aws s3 cp 's3://bucket/ecs.config' - >> /etc/ecs/ecs.config\n" +
                        "echo >> /etc/ecs/ecs.config\n" +
                        "cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'\n" +
                        "ECS_AWSVPC_BLOCK_IMDS=true\n" +
                        "ECS_CLUSTER=shop\n" +
                        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true\n" +
                        "ECS_ENABLE_TASK_IAM_ROLE=true\n" +
                        "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m\n" +
                        "ECS_IMAGE_CLEANUP_INTERVAL=10m\n" +
                        "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached\n" +
                        "ECS_RESERVED_MEMORY=128\n" +
                        "ECS_CONFIG\n" +
                        "touch /x\n",
                },
            },
        ],
        ["keyName", { keyName: "mine" }, { "ec2.LaunchTemplate main-al2023-x86-64": { keyName: "mine" } }],
        [
            "private subnets",
            { publicAddresses: false },
            {
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    networkInterfaces: undefined,
                    vpcSecurityGroupIds: ["sg-1"],
                },
            },
        ],
        [
            "a group that exists",
            { autoScalingGroupArn: "arn:group" },
            {
                "autoscaling.Group main": "removed",
                "ec2.LaunchTemplate main-al2023-x86-64": "removed",
                "ecs.CapacityProvider main": {
                    autoScalingGroupProvider: {
                        autoScalingGroupArn: "arn:group",
                        managedDraining: "ENABLED",
                        managedScaling: { instanceWarmupPeriod: 300, status: "ENABLED", targetCapacity: 100 },
                        managedTerminationProtection: "DISABLED",
                    },
                },
            },
        ],
        [
            "tags, of which the name stays its own",
            { tags: { Team: "web", Name: "x" } },
            {
                "autoscaling.Group main": {
                    tags: [
                        { key: "AmazonECSManaged", propagateAtLaunch: true, value: "true" },
                        { key: "Team", propagateAtLaunch: true, value: "web" },
                        { key: "Name", propagateAtLaunch: true, value: "main" },
                    ],
                },
                "ec2.LaunchTemplate main-al2023-x86-64": {
                    tagSpecifications: [
                        { resourceType: "instance", tags: { Name: "main", Team: "web" } },
                        { resourceType: "volume", tags: { Name: "main", Team: "web" } },
                        { resourceType: "network-interface", tags: { Name: "main", Team: "web" } },
                    ],
                    tags: { Name: "main", Team: "web" },
                },
                "ecs.CapacityProvider main": { tags: { Name: "x", Team: "web" } },
            },
        ],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }
});
