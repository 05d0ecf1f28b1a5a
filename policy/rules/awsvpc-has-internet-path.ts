import { called, servicesOf } from "../graph/ecs";
import { SUBNET, VPC, wayOut } from "../graph/network";
import type { Node, Stack } from "../graph/stack";
import { flag } from "../options";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";

const hasEndpoints = (stack: Stack, subnet: Node): boolean => {
    const [vpc] = stack.refer(subnet, subnet.props.at("vpcId"), VPC);
    return stack
        .of("aws:ec2/vpcEndpoint:VpcEndpoint")
        .some(
            (endpoint) =>
                endpoint.props.at("vpcEndpointType").text() === "Interface" &&
                stack.refer(endpoint, endpoint.props.at("vpcId"), VPC).some((one) => one === vpc),
        );
};

export const awsvpcHasInternetPath = stackRule({
    name: "awsvpc-has-internet-path",
    description: "An awsvpc task on EC2 gets no public address: an internet gateway is no way out for it.",
    // Advisory, since a task that calls nobody is right there: images, logs and secrets go through the instance.
    enforcementLevel: "advisory",
    severity: "high",
    remediationSteps:
        "Use networkMode bridge, subnets with a NAT gateway, or interface endpoints; except a task that calls nobody.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    options: { allowVpcEndpoints: flag("Whether interface endpoints in the VPC count as a way out.", true) },
    types: [SERVICE],
    judge(stack, verdict, { allowVpcEndpoints }) {
        for (const { service, task } of servicesOf(stack)) {
            verdict.check(() => {
                if (!task()?.facts?.ownInterface || service.props.at("launchType").text() === "FARGATE") return;
                const subnets = stack.refer(service, service.props.at("networkConfiguration", "subnets"), SUBNET);
                const stuck = subnets.filter(
                    (subnet) =>
                        wayOut(stack, subnet) === "internet gateway" &&
                        !subnet.props.at("ipv6CidrBlock").isPresent &&
                        !(allowVpcEndpoints && hasEndpoints(stack, subnet)),
                );
                if (stuck.length === 0) return;
                const where = stuck.map(called).sort().join(", ");
                verdict.report(
                    `its tasks cannot call out of ${where}; write networkMode "bridge", or use subnets with a NAT gateway`,
                    service.urn,
                );
            }, service.urn);
        }
    },
});
