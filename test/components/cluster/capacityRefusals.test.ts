import { Ec2Capacity, type Ec2CapacityArgs } from "../../../components";
import { type Refusals, refusalTests } from "../../support/plan";

const required = {
    clusterName: "shop",
    subnetIds: ["subnet-a", "subnet-b"],
    publicAddresses: true,
    securityGroupId: "sg-1",
    instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/ecs",
};

describe("Ec2Capacity in its refusals", () => {
    const refusals: Refusals<Ec2CapacityArgs> = [
        [
            "no instance type",
            { instanceTypes: [] },
            [["instanceTypes", "must list EC2 instance types such as t3.small or m7g.large, got []"]],
        ],
        [
            "what is no instance type",
            { instanceTypes: ["t3"] },
            [["instanceTypes", 'must list EC2 instance types such as t3.small or m7g.large, got ["t3"]']],
        ],
        [
            "two architectures",
            { instanceTypes: ["m5.large", "m7g.large"] },
            [
                [
                    "instanceTypes",
                    "must be of one architecture, since an image runs on one; make a capacity of each, got m5.large is X86_64, m7g.large is ARM64",
                ],
            ],
        ],
        [
            "types with and without GPUs",
            { instanceTypes: ["m5.large", "g5.xlarge"] },
            [["instanceTypes", "must all have GPUs or none, got m5.large, g5.xlarge"]],
        ],
        [
            "bounds that hold nothing",
            { minSize: 5 },
            [["maxSize", "must be a whole number of instances, at least 1 and at least minSize (5), got 4"]],
        ],
        [
            "no instance at all",
            { minSize: 0, maxSize: 0 },
            [["maxSize", "must be a whole number of instances, at least 1 and at least minSize (0), got 0"]],
        ],
        [
            "sizes out of bounds",
            {
                minSize: -1,
                targetCapacity: 101,
                instanceWarmupPeriod: 10001,
                weight: 1001,
                base: -1,
                rootVolumeSize: 29,
            },
            [
                ["minSize", "must be a whole number, 0 or more instances, got -1"],
                ["targetCapacity", "must be a whole number, 1 to 100 percent, got 101"],
                ["instanceWarmupPeriod", "must be a whole number, 0 to 10000 seconds, got 10001"],
                ["weight", "must be a whole number, 0 to 1000, got 1001"],
                ["base", "must be a whole number, 0 to 100000 tasks, got -1"],
                ["rootVolumeSize", "must be a whole number, 30 to 16384 GiB, got 29"],
            ],
        ],
        [
            "a warm pool that is none",
            { maxSize: 4, warmPool: { minSize: -1, maxPreparedCapacity: 0, poolState: "Asleep" } },
            [
                ["warmPool.minSize", "must be a whole number, 0 or more instances, got -1"],
                ["warmPool.maxPreparedCapacity", "must be a whole number, 1 or more instances, got 0"],
                ["warmPool.poolState", 'must be Stopped, Running or Hibernated, got "Asleep"'],
            ],
        ],
        [
            "a warm pool of several types",
            { instanceTypes: ["m5.large", "m6i.large"], warmPool: {} },
            [
                [
                    "warmPool",
                    "cannot go with several instance types: AWS refuses a warm pool for a mixed instances policy",
                ],
            ],
        ],
        [
            "volumes out of bounds",
            { volumes: [{ deviceName: "/dev/xvda", size: 0, iops: 1, throughput: 1 }] },
            [
                ["volumes[0].deviceName", 'must be a free device such as /dev/sdf, got "/dev/xvda"'],
                ["volumes[0].size", "must be a whole number, 1 to 65536 GiB, got 0"],
                ["volumes[0].iops", "must be a whole number, 3000 to 80000, got 1"],
                ["volumes[0].throughput", "must be a whole number, 125 to 2000 MiB/s, got 1"],
            ],
        ],
        [
            "variables that are not the user's",
            { agentConfig: { ecs: "x", ECS_CLUSTER: "x", ECS_ENABLE_SPOT_INSTANCE_DRAINING: "true", ECS_A: "1\n2" } },
            [
                ["agentConfig.ecs", "must be the name of an agent variable, such as ECS_RESERVED_MEMORY"],
                ["agentConfig.ECS_CLUSTER", "follows from the cluster; leave it out"],
                [
                    "agentConfig.ECS_ENABLE_SPOT_INSTANCE_DRAINING",
                    "is for Spot Instances, which this package never starts; leave it out",
                ],
                ["agentConfig.ECS_A", 'must be one line of text, got "1\\n2"'],
            ],
        ],
        [
            "a variable that Bottlerocket does not have",
            {
                machineImage: "BOTTLEROCKET",
                agentConfig: { ECS_TASK_PIDS_LIMIT: "1" },
                agentConfigS3Uri: "s3://bucket/x",
            },
            [
                [
                    "agentConfig.ECS_TASK_PIDS_LIMIT",
                    "has no setting in Bottlerocket that this package knows; write it in userData",
                ],
                ["agentConfigS3Uri", "needs a shell, which Bottlerocket has not; use agentConfig"],
            ],
        ],
        [
            "a file that is not in S3",
            { agentConfigS3Uri: "https://x" },
            [["agentConfigS3Uri", 'must be s3://<bucket>/<key>, got "https://x"']],
        ],
        [
            "user data that EC2 does not take",
            { userData: "x".repeat(16384) },
            [["userData", "makes user data of 16956 bytes; EC2 takes 16384"]],
        ],
        [
            "an image beside the newest one",
            { machineImageId: "ami-1", updateMachineImage: true },
            [["updateMachineImage", "cannot go with machineImageId, which is the image"]],
        ],
        [
            "what an existing group decides itself",
            { autoScalingGroupArn: "arn:group", minSize: 1, keyName: "k" },
            [
                ["minSize", "is up to the group of autoScalingGroupArn; leave it out"],
                ["keyName", "is up to the group of autoScalingGroupArn; leave it out"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new Ec2Capacity("main", { ...required, ...args }));
});
