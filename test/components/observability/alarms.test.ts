import { strict as assert } from "node:assert";

import { Alarms, type AlarmsArgs, type AlarmThresholdsArgs, type MonitoredServiceRef } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const target = (name: string) => ({
    arnSuffix: `targetgroup/${name}/6d0ecf831eec9f09`,
    loadBalancerArnSuffix: "app/shop/50dc6c495c0c9188",
});
const api: MonitoredServiceRef = { name: "api", serviceName: "api-1a2b3c4", targetGroups: [target("api")] };
const db: MonitoredServiceRef = { name: "db", serviceName: "db-1a2b3c4" };
const alarms = (args: Partial<AlarmsArgs> = {}, options?: EngineOptions) =>
    plan(() => new Alarms("shop", { cluster: clusterRef(), services: [api, db], ...args }), options);
const OWN = "arn:aws:sns:eu-central-1:123456789012:shop-1a2b3c4";

describe("Alarms", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            const engine = await alarms({ emails: ["ops@example.com"] }, { preview });
            assert.deepEqual(
                engine.tree().map((line) => line.replace("ecs-ec2:index:Alarms$", "")),
                [
                    "ecs-ec2:index:Alarms shop",
                    "aws:cloudwatch/eventRule:EventRule shop-events",
                    "aws:cloudwatch/eventTarget:EventTarget shop-events",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-5xx",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-below-desired",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-cpu",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-latency",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-memory",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-api-unhealthy",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-db-below-desired",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-db-cpu",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-db-memory",
                    "aws:cloudwatch/metricAlarm:MetricAlarm shop-main-short",
                    "aws:sns/topic:Topic shop",
                    "aws:sns/topicPolicy:TopicPolicy shop",
                    "aws:sns/topicSubscription:TopicSubscription shop-ops@example.com",
                ],
            );
        });
    }

    // biome-ignore lint/suspicious/noExplicitAny: inputs of any resource
    const alarm = async (name: string, args: Partial<AlarmsArgs> = {}): Promise<any> =>
        inputsOf(await alarms(args))[`cloudwatch.MetricAlarm shop-${name}`];
    const service = { ClusterName: "shop-cluster", ServiceName: "api-1a2b3c4" };
    const group = { LoadBalancer: "app/shop/50dc6c495c0c9188", TargetGroup: "targetgroup/api/6d0ecf831eec9f09" };
    const told = { alarmActions: [OWN], okActions: [OWN] };
    const minutes = {
        ...told,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 5,
        period: 60,
        treatMissingData: "notBreaching",
    };
    const count = (id: string, metricName: string) => ({
        id,
        metric: { namespace: "ECS/ContainerInsights", metricName, dimensions: service, period: 60, stat: "Average" },
        returnData: false,
    });
    const inputs: Record<string, object> = {
        "api-cpu": {
            ...minutes,
            alarmDescription: "api uses 90 percent or more of the CPU that its tasks reserve",
            namespace: "AWS/ECS",
            metricName: "CPUUtilization",
            dimensions: service,
            statistic: "Average",
            threshold: 90,
        },
        "api-memory": {
            ...minutes,
            alarmDescription: "api uses 90 percent or more of the memory that its tasks reserve",
            namespace: "AWS/ECS",
            metricName: "MemoryUtilization",
            dimensions: service,
            statistic: "Average",
            threshold: 90,
        },
        "api-below-desired": {
            ...told,
            alarmDescription: "Fewer tasks of api run than shall, for 15 minutes",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            evaluationPeriods: 15,
            treatMissingData: "missing",
            metricQueries: [
                { id: "missing", expression: "desired - running", label: "Missing tasks", returnData: true },
                count("desired", "DesiredTaskCount"),
                count("running", "RunningTaskCount"),
            ],
        },
        "api-5xx": {
            ...minutes,
            alarmDescription: "api gave 10 or more errors (5xx) in five minutes",
            namespace: "AWS/ApplicationELB",
            metricName: "HTTPCode_Target_5XX_Count",
            dimensions: group,
            statistic: "Sum",
            period: 300,
            evaluationPeriods: 1,
            threshold: 10,
        },
        "api-latency": {
            ...minutes,
            alarmDescription: "One of twenty requests to api takes 1 s or more",
            namespace: "AWS/ApplicationELB",
            metricName: "TargetResponseTime",
            dimensions: group,
            extendedStatistic: "p95",
            evaluateLowSampleCountPercentiles: "ignore",
            threshold: 1,
        },
        "api-unhealthy": {
            ...minutes,
            alarmDescription: "A task of api does not pass the load balancer's check for 5 minutes",
            namespace: "AWS/ApplicationELB",
            metricName: "UnHealthyHostCount",
            dimensions: group,
            statistic: "Maximum",
            threshold: 1,
        },
        "main-short": {
            ...minutes,
            alarmDescription:
                "Capacity main is at its maximum, or its instances do not start: tasks wait for 15 minutes",
            namespace: "AWS/ECS/ManagedScaling",
            metricName: "CapacityProviderReservation",
            dimensions: { ClusterName: "shop-cluster", CapacityProviderName: "cp-main" },
            statistic: "Average",
            comparisonOperator: "GreaterThanThreshold",
            evaluationPeriods: 15,
            threshold: 100,
        },
    };
    for (const [name, expected] of Object.entries(inputs)) {
        it(`gives ${name} exactly these inputs`, async () => assert.deepEqual(await alarm(name), expected));
    }

    // What each threshold changes, and that 0 leaves its alarm out.
    const thresholds: [keyof AlarmThresholdsArgs, string, number, string][] = [
        ["cpuUtilization", "api-cpu", 70, "threshold"],
        ["memoryUtilization", "api-memory", 80, "threshold"],
        ["errors5xx", "api-5xx", 1, "threshold"],
        ["p95Latency", "api-latency", 0.25, "threshold"],
        ["belowDesired", "api-below-desired", 30, "evaluationPeriods"],
        ["unhealthyTargets", "api-unhealthy", 10, "evaluationPeriods"],
        ["capacityShort", "main-short", 60, "evaluationPeriods"],
    ];
    for (const [key, name, value, property] of thresholds) {
        it(`takes ${key}, and leaves ${name} out for 0`, async () => {
            assert.equal((await alarm(name, { thresholds: { [key]: value } }))[property], value);
            assert.equal(await alarm(name, { thresholds: { [key]: 0 } }), undefined);
        });
    }

    it("watches each target group of a service", async () => {
        const services = [{ ...api, targetGroups: [target("api"), target("admin")] }];
        const second = await alarm("api-5xx-2", { services });
        assert.equal(second.dimensions.TargetGroup, "targetgroup/admin/6d0ecf831eec9f09");
    });

    it("watches the capacities that it is told, and refuses one that the cluster has not", async () => {
        const found = await alarm("large-short", { capacities: ["large"] });
        assert.equal(found.dimensions.CapacityProviderName, "cp-large");
        await assert.rejects(
            alarms({ capacities: ["huge"] }),
            /capacities names "huge"; the cluster has main, large, arm/,
        );
    });

    it("lets CloudWatch of this account and EventBridge publish, and nobody else", async () => {
        const found = inputsOf(await alarms());
        assert.deepEqual(found["sns.TopicPolicy shop"], {
            arn: OWN,
            policy: {
                json: {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: "sns:Publish",
                            Resource: OWN,
                            Principal: { Service: "cloudwatch.amazonaws.com" },
                            Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                        },
                        {
                            Effect: "Allow",
                            Action: "sns:Publish",
                            Resource: OWN,
                            Principal: { Service: "events.amazonaws.com" },
                        },
                    ],
                },
            },
        });
    });

    it("takes a topic that is there, and makes neither topic nor policy then", async () => {
        const topicArn = "arn:aws:sns:eu-central-1:123456789012:ops";
        const engine = await alarms({ topicArn });
        assert.deepEqual(
            engine.tree().filter((line) => line.includes("aws:sns")),
            [],
        );
        const found = inputsOf(engine);
        assert.deepEqual(found["cloudwatch.MetricAlarm shop-db-cpu"]?.alarmActions, [topicArn]);
        assert.equal(found["cloudwatch.EventTarget shop-events"]?.arn, topicArn);
    });

    it("tells of tasks that find no place and of deployments that fail, of this cluster's services only", async () => {
        const found = inputsOf(await alarms());
        assert.deepEqual(found["cloudwatch.EventRule shop-events"]?.eventPattern.json, {
            source: ["aws.ecs"],
            "detail-type": ["ECS Service Action", "ECS Deployment State Change"],
            resources: [{ prefix: "arn:aws:ecs:eu-central-1:123456789012:service/shop-cluster/" }],
            detail: { eventName: ["SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_DEPLOYMENT_FAILED"] },
        });
        assert.deepEqual(found["cloudwatch.EventTarget shop-events"], {
            rule: "shop-events-1a2b3c4",
            arn: OWN,
            inputTransformer: {
                inputPaths: { service: "$.resources[0]", event: "$.detail.eventName", reason: "$.detail.reason" },
                inputTemplate: '"<event> <service>: <reason>"',
            },
        });
    });

    it("registers the topic, the names of the alarms and their page", async () => {
        const { alarmNames, ...rest } = (await alarms({ services: [db] })).one("ecs-ec2:index:Alarms").outputs ?? {};
        assert.deepEqual(rest, {
            topicArn: OWN,
            consoleUrl:
                "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:?search=shop",
        });
        assert.deepEqual(alarmNames, {
            "db-cpu": "shop-db-cpu-1a2b3c4",
            "db-memory": "shop-db-memory-1a2b3c4",
            "db-below-desired": "shop-db-below-desired-1a2b3c4",
            "main-short": "shop-main-short-1a2b3c4",
        });
    });

    const refusals: Refusals<Partial<AlarmsArgs>> = [
        [
            "names that are there twice",
            { services: [db, db], capacities: ["main", "main"], emails: ["a@b.example", "a@b.example"] },
            [
                ["services[1]", "is there twice: db"],
                ["capacities[1]", "is there twice: main"],
                ["emails[1]", "is there twice: a@b.example"],
            ],
        ],
        [
            "thresholds that are none",
            { thresholds: { cpuUtilization: -1, p95Latency: Number.NaN, belowDesired: 1.5, capacityShort: 1441 } },
            [
                ["thresholds.cpuUtilization", "must be 0 or more, got -1"],
                ["thresholds.p95Latency", "must be 0 or more, got null"],
                ["thresholds.belowDesired", "must be a whole number, 0 to 1440 minutes, got 1.5"],
                ["thresholds.capacityShort", "must be a whole number, 0 to 1440 minutes, got 1441"],
            ],
        ],
        [
            "an address that is none",
            { emails: ["ops"] },
            [["emails[0]", 'must be an address such as ops@example.com, got "ops"']],
        ],
    ];
    refusalTests(refusals, (args) => new Alarms("shop", { cluster: clusterRef(), ...args }));
});
