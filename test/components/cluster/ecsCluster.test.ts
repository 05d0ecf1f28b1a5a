import { strict as assert } from "node:assert";

import { EcsCluster, type EcsClusterArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { assertDestroyOrder, dependenciesOf, inputsOf, once, plan } from "../../support/plan";
import { vpcRef } from "../../support/refs";

const cluster = (args: Partial<EcsClusterArgs> = {}, options?: EngineOptions) =>
    plan(() => new EcsCluster("shop", { vpc: vpcRef({ subnetCount: 2 }), ...args }), options);
const plain = once(() => cluster());

describe("EcsCluster", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await cluster({}, { preview })).tree(), [
                "ecs-ec2:index:EcsCluster shop",
                "ecs-ec2:index:EcsCluster$aws:ec2/securityGroup:SecurityGroup shop-instances",
                "ecs-ec2:index:EcsCluster$aws:ecs/cluster:Cluster shop",
                "ecs-ec2:index:EcsCluster$aws:ecs/clusterCapacityProviders:ClusterCapacityProviders shop",
                "ecs-ec2:index:EcsCluster$aws:iam/instanceProfile:InstanceProfile shop-instances",
                "ecs-ec2:index:EcsCluster$aws:iam/role:Role shop-instances",
                "ecs-ec2:index:EcsCluster$aws:iam/rolePolicyAttachment:RolePolicyAttachment shop-instances-ecs",
                "ecs-ec2:index:EcsCluster$aws:iam/rolePolicyAttachment:RolePolicyAttachment shop-instances-ssm",
                "ecs-ec2:index:EcsCluster$aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace shop",
                "ecs-ec2:index:EcsCluster$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-instances-egress",
                "ecs-ec2:index:EcsCluster$ecs-ec2:index:Ec2Capacity shop-main",
                "ecs-ec2:index:EcsCluster$ecs-ec2:index:Ec2Capacity$aws:autoscaling/group:Group shop-main",
                "ecs-ec2:index:EcsCluster$ecs-ec2:index:Ec2Capacity$aws:ec2/launchTemplate:LaunchTemplate shop-main-al2023-x86-64",
                "ecs-ec2:index:EcsCluster$ecs-ec2:index:Ec2Capacity$aws:ecs/capacityProvider:CapacityProvider shop-main",
            ]);
        });
    }

    it("gives its own children exactly these inputs", async () => {
        const {
            "autoscaling.Group shop-main": group,
            "ec2.LaunchTemplate shop-main-al2023-x86-64": template,
            ...own
        } = inputsOf(await plain());
        assert.deepEqual(own, {
            "ec2.SecurityGroup shop-instances": {
                description: "Container instances of shop",
                tags: { Name: "shop-instances" },
                vpcId: "vpc-1",
            },
            "ecs.CapacityProvider shop-main": {
                autoScalingGroupProvider: {
                    autoScalingGroupArn:
                        "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/shop-main-1a2b3c4",
                    managedDraining: "ENABLED",
                    managedScaling: { instanceWarmupPeriod: 300, status: "ENABLED", targetCapacity: 100 },
                    managedTerminationProtection: "DISABLED",
                },
                tags: {},
            },
            "ecs.Cluster shop": {
                serviceConnectDefaults: {
                    namespace: "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-shop",
                },
                settings: [{ name: "containerInsights", value: "enhanced" }],
            },
            "ecs.ClusterCapacityProviders shop": {
                capacityProviders: ["shop-main-1a2b3c4"],
                clusterName: "shop-1a2b3c4",
                defaultCapacityProviderStrategies: [{ base: 0, capacityProvider: "shop-main-1a2b3c4", weight: 1 }],
            },
            "iam.InstanceProfile shop-instances": { role: "shop-instances-1a2b3c4" },
            "iam.Role shop-instances": {
                assumeRolePolicy: {
                    json: {
                        Version: "2012-10-17",
                        Statement: [
                            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
                        ],
                    },
                },
                description: "Container instances of shop",
            },
            "iam.RolePolicyAttachment shop-instances-ecs": {
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
                role: "shop-instances-1a2b3c4",
            },
            "iam.RolePolicyAttachment shop-instances-ssm": {
                policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
                role: "shop-instances-1a2b3c4",
            },
            "servicediscovery.PrivateDnsNamespace shop": {
                description: "Services of shop",
                name: "shop-test.internal",
                vpc: "vpc-1",
            },
            "vpc.SecurityGroupEgressRule shop-instances-egress": {
                cidrIpv4: "0.0.0.0/0",
                description: "To ECS, ECR and the rest",
                ipProtocol: "-1",
                securityGroupId: "sg-shop-instances",
            },
        });
        assert.deepEqual(group?.vpcZoneIdentifiers, ["subnet-a", "subnet-b"]);
        assert.deepEqual(template?.networkInterfaces, [
            { associatePublicIpAddress: "true", deleteOnTermination: "true", securityGroups: ["sg-shop-instances"] },
        ]);
        assert.match(Buffer.from(template?.userData, "base64").toString(), /^ECS_CLUSTER=shop-1a2b3c4$/m);
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "autoscaling.Group shop-main": ["ec2.LaunchTemplate shop-main-al2023-x86-64"],
            "ec2.LaunchTemplate shop-main-al2023-x86-64": [
                "ec2.SecurityGroup shop-instances",
                "ecs.Cluster shop",
                "iam.InstanceProfile shop-instances",
                "iam.RolePolicyAttachment shop-instances-ecs",
                "iam.RolePolicyAttachment shop-instances-ssm",
                "vpc.SecurityGroupEgressRule shop-instances-egress",
            ],
            "ecs.CapacityProvider shop-main": ["autoscaling.Group shop-main"],
            "ecs.Cluster shop": ["servicediscovery.PrivateDnsNamespace shop"],
            "ecs.ClusterCapacityProviders shop": ["ecs.CapacityProvider shop-main", "ecs.Cluster shop"],
            "iam.InstanceProfile shop-instances": ["iam.Role shop-instances"],
            "iam.RolePolicyAttachment shop-instances-ecs": ["iam.Role shop-instances"],
            "iam.RolePolicyAttachment shop-instances-ssm": ["iam.Role shop-instances"],
            "vpc.SecurityGroupEgressRule shop-instances-egress": ["ec2.SecurityGroup shop-instances"],
        });
    });

    it("registers everything that services need", async () => {
        const { doctorCommand, ...outputs } = (await plain()).one("ecs-ec2:index:EcsCluster").outputs ?? {};
        assert.deepEqual(outputs, {
            architecture: "X86_64",
            architectures: { main: "X86_64" },
            capacityFacts: {
                main: {
                    eniTrunking: false,
                    instanceTypes: ["t3.small"],
                    isDefault: true,
                    maxSize: 4,
                    reservedMemory: 64,
                },
            },
            capacityProviders: { main: "shop-main-1a2b3c4" },
            clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-1a2b3c4",
            clusterName: "shop-1a2b3c4",
            defaultCapacityProviderStrategy: [{ base: 0, capacityProvider: "shop-main-1a2b3c4", weight: 1 }],
            instanceRoleName: "shop-instances-1a2b3c4",
            instanceSecurityGroupId: "sg-shop-instances",
            ipv6: false,
            namespaceArn: "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-shop",
            namespaceId: "ns-shop",
            namespaceName: "shop-test.internal",
            taskEgress: false,
            taskSubnetCount: 2,
            taskSubnetIds: ["subnet-a", "subnet-b"],
            vpcId: "vpc-1",
        });
        assert.match(
            doctorCommand,
            /^aws ecs list-container-instances --region eu-central-1 --cluster shop-1a2b3c4 && aws ssm send-command /,
        );
    });

    it("starts no Spot and no Fargate capacity, and lets nobody in", async () => {
        const text = JSON.stringify(
            (await cluster({ capacities: { a: { instanceTypes: ["m5.large", "m6i.large"] } } })).resources,
        );
        assert.doesNotMatch(text, /spot(?!InstancePools)|fargate|IngressRule/i);
    });

    it("is destroyed from the association to the route, and the cluster after its instances", async () => {
        const engine = await plain();
        const [group, template] = ["autoscaling.Group shop-main", "ec2.LaunchTemplate shop-main-al2023-x86-64"];
        const profile = "iam.InstanceProfile shop-instances";
        assertDestroyOrder(engine, [
            "ecs.ClusterCapacityProviders shop",
            "ecs.CapacityProvider shop-main",
            group,
            template,
            profile,
        ]);
        assertDestroyOrder(engine, [
            template,
            "iam.RolePolicyAttachment shop-instances-ecs",
            "iam.Role shop-instances",
        ]);
        assertDestroyOrder(engine, [
            template,
            "vpc.SecurityGroupEgressRule shop-instances-egress",
            "ec2.SecurityGroup shop-instances",
        ]);
        assertDestroyOrder(engine, [group, "ecs.Cluster shop"]);
        assertDestroyOrder(engine, ["ecs.ClusterCapacityProviders shop", "ecs.Cluster shop"]);
    });
});
