import { list, parseJson, same, type Value } from "../values";
import { nameOf, type Reference, simple } from "./simple";
import * as t from "./types";

const sameJson = (a: Value, b: Value) => same(parseJson(a) ?? a, parseJson(b) ?? b);

const inLogGroup: Reference = {
    path: "logGroupName",
    type: t.LOG_GROUP,
    by: "name",
    code: "ResourceNotFoundException",
    message: () => "The specified log group does not exist.",
};

export const metricAlarm = simple({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    title: "CloudWatch Metric Alarm",
    api: {
        service: "CloudWatch",
        create: "PutMetricAlarm",
        update: "PutMetricAlarm",
        read: "DescribeAlarms",
        delete: "DeleteAlarms",
    },
    autoName: { property: "name" },
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    replaceOn: ["name"],
    sets: ["alarmActions", "okActions", "insufficientDataActions", "metricQueries"],
    validate: (inputs) => {
        const hasMetric = inputs.metricName !== undefined;
        const hasQueries = list(inputs.metricQueries).length > 0;
        return hasMetric === hasQueries
            ? [
                  {
                      property: "metricName",
                      reason: "One of `metric_name` or `metric_query` must be set for a cloudwatch metric alarm",
                  },
              ]
            : [];
    },
    outputs: (inputs, env) => ({
        id: inputs.name,
        arn: env.arn("cloudwatch", `alarm:${inputs.name}`),
        evaluateLowSampleCountPercentiles: inputs.evaluateLowSampleCountPercentiles ?? "",
    }),
});

export const dashboard = simple({
    token: "aws:cloudwatch/dashboard:Dashboard",
    title: "CloudWatch Dashboard",
    api: {
        service: "CloudWatch",
        create: "PutDashboard",
        update: "PutDashboard",
        read: "GetDashboard",
        delete: "DeleteDashboards",
    },
    replaceOn: ["dashboardName"],
    equal: { dashboardBody: sameJson },
    outputs: (inputs, env) => ({
        id: inputs.dashboardName,
        dashboardArn: env.globalArn("cloudwatch", `dashboard/${inputs.dashboardName}`),
    }),
    create: (call, inputs) => {
        if (!parseJson(inputs.dashboardBody)?.widgets) {
            call.fail(
                "InvalidParameterInput",
                "The dashboard body is invalid, there are 1 validation errors: [{dataPath: , message: widgets is required}]",
            );
        }
    },
});

export const logStream = simple({
    token: "aws:cloudwatch/logStream:LogStream",
    title: "CloudWatch Logs Log Stream",
    api: {
        service: "CloudWatch Logs",
        create: "CreateLogStream",
        read: "DescribeLogStreams",
        delete: "DeleteLogStream",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "logGroupName"],
    references: [inLogGroup],
    outputs: (inputs, env) => ({
        id: inputs.name,
        arn: env.arn("logs", `log-group:${inputs.logGroupName}:log-stream:${inputs.name}`),
    }),
});

export const logMetricFilter = simple({
    token: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    title: "CloudWatch Logs Metric Filter",
    api: {
        service: "CloudWatch Logs",
        create: "PutMetricFilter",
        update: "PutMetricFilter",
        read: "DescribeMetricFilters",
        delete: "DeleteMetricFilter",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "logGroupName"],
    references: [inLogGroup],
    outputs: (inputs) => ({ id: inputs.name, applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false }),
});

export const logSubscriptionFilter = simple({
    token: "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    title: "CloudWatch Logs Subscription Filter",
    api: {
        service: "CloudWatch Logs",
        create: "PutSubscriptionFilter",
        update: "PutSubscriptionFilter",
        read: "DescribeSubscriptionFilters",
        delete: "DeleteSubscriptionFilter",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "logGroup", "destinationArn"],
    defaults: { distribution: "ByLogStream" },
    outputs: (inputs, env) => ({
        id: `cwlsf-${env.digits(10)}`,
        roleArn: inputs.roleArn ?? "",
        applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false,
    }),
});

export const logResourcePolicy = simple({
    token: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    title: "CloudWatch Logs Resource Policy",
    api: {
        service: "CloudWatch Logs",
        create: "PutResourcePolicy",
        update: "PutResourcePolicy",
        read: "DescribeResourcePolicies",
        delete: "DeleteResourcePolicy",
    },
    replaceOn: ["policyName", "resourceArn"],
    equal: { policyDocument: sameJson },
    outputs: (inputs) => ({
        id: inputs.policyName ?? inputs.resourceArn ?? "policy",
        policyScope: inputs.resourceArn ? "RESOURCE" : "ACCOUNT",
        revisionId: "",
    }),
});

export const eventRule = simple({
    token: "aws:cloudwatch/eventRule:EventRule",
    title: "EventBridge Rule",
    api: { service: "EventBridge", create: "PutRule", update: "PutRule", read: "DescribeRule", delete: "DeleteRule" },
    autoName: { property: "name", max: 64, unless: "namePrefix" },
    defaults: { eventBusName: "default", forceDestroy: false },
    replaceOn: ["name", "namePrefix", "eventBusName"],
    equal: { eventPattern: sameJson },
    validate: (inputs) =>
        inputs.scheduleExpression === undefined && inputs.eventPattern === undefined
            ? [
                  {
                      property: "eventPattern",
                      reason: '"event_pattern": one of `event_pattern,schedule_expression` must be specified',
                  },
              ]
            : [],
    outputs: (inputs, env) => {
        const name = nameOf(inputs, env.digits(26));
        return { id: name, name, namePrefix: inputs.namePrefix ?? "", arn: env.arn("events", `rule/${name}`) };
    },
    delete: (call) => {
        if (call.findBy("aws:cloudwatch/eventTarget:EventTarget", "rule", call.entity.id)) {
            call.fail("ValidationException", "Rule can't be deleted since it has targets.");
        }
    },
});

export const eventTarget = simple({
    token: "aws:cloudwatch/eventTarget:EventTarget",
    title: "EventBridge Target",
    api: {
        service: "EventBridge",
        create: "PutTargets",
        update: "PutTargets",
        read: "ListTargetsByRule",
        delete: "RemoveTargets",
    },
    autoName: { property: "targetId", max: 64 },
    defaults: { eventBusName: "default", forceDestroy: false },
    replaceOn: ["rule", "targetId", "eventBusName"],
    sets: ["subnets", "securityGroups", "capacityProviderStrategies"],
    references: [
        {
            path: "rule",
            type: "aws:cloudwatch/eventRule:EventRule",
            by: "name",
            code: "ResourceNotFoundException",
            message: (name) => `Rule ${name} does not exist on EventBus default.`,
        },
    ],
    outputs: (inputs) => ({ id: `${inputs.rule}-${inputs.targetId}` }),
});
