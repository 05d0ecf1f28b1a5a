import { list } from "../options";
import type { Reading } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";
import { CLUSTER } from "../types";

const insights = (props: Reading) =>
    props
        .at("settings")
        .items()
        .find((setting) => setting.at("name").text() === "containerInsights")
        ?.at("value")
        .text();

export const clusterObservability = resourceRule({
    name: "cluster-observability",
    description: "A cluster must collect metrics of its tasks.",
    enforcementLevel: "advisory",
    severity: "medium",
    framework: fsbp("ECS.12", "ECS clusters should use Container Insights"),
    tags: ["NIST.800-53.r5 CA-7"],
    remediationSteps: 'Write settings: [{ name: "containerInsights", value: "enabled" }].',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html",
    options: {
        value: list("Values of the setting that are good enough; the first is what remediation writes.", [
            "enabled",
            "enhanced",
        ]),
    },
    types: [CLUSTER],
    judge({ props }, verdict, { value }) {
        if (value.includes(insights(props) ?? "")) return;
        verdict.report(
            `Container Insights is off; write settings: [{ name: "containerInsights", value: "${value[0]}" }]`,
        );
    },
    remediate(written, { props }, { value }) {
        if (value.includes(insights(props) ?? "")) return false;
        const others = props
            .at("settings")
            .items()
            .filter((setting) => setting.at("name").text() !== "containerInsights")
            .map((setting) => ({ name: setting.at("name").text(), value: setting.at("value").text() }));
        written.settings = [...others, { name: "containerInsights", value: value[0] ?? "enabled" }];
        return true;
    },
});
