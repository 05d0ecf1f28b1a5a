// A service that asks for Fargate Spot: the policy pack stops it in preview, before its image is even built.
import * as ecs from "@pulumi/aws/ecs";
import { EcrImage, EcsCluster, PublicVpc, TaskDefinition } from "ecs-ec2";

const cluster = new EcsCluster("shop", { vpc: new PublicVpc("shop") });
const image = new EcrImage("web", { context: "../../../../programs/dks/app/ui", architecture: cluster.architecture });
const task = new TaskDefinition("web", { containers: [{ name: "web", image: image.uri, memory: 128 }] });

new ecs.Service("web", {
    cluster: cluster.clusterArn,
    taskDefinition: task.taskDefinitionArn,
    desiredCount: 1,
    capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
});
