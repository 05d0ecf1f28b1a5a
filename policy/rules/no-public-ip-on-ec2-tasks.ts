import { capacityProvidersOf, launchOf, TASK_STARTERS } from "../reading/capacity";
import { firstPresent } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";

export const noPublicIpOnEc2Tasks = resourceRule({
    name: "no-public-ip-on-ec2-tasks",
    description: "A task on EC2 capacity cannot have a public address of its own.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("ECS.2", "ECS services should not have public IP addresses assigned to them automatically"),
    tags: ["AWS FSBP ECS.16"],
    remediationSteps: "Remove assignPublicIp; let the load balancer face the internet, and NAT or endpoints lead out.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    options: {},
    types: TASK_STARTERS,
    judge(resource, verdict) {
        const launch = launchOf(resource);
        if (!launch) return;
        const network = launch.at("networkConfiguration");
        const assign = firstPresent(network.at("assignPublicIp"), network.at("awsVpcConfiguration", "assignPublicIp"));
        if (!assign.isPresent || !(assign.flag() || assign.text() === "ENABLED")) return;
        const isFargate = (name: string | undefined) => name?.startsWith("FARGATE");
        if (isFargate(launch.at("launchType").text())) return;
        if ([...capacityProvidersOf(resource)].some((provider) => !provider.isUnknown && isFargate(provider.text())))
            return;
        verdict.report(`${assign.path} is only for Fargate, and AWS refuses it on EC2; remove it`);
    },
});
