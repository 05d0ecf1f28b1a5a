import { strict as assert } from "node:assert";

import { Dashboard, type DashboardArgs, type MonitoredServiceRef } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const api: MonitoredServiceRef = {
    name: "api",
    serviceName: "api-1a2b3c4",
    logGroupName: "/ecs/shop/test/api",
    targetGroups: [{ arnSuffix: "targetgroup/api/6d0e", loadBalancerArnSuffix: "app/shop/50dc" }],
};
const db: MonitoredServiceRef = { name: "db", serviceName: "db-1a2b3c4" };
const dashboard = (args: Partial<DashboardArgs> = {}, options?: EngineOptions) =>
    plan(() => new Dashboard("shop", { cluster: clusterRef(), services: [api, db], ...args }), options);

describe("Dashboard", () => {
    for (const preview of [false, true]) {
        it(`is one dashboard in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await dashboard({}, { preview })).tree(), [
                "ecs-ec2:index:Dashboard shop",
                "ecs-ec2:index:Dashboard$aws:cloudwatch/dashboard:Dashboard shop",
            ]);
        });
    }

    // biome-ignore lint/suspicious/noExplicitAny: CloudWatch's own JSON
    const widgets = async (args: Partial<DashboardArgs> = {}, options?: EngineOptions): Promise<any[]> => {
        const { dashboardName, dashboardBody } =
            inputsOf(await dashboard(args, options))["cloudwatch.Dashboard shop"] ?? {};
        assert.equal(dashboardName, "shop-test-shop");
        return dashboardBody.json.widgets;
    };

    it("shows cluster, service, requests and log, each within the page's 24 columns", async () => {
        const all = await widgets();
        assert.deepEqual(
            all.map(({ type, width, properties }) => [type, width, properties.title]),
            [
                ["metric", 12, "Cluster: used and reserved (percent)"],
                ["metric", 12, "Capacities: wanted in percent of what there is"],
                ["text", 24, undefined],
                ["metric", 12, "api: used, in percent of what is reserved"],
                ["metric", 12, "api: tasks"],
                ["metric", 8, "api: requests a minute"],
                ["metric", 8, "api: seconds a request"],
                ["metric", 8, "api: targets"],
                ["log", 24, "api: log"],
                ["text", 24, undefined],
                ["metric", 12, "db: used, in percent of what is reserved"],
                ["metric", 12, "db: tasks"],
            ],
        );
    });

    it("draws exactly these lines", async () => {
        const all = await widgets();
        const lines = (title: string) => all.find(({ properties }) => properties.title === title).properties.metrics;
        const service = ["ClusterName", "shop-cluster", "ServiceName", "api-1a2b3c4"];
        const group = ["LoadBalancer", "app/shop/50dc", "TargetGroup", "targetgroup/api/6d0e"];
        assert.deepEqual(lines("Capacities: wanted in percent of what there is"), [
            [
                "AWS/ECS/ManagedScaling",
                "CapacityProviderReservation",
                "ClusterName",
                "shop-cluster",
                "CapacityProviderName",
                "cp-main",
                { label: "main" },
            ],
        ]);
        assert.deepEqual(lines("api: tasks"), [
            ["ECS/ContainerInsights", "DesiredTaskCount", ...service, { label: "Desired" }],
            ["ECS/ContainerInsights", "RunningTaskCount", ...service, { label: "Running" }],
            ["ECS/ContainerInsights", "PendingTaskCount", ...service, { label: "Pending" }],
        ]);
        assert.deepEqual(lines("api: seconds a request"), [
            ["AWS/ApplicationELB", "TargetResponseTime", ...group, { label: "p50", stat: "p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", ...group, { label: "p95", stat: "p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", ...group, { label: "p99", stat: "p99" }],
        ]);
        assert.deepEqual(all.at(8).properties, {
            view: "table",
            region: "eu-central-1",
            title: "api: log",
            query: "SOURCE '/ecs/shop/test/api' | fields @timestamp, @logStream, @message | sort @timestamp desc | limit 50",
        });
    });

    it("says where the service is in the console, and the commands for its log and a rollback", async () => {
        const [text] = (await widgets()).filter(({ type }) => type === "text");
        assert.equal(
            text.properties.markdown,
            [
                "## [api](https://eu-central-1.console.aws.amazon.com/ecs/v2/clusters/shop-cluster/services/api-1a2b3c4/health?region=eu-central-1)",
                "- Log: `aws logs tail /ecs/shop/test/api --follow --region eu-central-1`",
                "- Back to the revision before: `aws ecs update-service --region eu-central-1 --cluster shop-cluster --service api-1a2b3c4 --task-definition $(aws ecs list-task-definitions --region eu-central-1 --family-prefix $(aws ecs describe-services --region eu-central-1 --cluster shop-cluster --services api-1a2b3c4 --query 'services[0].taskDefinition' --output text | sed 's|.*/||; s|:[0-9]*$||') --sort DESC --query 'taskDefinitionArns[1]' --output text)`",
            ].join("\n"),
        );
    });

    for (const [partition, host] of [
        ["aws-cn", "console.amazonaws.cn"],
        ["aws-us-gov", "console.amazonaws-us-gov.com"],
    ] as const) {
        it(`links to the console of ${partition}`, async () => {
            const calls = { "aws:index/getPartition:getPartition": () => ({ partition, dnsSuffix: "x" }) };
            const outputs = (await dashboard({}, { calls })).one("ecs-ec2:index:Dashboard").outputs;
            assert.deepEqual(outputs, {
                dashboardName: "shop-test-shop",
                consoleUrl: `https://${host}/cloudwatch/home?region=eu-central-1#dashboards/dashboard/shop-test-shop`,
            });
        });
    }

    const refusals: Refusals<Partial<DashboardArgs>> = [
        [
            "names that are there twice",
            { services: [db, db], capacities: ["main", "main"] },
            [
                ["services[1]", "is there twice: db"],
                ["capacities[1]", "is there twice: main"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new Dashboard("shop", { cluster: clusterRef(), ...args }));
    refusalTests<object>(
        [
            [
                "a name that CloudWatch does not take",
                {},
                [["name", 'must be up to 255 letters, digits, hyphens and underscores, got "shop-test-my dashboard"']],
            ],
        ],
        () => new Dashboard("my dashboard", { cluster: clusterRef() }),
    );
});
