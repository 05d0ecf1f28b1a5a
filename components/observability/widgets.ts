import * as pulumi from "@pulumi/pulumi";

import type { MonitoredServiceRef, MonitoredTargetGroupRef } from "./monitoredRefs";

// "Dashboard body structure and syntax",
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

type Text = pulumi.Input<string>;

/** A line of a graph: namespace, metric and dimensions, then how it is drawn. */
type Metric = (Text | object)[];

/** A widget; CloudWatch places those without coordinates one after the other. */
export interface Widget {
    type: string;
    width: number;
    height: number;
    properties: object;
}

/** A page is 24 columns wide. */
const WIDE = 24;
const THIRD = 8;
const HALF = 12;

const graph = (region: Text, title: string, width: number, metrics: Metric[], properties: object = {}): Widget => ({
    type: "metric",
    width,
    height: 6,
    properties: { view: "timeSeries", region, title, period: 60, metrics, ...properties },
});

/** How full the cluster is, and whether its capacities get the instances that they want. */
export function clusterWidgets(
    region: Text,
    clusterName: Text,
    capacityProviders: { capacity: string; name: Text }[],
): Widget[] {
    const metric = (name: string, label: string): Metric => ["AWS/ECS", name, "ClusterName", clusterName, { label }];
    return [
        graph(
            region,
            "Cluster: used and reserved (percent)",
            HALF,
            [
                metric("CPUUtilization", "CPU used"),
                metric("CPUReservation", "CPU reserved"),
                metric("MemoryUtilization", "Memory used"),
                metric("MemoryReservation", "Memory reserved"),
            ],
            { yAxis: { left: { min: 0 } } },
        ),
        graph(
            region,
            "Capacities: wanted in percent of what there is",
            HALF,
            capacityProviders.map(({ capacity, name }) => [
                "AWS/ECS/ManagedScaling",
                "CapacityProviderReservation",
                "ClusterName",
                clusterName,
                "CapacityProviderName",
                name,
                { label: capacity },
            ]),
            { annotations: { horizontal: [{ label: "Full", value: 100 }] } },
        ),
    ];
}

/** A service: its tasks, its requests and its log. */
export function serviceWidgets(
    region: Text,
    clusterName: Text,
    service: MonitoredServiceRef,
    markdown: pulumi.Input<string>,
): Widget[] {
    const dimensions = ["ClusterName", clusterName, "ServiceName", service.serviceName];
    const used = (name: string, label: string): Metric => ["AWS/ECS", name, ...dimensions, { label }];
    const count = (name: string, label: string): Metric => ["ECS/ContainerInsights", name, ...dimensions, { label }];
    return [
        { type: "text", width: WIDE, height: 3, properties: { markdown } },
        graph(region, `${service.name}: used, in percent of what is reserved`, HALF, [
            used("CPUUtilization", "CPU"),
            used("MemoryUtilization", "Memory"),
        ]),
        graph(region, `${service.name}: tasks`, HALF, [
            count("DesiredTaskCount", "Desired"),
            count("RunningTaskCount", "Running"),
            count("PendingTaskCount", "Pending"),
        ]),
        ...(service.targetGroups ?? []).flatMap((target) => requestWidgets(region, service.name, target)),
        ...(service.logGroupName === undefined ? [] : [logWidget(region, service.name, service.logGroupName)]),
    ];
}

function requestWidgets(region: Text, service: string, target: MonitoredTargetGroupRef): Widget[] {
    const dimensions = ["LoadBalancer", target.loadBalancerArnSuffix, "TargetGroup", target.arnSuffix];
    const line = (name: string, label: string, stat: string): Metric => [
        "AWS/ApplicationELB",
        name,
        ...dimensions,
        { label, stat },
    ];
    return [
        graph(region, `${service}: requests a minute`, THIRD, [
            line("RequestCount", "Requests", "Sum"),
            line("HTTPCode_Target_4XX_Count", "4xx", "Sum"),
            line("HTTPCode_Target_5XX_Count", "5xx", "Sum"),
        ]),
        graph(region, `${service}: seconds a request`, THIRD, [
            line("TargetResponseTime", "p50", "p50"),
            line("TargetResponseTime", "p95", "p95"),
            line("TargetResponseTime", "p99", "p99"),
        ]),
        graph(region, `${service}: targets`, THIRD, [
            line("HealthyHostCount", "Healthy", "Minimum"),
            line("UnHealthyHostCount", "Unhealthy", "Maximum"),
        ]),
    ];
}

const logWidget = (region: Text, service: string, logGroupName: Text): Widget => ({
    type: "log",
    width: WIDE,
    height: 6,
    properties: {
        view: "table",
        region,
        title: `${service}: log`,
        query: pulumi.interpolate`SOURCE '${logGroupName}' | fields @timestamp, @logStream, @message | sort @timestamp desc | limit 50`,
    },
});
