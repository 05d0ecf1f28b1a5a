import type { Defect } from "../../support/policy-defects";
import { change, extra } from "./change";

const FARGATE = [{ capacityProvider: "FARGATE", weight: 1 }];
const capacity: Defect[] = [
    change("ec2-capacity-only", "web-service", "a launch type", { launchType: "FARGATE" }, /^launchType is FARGATE/, {
        config: { "service-uses-known-capacity": "disabled" },
    }),
    change(
        "ec2-capacity-only",
        "web-service",
        "a strategy",
        { capacityProviderStrategies: FARGATE },
        /\[0\]\.capacityProvider is FARGATE/,
        {
            config: { "service-uses-known-capacity": "disabled" },
        },
    ),
    change(
        "ec2-capacity-only",
        "providers",
        "a cluster",
        { "capacityProviders.1": "FARGATE" },
        /capacityProviders\[1\]/,
    ),
    extra(
        "ec2-capacity-only",
        "aws:ecs/expressGatewayService:ExpressGatewayService",
        "Express",
        {},
        /always runs on Fargate/,
    ),
    extra(
        "ec2-capacity-only",
        "aws:scheduler/schedule:Schedule",
        "a schedule",
        { target: { ecsParameters: { launchType: "FARGATE" } } },
        /^target\.ecsParameters\.launchType/,
    ),
    change(
        "no-public-ip-on-ec2-tasks",
        "db-service",
        "a service",
        { "networkConfiguration.assignPublicIp": true },
        /^networkConfiguration\.assignPublicIp is only/,
    ),
    extra(
        "no-public-ip-on-ec2-tasks",
        "aws:cloudwatch/eventTarget:EventTarget",
        "an event's task",
        { ecsTarget: { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: true } } },
        /^ecsTarget\.networkConfiguration\.assignPublicIp/,
    ),
    extra(
        "no-public-ip-on-ec2-tasks",
        "aws:pipes/pipe:Pipe",
        "a pipe's task",
        {
            targetParameters: {
                ecsTaskParameters: { networkConfiguration: { awsVpcConfiguration: { assignPublicIp: "ENABLED" } } },
            },
        },
        /awsVpcConfiguration\.assignPublicIp/,
    ),
    change(
        "cluster-observability",
        "cluster",
        "no insights",
        { settings: [] },
        /Container Insights is off; write settings/,
    ),
    change(
        "cluster-observability",
        "cluster",
        "insights off",
        { "settings.0.value": "disabled" },
        /Container Insights is off/,
    ),
    ...(
        [
            ["managedScaling.status", "DISABLED", /status is not "ENABLED"/],
            ["managedTerminationProtection", "DISABLED", /managedTerminationProtection is not "ENABLED"/],
            ["managedDraining", "DISABLED", /managedDraining is "DISABLED"/],
            ["managedScaling.targetCapacity", 0, /targetCapacity is 0; write 1 to 100/],
        ] as const
    ).map(([path, value, message]) =>
        change(
            "capacity-provider-safe-scaling",
            "on-demand",
            path,
            { [`autoScalingGroupProvider.${path}`]: value },
            message,
        ),
    ),
];

const service: Defect[] = [
    change(
        "service-deployment-safety",
        "web-service",
        "no breaker",
        { deploymentCircuitBreaker: undefined },
        /write deploymentCircuitBreaker/,
    ),
    change(
        "service-deployment-safety",
        "web-service",
        "no rollback",
        { "deploymentCircuitBreaker.rollback": false },
        /does not roll back/,
    ),
    change(
        "service-deployment-safety",
        "web-service",
        "no grace",
        { healthCheckGracePeriodSeconds: undefined },
        /write healthCheckGrace/,
        {
            level: "advisory",
        },
    ),
    change(
        "service-deployment-safety",
        "db-service",
        "grace for nothing",
        { healthCheckGracePeriodSeconds: 60 },
        /needs loadBalancers/,
    ),
    change("audited-exec", "web-service", "shells", { enableExecuteCommand: true }, /opens the containers to shells/),
    change(
        "audited-exec",
        "cluster",
        "shells that nobody logs",
        { configuration: { executeCommandConfiguration: { logging: "NONE" } } },
        /logging is "NONE"/,
    ),
    change(
        "log-group-retention",
        "logs",
        "for ever",
        { retentionInDays: undefined },
        /kept forever; write retentionInDays: 7 or more/,
        {
            config: { "log-group-managed": "disabled" },
        },
    ),
    change("log-group-retention", "logs", "too short", { retentionInDays: 1 }, /is 1; write 7 or more/),
    change("log-group-retention", "logs", "too long", { retentionInDays: 3653 }, /is 3653; write 7 to 365/, {
        config: { "log-group-retention": { max: 365 } },
    }),
];

const template = (what: string, fields: object, message: RegExp, more: Partial<Defect> = {}) =>
    change("hardened-instances", "template", what, fields, message, more);
const instances: Defect[] = [
    template("metadata of version 1", { "metadataOptions.httpTokens": "optional" }, /httpTokens is not "required"/),
    template("no metadata options", { metadataOptions: undefined }, /httpTokens is not "required"/),
    template("two hops", { "metadataOptions.httpPutResponseHopLimit": 2 }, /HopLimit is 2; write 1/),
    template(
        "a plain volume",
        { "blockDeviceMappings.0.ebs.encrypted": "false" },
        /^blockDeviceMappings\[0\]\.ebs\.encrypted/,
    ),
    template("a key pair", { keyName: "ops" }, /^keyName opens the instance to SSH/),
    extra(
        "hardened-instances",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "a launch configuration",
        {},
        /thing of the past/,
    ),
    extra(
        "hardened-instances",
        "aws:ec2/instance:Instance",
        "an instance's volume",
        { metadataOptions: { httpTokens: "required" }, rootBlockDevice: { encrypted: false } },
        /^rootBlockDevice\.encrypted/,
    ),
];

export const resources: Defect[] = [...capacity, ...service, ...instances];
