import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { assertDestroyOrder, dependenciesOf, inputsOf, once, plan } from "../../support/plan";
import { balancerRef, clusterRef, serviceRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const listening: ContainerArgs = { ...web, portMappings: [{ containerPort: 80 }] };
const service = (args: Partial<EcsServiceArgs> = {}, options?: EngineOptions) =>
    plan(() => new EcsService("web", { cluster: clusterRef(), containers: [web], ...args }), options);

/** A service with everything that a service can have around it. */
const full = (): Partial<EcsServiceArgs> => ({
    containers: [listening],
    discovery: {},
    routes: [{ loadBalancer: balancerRef(), paths: ["/*"] }],
    connectsTo: [serviceRef()],
    autoScaling: {
        minCapacity: 2,
        maxCapacity: 4,
        cpuUtilization: 50,
        memoryUtilization: 70,
        requestCountPerTarget: 100,
    },
});

const plain = once(() => service());
const everything = once(() => service(full()));

describe("EcsService", () => {
    it("has no children beside its task and the service by default", async () => {
        assert.deepEqual((await plain()).tree(), [
            "ecs-ec2:index:EcsService web",
            "ecs-ec2:index:EcsService$aws:ecs/service:Service web",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition web",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:cloudwatch/logGroup:LogGroup web",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:ecs/taskDefinition:TaskDefinition web",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-execution",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-task",
            "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/rolePolicyAttachment:RolePolicyAttachment web-execution",
        ]);
    });

    for (const preview of [false, true]) {
        it(`has all these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await service(full(), { preview })).tree(), [
                "ecs-ec2:index:EcsService web",
                "ecs-ec2:index:EcsService$aws:appautoscaling/policy:Policy web-cpu",
                "ecs-ec2:index:EcsService$aws:appautoscaling/policy:Policy web-memory",
                "ecs-ec2:index:EcsService$aws:appautoscaling/policy:Policy web-requests",
                "ecs-ec2:index:EcsService$aws:appautoscaling/target:Target web",
                "ecs-ec2:index:EcsService$aws:ec2/securityGroup:SecurityGroup web",
                "ecs-ec2:index:EcsService$aws:ecs/service:Service web",
                "ecs-ec2:index:EcsService$aws:lb/listenerRule:ListenerRule web",
                "ecs-ec2:index:EcsService$aws:lb/targetGroup:TargetGroup web",
                "ecs-ec2:index:EcsService$aws:servicediscovery/service:Service web",
                "ecs-ec2:index:EcsService$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-egress",
                "ecs-ec2:index:EcsService$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web-from-balancer-80",
                "ecs-ec2:index:EcsService$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web-to-db-5432",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition web",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:cloudwatch/logGroup:LogGroup web",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:ecs/taskDefinition:TaskDefinition web",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-execution",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-task",
                "ecs-ec2:index:EcsService$ecs-ec2:index:TaskDefinition$aws:iam/rolePolicyAttachment:RolePolicyAttachment web-execution",
            ]);
        });
    }

    it("gives the service exactly these inputs", async () => {
        const engine = await plain();
        assert.deepEqual(inputsOf(engine)["ecs.Service web"], {
            availabilityZoneRebalancing: "ENABLED",
            capacityProviderStrategies: [{ base: 0, capacityProvider: "cp-main", weight: 1 }],
            cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/shop-cluster",
            deploymentCircuitBreaker: { enable: true, rollback: true },
            deploymentMaximumPercent: 200,
            deploymentMinimumHealthyPercent: 100,
            desiredCount: 1,
            enableEcsManagedTags: true,
            enableExecuteCommand: false,
            forceDelete: true,
            forceNewDeployment: true,
            orderedPlacementStrategies: [
                { field: "attribute:ecs.availability-zone", type: "spread" },
                { field: "memory", type: "binpack" },
            ],
            propagateTags: "SERVICE",
            taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-test-web:1",
            waitForSteadyState: true,
        });
        const { ignoreChanges, customTimeouts } = engine.one("aws:ecs/service:Service");
        assert.deepEqual([ignoreChanges, customTimeouts], [[], { create: "20m", update: "20m", pb_delete: "21m" }]);
    });

    it("makes the children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await everything()), {
            "appautoscaling.Policy web-cpu": ["appautoscaling.Target web"],
            "appautoscaling.Policy web-memory": ["appautoscaling.Target web"],
            "appautoscaling.Policy web-requests": ["appautoscaling.Target web", "lb.TargetGroup web"],
            "appautoscaling.Target web": ["ecs.Service web"],
            "ecs.Service web": [
                "ec2.SecurityGroup web",
                "ecs.TaskDefinition web",
                "lb.ListenerRule web",
                "lb.TargetGroup web",
                "servicediscovery.Service web",
                "vpc.SecurityGroupEgressRule web-egress",
                "vpc.SecurityGroupIngressRule web-from-balancer-80",
                "vpc.SecurityGroupIngressRule web-to-db-5432",
            ],
            "ecs.TaskDefinition web": [
                "cloudwatch.LogGroup web",
                "iam.Role web-execution",
                "iam.Role web-task",
                "iam.RolePolicyAttachment web-execution",
            ],
            "iam.RolePolicyAttachment web-execution": ["iam.Role web-execution"],
            "lb.ListenerRule web": ["lb.TargetGroup web"],
            "vpc.SecurityGroupEgressRule web-egress": ["ec2.SecurityGroup web"],
            "vpc.SecurityGroupIngressRule web-from-balancer-80": [
                "ec2.SecurityGroup web",
                "vpc.SecurityGroupEgressRule web-egress",
            ],
            "vpc.SecurityGroupIngressRule web-to-db-5432": [
                "ec2.SecurityGroup web",
                "vpc.SecurityGroupEgressRule web-egress",
            ],
        });
    });

    it("registers what others need", async () => {
        const engine = await everything();
        const { shellCommand, ...outputs } = engine.one("ecs-ec2:index:EcsService").outputs ?? {};
        assert.deepEqual(outputs, {
            dynamicPorts: false,
            hostName: "web.shop.internal",
            logGroupName: "/ecs/shop/test/web",
            logsCommand: "aws logs tail /ecs/shop/test/web --follow --region eu-central-1",
            name: "web",
            networkMode: "awsvpc",
            ports: [80],
            securityGroupId: "sg-web",
            serviceArn: "arn:aws:ecs:eu-central-1:123456789012:service/shop-cluster/web-1a2b3c4",
            serviceName: "web-1a2b3c4",
            taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-test-web:1",
        });
        assert.match(
            shellCommand,
            /^aws ssm start-session --region eu-central-1 --target \$\(aws ecs describe-container-instances/,
        );
    });

    it("puts tags on everything that takes them", async () => {
        const engine = await service({ ...full(), tags: { Team: "web" } });
        const untagged = Object.entries(inputsOf(engine)).filter(([, { tags }]) => tags?.Team !== "web");
        assert.deepEqual(
            untagged.map(([key]) => key),
            [
                "appautoscaling.Policy web-cpu",
                "appautoscaling.Policy web-memory",
                "appautoscaling.Policy web-requests",
                "iam.RolePolicyAttachment web-execution",
                "vpc.SecurityGroupEgressRule web-egress",
                "vpc.SecurityGroupIngressRule web-from-balancer-80",
                "vpc.SecurityGroupIngressRule web-to-db-5432",
            ],
        );
    });

    it("gives a task that stops slowly the time for it", async () => {
        const engine = await service({
            containers: [{ ...listening, stopTimeout: 120 }],
            routes: [{ loadBalancer: balancerRef(), paths: ["/*"], deregistrationDelay: 600 }],
        });
        assert.deepEqual(engine.one("aws:ecs/service:Service").customTimeouts, {
            create: "20m",
            update: "20m",
            pb_delete: "32m",
        });
    });

    it("is destroyed from scaling to the registry, so that nothing is in use when it goes", async () => {
        const engine = await everything();
        assertDestroyOrder(engine, [
            "appautoscaling.Policy web-cpu",
            "appautoscaling.Target web",
            "ecs.Service web",
            "lb.ListenerRule web",
            "lb.TargetGroup web",
        ]);
        assertDestroyOrder(engine, ["ecs.Service web", "servicediscovery.Service web"]);
        assertDestroyOrder(engine, ["ecs.Service web", "ec2.SecurityGroup web"]);
        assertDestroyOrder(engine, [
            "ecs.Service web",
            "ecs.TaskDefinition web",
            "iam.RolePolicyAttachment web-execution",
            "iam.Role web-execution",
        ]);
        assertDestroyOrder(engine, ["ecs.TaskDefinition web", "cloudwatch.LogGroup web"]);
    });
});
