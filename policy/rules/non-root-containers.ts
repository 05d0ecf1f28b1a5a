import { list } from "../options";
import { containerRule, fsbp } from "../rule";

const ROOT = new Set(["", "0", "root"]);

export const nonRootContainers = containerRule({
    name: "non-root-containers",
    description: "A container must say a user other than root.",
    enforcementLevel: "advisory",
    severity: "medium",
    framework: fsbp("ECS.20", "ECS task definitions should configure non-root users in Linux container definitions"),
    tags: ["NIST.800-53.r5 AC-6"],
    remediationSteps: 'Write user: "1000:1000", or another user that the image knows, in the container definition.',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    options: { allowContainers: list("Names of containers that may run as root.") },
    judgeContainer({ name, label, definition }, verdict, { allowContainers }, { props }) {
        if (name !== undefined && allowContainers.includes(name)) return;
        if (/^WINDOWS/.test(props.at("runtimePlatform", "operatingSystemFamily").text() ?? "")) return;
        const user = definition.at("user").text()?.trim().split(":")[0];
        if (user === undefined) verdict.report(`${label} says no user; write user: "1000:1000"`);
        else if (ROOT.has(user)) verdict.report(`${label} runs as root; write user: "1000:1000"`);
    },
});
