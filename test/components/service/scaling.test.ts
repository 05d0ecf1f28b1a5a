import { strict as assert } from "node:assert";

import { type AutoScalingArgs, type ContainerArgs, EcsService } from "../../../components";
import { difference, inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const create = (args: Partial<AutoScalingArgs>) =>
    new EcsService("web", {
        cluster: clusterRef(),
        containers: [web],
        autoScaling: { minCapacity: 1, maxCapacity: 4, ...args },
    });
const scaled = (args: Partial<AutoScalingArgs>) => plan(() => create(args));
const resourceId = "service/shop-cluster/web-1a2b3c4";
const target = { resourceId, scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs" };

describe("further scaling of EcsService", () => {
    it("keeps a queue short, from no task on", async () => {
        const engine = await scaled({ minCapacity: 0, queue: { queueName: "jobs", messagesPerTask: 10 } });
        const names = engine.all("aws:appautoscaling/policy:Policy").map(({ name }) => name);
        assert.deepEqual(names, ["web-queue"]);
        assert.deepEqual(inputsOf(engine)["appautoscaling.Policy web-queue"], {
            policyType: "TargetTrackingScaling",
            ...target,
            targetTrackingScalingPolicyConfiguration: {
                customizedMetricSpecification: {
                    metrics: [
                        {
                            id: "waiting",
                            metricStat: {
                                metric: {
                                    dimensions: [{ name: "QueueName", value: "jobs" }],
                                    metricName: "ApproximateNumberOfMessagesVisible",
                                    namespace: "AWS/SQS",
                                },
                                stat: "Sum",
                            },
                            returnData: false,
                        },
                        {
                            id: "running",
                            metricStat: {
                                metric: {
                                    dimensions: [
                                        { name: "ClusterName", value: "shop-cluster" },
                                        { name: "ServiceName", value: "web-1a2b3c4" },
                                    ],
                                    metricName: "RunningTaskCount",
                                    namespace: "ECS/ContainerInsights",
                                },
                                stat: "Average",
                            },
                            returnData: false,
                        },
                        {
                            expression: "waiting / IF(FILL(running, 0) > 1, running, 1)",
                            id: "backlog",
                            label: "Messages that wait for each task",
                            returnData: true,
                        },
                    ],
                },
                scaleInCooldown: 300,
                scaleOutCooldown: 60,
                targetValue: 10,
            },
        });
        const service = engine.one("aws:ecs/service:Service");
        assert.deepEqual([service.inputs.desiredCount, service.ignoreChanges], [0, ["desiredCount"]]);
    });

    const rows: [string, Partial<AutoScalingArgs>, object][] = [
        [
            "keeps a metric at a value",
            {
                metrics: {
                    lag: {
                        namespace: "Kafka",
                        metricName: "Lag",
                        dimensions: { Topic: "t", Group: "g" },
                        targetValue: 5,
                    },
                },
            },
            {
                "appautoscaling.Policy web-lag": {
                    added: {
                        policyType: "TargetTrackingScaling",
                        ...target,
                        targetTrackingScalingPolicyConfiguration: {
                            customizedMetricSpecification: {
                                dimensions: [
                                    { name: "Group", value: "g" },
                                    { name: "Topic", value: "t" },
                                ],
                                metricName: "Lag",
                                namespace: "Kafka",
                                statistic: "Average",
                            },
                            scaleInCooldown: 300,
                            scaleOutCooldown: 60,
                            targetValue: 5,
                        },
                    },
                },
            },
        ],
        [
            "changes bounds by the clock",
            { schedules: { night: { schedule: "cron(0 22 * * ? *)", timezone: "Europe/Berlin", minCapacity: 0 } } },
            {
                "appautoscaling.ScheduledAction web-night": {
                    added: {
                        ...target,
                        scalableTargetAction: { minCapacity: 0 },
                        schedule: "cron(0 22 * * ? *)",
                        timezone: "Europe/Berlin",
                    },
                },
            },
        ],
        [
            "adds tasks in steps",
            {
                stepScaling: {
                    burst: {
                        namespace: "Shop",
                        metricName: "Orders",
                        threshold: 100,
                        percent: true,
                        steps: [
                            { from: 0, change: 10 },
                            { from: 50, change: 30 },
                        ],
                    },
                },
            },
            {
                "appautoscaling.Policy web-burst": {
                    added: {
                        policyType: "StepScaling",
                        ...target,
                        stepScalingPolicyConfiguration: {
                            adjustmentType: "PercentChangeInCapacity",
                            cooldown: 60,
                            metricAggregationType: "Average",
                            minAdjustmentMagnitude: 1,
                            stepAdjustments: [
                                {
                                    metricIntervalLowerBound: "0",
                                    metricIntervalUpperBound: "50",
                                    scalingAdjustment: 10,
                                },
                                { metricIntervalLowerBound: "50", scalingAdjustment: 30 },
                            ],
                        },
                    },
                },
                "cloudwatch.MetricAlarm web-burst": {
                    added: {
                        alarmActions: ["arn:aws:autoscaling:eu-central-1:123456789012:scalingPolicy:web-burst-1a2b3c4"],
                        alarmDescription: "Scales web by burst",
                        comparisonOperator: "GreaterThanOrEqualToThreshold",
                        dimensions: {},
                        evaluationPeriods: 1,
                        metricName: "Orders",
                        namespace: "Shop",
                        period: 60,
                        statistic: "Average",
                        threshold: 100,
                    },
                },
            },
        ],
    ];
    for (const [what, args, expected] of rows) {
        it(what, async () => {
            const base = { cpuUtilization: 60 };
            assert.deepEqual(difference(await scaled(base), await scaled({ ...base, ...args })), expected);
        });
    }

    it("takes tasks in steps below a threshold", async () => {
        const engine = await scaled({
            stepScaling: {
                idle: {
                    namespace: "Shop",
                    metricName: "Orders",
                    threshold: 10,
                    above: false,
                    steps: [
                        { from: 0, change: -1 },
                        { from: 5, change: -2 },
                    ],
                },
            },
        });
        const policy = engine.one("aws:appautoscaling/policy:Policy", "web-idle").inputs;
        assert.deepEqual(policy.stepScalingPolicyConfiguration.stepAdjustments, [
            { metricIntervalLowerBound: "-5", metricIntervalUpperBound: "0", scalingAdjustment: -1 },
            { metricIntervalUpperBound: "-5", scalingAdjustment: -2 },
        ]);
        const alarm = engine.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs;
        assert.equal(alarm.comparisonOperator, "LessThanOrEqualToThreshold");
    });

    const metric = { namespace: "Shop", metricName: "Orders" };
    const refusals: Refusals<Partial<AutoScalingArgs>> = [
        [
            "zero tasks that nothing wakes",
            { minCapacity: 0 },
            [
                [
                    "autoScaling.minCapacity",
                    "cannot be 0 by utilization or requests alone, which no task would ever raise again; give queue, metrics, " +
                        "stepScaling or schedules, or 1",
                ],
            ],
        ],
        [
            "targets and names that cannot be",
            {
                queue: { queueName: "jobs", messagesPerTask: 0 },
                metrics: { cpu: { ...metric, statistic: "p95", targetValue: -1 }, same: { ...metric, targetValue: 1 } },
                stepScaling: { same: { ...metric, threshold: 1, steps: [] } },
            },
            [
                ["autoScaling.queue.messagesPerTask", "must be above 0, got 0"],
                [
                    "autoScaling.metrics.cpu",
                    "must be a name of letters, digits, hyphens and underscores other than cpu, memory, requests, queue",
                ],
                [
                    "autoScaling.metrics.cpu.statistic",
                    'must be one of Average, Minimum, Maximum, SampleCount, Sum, got "p95"',
                ],
                ["autoScaling.metrics.cpu.targetValue", "must be above 0, got -1"],
                ["autoScaling.stepScaling.same", "is a name in metrics as well; choose another"],
                ["autoScaling.stepScaling.same.steps", "must be 1 to 20 steps, got 0"],
            ],
        ],
        [
            "steps out of order",
            {
                stepScaling: {
                    s: {
                        ...metric,
                        threshold: 1,
                        period: 45,
                        evaluationPeriods: 0,
                        cooldown: -1,
                        steps: [
                            { from: 1, change: 0 },
                            { from: 1, change: 2 },
                        ],
                    },
                },
            },
            [
                ["autoScaling.stepScaling.s.steps[0].from", "must be 0, the threshold itself, got 1"],
                ["autoScaling.stepScaling.s.steps[0].change", "must be a whole number other than 0, got 0"],
                ["autoScaling.stepScaling.s.steps[1].from", "must be above that of the step before (1), got 1"],
                ["autoScaling.stepScaling.s.period", "must be 10, 20, 30 or a multiple of 60 seconds, got 45"],
                ["autoScaling.stepScaling.s.evaluationPeriods", "must be a whole number, 1 or more periods, got 0"],
                ["autoScaling.stepScaling.s.cooldown", "must be a whole number, 0 or more seconds, got -1"],
            ],
        ],
        [
            "schedules that do nothing",
            {
                schedules: {
                    a: { schedule: "0 22 * * *" },
                    b: { schedule: "rate(5 minutes)", minCapacity: 3, maxCapacity: 2 },
                },
            },
            [
                [
                    "autoScaling.schedules.a.schedule",
                    'must be cron(…) of six fields, rate(…) or at(yyyy-mm-ddThh:mm:ss), got "0 22 * * *"',
                ],
                ["autoScaling.schedules.a", "needs minCapacity, maxCapacity or both"],
                ["autoScaling.schedules.b.maxCapacity", "must be at least minCapacity (3), got 2"],
            ],
        ],
    ];
    refusalTests(refusals, create);
});
