import { add, type Defect, props } from "../../support/policy-defects";
import { jsonText, out, type Program, resource } from "../../support/policy-program";

const spotAt = (
    what: string,
    on: string,
    plant: (program: Program) => void,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({ rule: "no-spot-capacity", what, on, plant, message, ...more });

const FARGATE_SPOT = [{ capacityProvider: "FARGATE_SPOT", weight: 0 }];
const distribution = (fields: object) => (program: Program) => {
    const { launchTemplate, ...rest } = props(program, "instances");
    (program.instances as { props: object }).props = {
        ...rest,
        mixedInstancesPolicy: {
            launchTemplate: { launchTemplateSpecification: { launchTemplateId: launchTemplate.id } },
            instancesDistribution: fields,
        },
    };
};
const alone = (type: string, fields: object, message: RegExp, more: Partial<Defect> = {}): Defect =>
    spotAt(type, "extra", (program) => add(program, resource(type, "extra", fields as never)), message, more);
const ALL = { config: { "no-spot-capacity": { scope: "all" } } };
const task = { taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1" };

export const spot: Defect[] = [
    spotAt(
        "a service's strategy, with weight 0",
        "web-service",
        (p) => props(p, "web-service").capacityProviderStrategies.push(...FARGATE_SPOT),
        /capacityProviderStrategies\[1\]\.capacityProvider is FARGATE_SPOT; use/,
    ),
    spotAt(
        "a cluster's list of providers",
        "providers",
        (p) => props(p, "providers").capacityProviders.push("FARGATE_SPOT"),
        /^capacityProviders\[1\] is FARGATE_SPOT/,
    ),
    spotAt(
        "a cluster's default strategy",
        "providers",
        (p) => props(p, "providers").defaultCapacityProviderStrategies.push(...FARGATE_SPOT),
        /^defaultCapacityProviderStrategies\[1\]/,
    ),
    alone("aws:ecs/taskSet:TaskSet", { capacityProviderStrategies: FARGATE_SPOT }, /capacityProviderStrategies\[0\]/),
    alone(
        "aws:cloudwatch/eventTarget:EventTarget",
        { ecsTarget: { ...task, capacityProviderStrategies: FARGATE_SPOT } },
        /ecsTarget\.capacityProviderStrategies\[0\]/,
    ),
    alone(
        "aws:scheduler/schedule:Schedule",
        { target: { ecsParameters: { ...task, capacityProviderStrategies: FARGATE_SPOT } } },
        /target\.ecsParameters\.capacityProviderStrategies\[0\]/,
    ),
    alone(
        "aws:pipes/pipe:Pipe",
        { targetParameters: { ecsTaskParameters: { ...task, capacityProviderStrategies: FARGATE_SPOT } } },
        /targetParameters\.ecsTaskParameters\.capacityProviderStrategies\[0\]/,
    ),
    spotAt(
        "managed instances",
        "on-demand",
        (p) => {
            props(p, "on-demand").managedInstancesProvider = {
                instanceLaunchTemplate: { capacityOptionType: "SPOT" },
            };
        },
        /capacityOptionType is "SPOT"; write "ON_DEMAND"/,
    ),
    spotAt(
        "a launch template's market type",
        "template",
        (p) => {
            props(p, "template").instanceMarketOptions = { marketType: "spot" };
        },
        /^instanceMarketOptions/,
    ),
    spotAt(
        "a launch template's spot options alone",
        "template",
        (p) => {
            props(p, "template").instanceMarketOptions = { spotOptions: { maxPrice: "0.01" } };
        },
        /^instanceMarketOptions/,
    ),
    alone(
        "aws:ec2/instance:Instance",
        {
            instanceMarketOptions: { marketType: "spot" },
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            rootBlockDevice: { encrypted: true },
        },
        /^instanceMarketOptions/,
    ),
    alone("aws:ec2/launchConfiguration:LaunchConfiguration", { spotPrice: "0.01" }, /^spotPrice buys/, {
        config: { "hardened-instances": "disabled" },
    }),
    spotAt(
        "an On-Demand percentage below 100",
        "instances",
        distribution({ onDemandPercentageAboveBaseCapacity: 99 }),
        /onDemandPercentageAboveBaseCapacity is 99/,
    ),
    spotAt("a Spot price", "instances", distribution({ spotMaxPrice: "0.01" }), /spotMaxPrice/),
    spotAt(
        "capacity rebalancing",
        "instances",
        (p) => {
            props(p, "instances").capacityRebalance = true;
        },
        /capacityRebalance/,
        { level: "advisory" },
    ),
    alone("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {}, /exists only to buy Spot/),
    alone("aws:ec2/spotFleetRequest:SpotFleetRequest", {}, /exists only to buy Spot/),
    alone(
        "aws:ec2/fleet:Fleet",
        { targetCapacitySpecification: { defaultTargetCapacityType: "spot", spotTargetCapacity: 2 } },
        /defaultTargetCapacityType is "spot"/,
    ),
    spotAt(
        "part of an EC2 fleet",
        "extra",
        (p) =>
            add(
                p,
                resource("aws:ec2/fleet:Fleet", "extra", {
                    targetCapacitySpecification: { defaultTargetCapacityType: "on-demand", spotTargetCapacity: 1 },
                }),
            ),
        /spotTargetCapacity is above 0/,
    ),
    alone("aws:batch/computeEnvironment:ComputeEnvironment", { computeResources: { type: "SPOT" } }, /"SPOT"/, ALL),
    alone("aws:eks/nodeGroup:NodeGroup", { capacityType: "SPOT" }, /capacityType/, ALL),
    alone("aws:gamelift/fleet:Fleet", { fleetType: "SPOT" }, /fleetType/, ALL),
    alone("aws:emr/cluster:Cluster", { coreInstanceFleet: { targetSpotCapacity: 1 } }, /targetSpotCapacity/, ALL),
    alone("aws:emr/instanceGroup:InstanceGroup", { bidPrice: "0.1" }, /bidPrice/, ALL),
    alone("aws:sagemaker/trainingJob:TrainingJob", { enableManagedSpotTraining: true }, /enableManagedSpot/, ALL),
    spotAt(
        "a Step Functions definition",
        "extra",
        (p) =>
            add(
                p,
                resource("aws:sfn/stateMachine:StateMachine", "extra", {
                    definition: jsonText({ Cluster: out("cluster", "arn"), Provider: "FARGATE_SPOT" }),
                }),
            ),
        /^definition names FARGATE_SPOT/,
        { hiddenInPreview: true },
    ),
    alone(
        "aws-native:ecs:Service",
        { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }] },
        /^capacityProviderStrategy\[0\]\.capacityProvider names/,
    ),
    spotAt(
        "a component's argument, whose child repeats it",
        "extra",
        (p) =>
            add(
                p,
                resource("acme:index:Service", "extra", { capacity: "FARGATE_SPOT" }),
                resource(
                    "aws:ecs/taskSet:TaskSet",
                    "set",
                    { capacityProviderStrategies: FARGATE_SPOT },
                    { parent: "extra" },
                ),
            ),
        /^capacity names FARGATE_SPOT/,
    ),
];
