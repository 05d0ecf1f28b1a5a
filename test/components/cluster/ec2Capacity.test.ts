import { strict as assert } from "node:assert";

import { assertDestroyOrder, dependenciesOf, inputsOf, once } from "../../support/plan";
import { capacity } from "./capacity";

const plain = once(() => capacity());

describe("Ec2Capacity", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await capacity({}, { preview })).tree(), [
                "ecs-ec2:index:Ec2Capacity main",
                "ecs-ec2:index:Ec2Capacity$aws:autoscaling/group:Group main",
                "ecs-ec2:index:Ec2Capacity$aws:ec2/launchTemplate:LaunchTemplate main-al2023-x86-64",
                "ecs-ec2:index:Ec2Capacity$aws:ecs/capacityProvider:CapacityProvider main",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "autoscaling.Group main": {
                forceDelete: true,
                forceDeleteWarmPool: true,
                instanceRefresh: {
                    preferences: {
                        maxHealthyPercentage: 200,
                        minHealthyPercentage: 100,
                        scaleInProtectedInstances: "Refresh",
                    },
                    strategy: "Rolling",
                },
                launchTemplate: { id: "lt-main-al2023-x86-64-1a2b3c4", version: "7" },
                maxSize: 4,
                minSize: 1,
                protectFromScaleIn: false,
                tags: [
                    { key: "AmazonECSManaged", propagateAtLaunch: true, value: "true" },
                    { key: "Name", propagateAtLaunch: true, value: "main" },
                ],
                vpcZoneIdentifiers: ["subnet-a", "subnet-b"],
            },
            "ec2.LaunchTemplate main-al2023-x86-64": {
                blockDeviceMappings: [
                    {
                        deviceName: "/dev/xvda",
                        ebs: { deleteOnTermination: "true", encrypted: "true", volumeSize: 30, volumeType: "gp3" },
                    },
                ],
                iamInstanceProfile: { arn: "arn:aws:iam::123456789012:instance-profile/ecs" },
                imageId: "ami-0x8664",
                instanceType: "t3.small",
                metadataOptions: { httpEndpoint: "enabled", httpPutResponseHopLimit: 1, httpTokens: "required" },
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
                    "ECS_CONFIG\n",
            },
            "ecs.CapacityProvider main": {
                autoScalingGroupProvider: {
                    autoScalingGroupArn:
                        "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/main-1a2b3c4",
                    managedDraining: "ENABLED",
                    managedScaling: { instanceWarmupPeriod: 300, status: "ENABLED", targetCapacity: 100 },
                    managedTerminationProtection: "DISABLED",
                },
            },
        });
    });

    it("leaves the number of instances to ECS, keeps the image, and has time to go", async () => {
        const engine = await plain();
        const options = engine.resources.map(({ type, ignoreChanges, customTimeouts }) => [
            type,
            ignoreChanges,
            customTimeouts,
        ]);
        assert.deepEqual(options.sort(), [
            ["aws:autoscaling/group:Group", ["desiredCapacity"], { pb_delete: "20m" }],
            ["aws:ec2/launchTemplate:LaunchTemplate", ["imageId"], {}],
            ["aws:ecs/capacityProvider:CapacityProvider", [], { pb_delete: "20m" }],
            ["ecs-ec2:index:Ec2Capacity", [], {}],
        ]);
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "autoscaling.Group main": ["ec2.LaunchTemplate main-al2023-x86-64"],
            "ecs.CapacityProvider main": ["autoscaling.Group main"],
        });
    });

    it("registers what a cluster associates", async () => {
        assert.deepEqual((await plain()).one("ecs-ec2:index:Ec2Capacity").outputs, {
            architecture: "X86_64",
            autoScalingGroupArn:
                "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/main-1a2b3c4",
            capacityProviderName: "main-1a2b3c4",
        });
    });

    it("goes provider first, then group, then template", async () => {
        assertDestroyOrder(await plain(), [
            "ecs.CapacityProvider main",
            "autoscaling.Group main",
            "ec2.LaunchTemplate main-al2023-x86-64",
        ]);
    });

    for (const [instanceTypes, architecture, parameter] of [
        [undefined, "X86_64", "amazon-linux-2023/recommended/image_id"],
        [["t4g.small"], "ARM64", "amazon-linux-2023/arm64/recommended/image_id"],
        [["g5.xlarge"], "X86_64", "amazon-linux-2023/gpu/recommended/image_id"],
    ] as const) {
        it(`takes from ${instanceTypes ?? "the default type"} the architecture and the image`, async () => {
            const engine = await capacity(instanceTypes ? { instanceTypes: [...instanceTypes] } : {});
            assert.equal(engine.one("ecs-ec2:index:Ec2Capacity").outputs?.architecture, architecture);
            assert.deepEqual(
                engine.calls.map(({ inputs }) => inputs.name),
                [`/aws/service/ecs/optimized-ami/${parameter}`],
            );
        });
    }
});
