import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import { named, tags } from "./common";
import { network, online, subnetIds } from "./network";

export const balancerGroup = new ec2.SecurityGroup("bench", {
    vpcId: network.id,
    description: "Load balancer bench",
    tags: named("bench"),
});
new vpc.SecurityGroupEgressRule("bench-egress", {
    securityGroupId: balancerGroup.id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
    description: "To the targets",
});
new vpc.SecurityGroupIngressRule("bench-http-1", {
    securityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 80,
    toPort: 80,
    cidrIpv4: "0.0.0.0/0",
});
export const balancer = new lb.LoadBalancer(
    "bench",
    {
        loadBalancerType: "application",
        internal: false,
        subnets: subnetIds,
        securityGroups: [balancerGroup.id],
        idleTimeout: 60,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: false,
        tags,
    },
    { dependsOn: online },
);
export const listener = new lb.Listener("bench-http", {
    loadBalancerArn: balancer.arn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [
        {
            type: "fixed-response",
            fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
        },
    ],
    tags,
});
