import { props } from "../../support/policy-defects";
import { both, extra, fine, type NearMiss, set } from "./near-miss";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const WORLD = { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp" };
export const resources: NearMiss[] = [
    fine(
        "service-deployment-safety",
        "CodeDeploy, which rolls back itself",
        set("web-service", { deploymentCircuitBreaker: undefined, deploymentController: { type: "CODE_DEPLOY" } }),
    ),
    fine(
        "service-deployment-safety",
        "a grace period for Lattice",
        set("db-service", { healthCheckGracePeriodSeconds: 5, vpcLatticeConfigurations: [{}] }),
    ),
    fine(
        "no-public-ip-on-ec2-tasks",
        "a Fargate launch type",
        set("db-service", { launchType: "FARGATE", networkConfiguration: { assignPublicIp: true } }),
    ),
    fine(
        "no-public-ip-on-ec2-tasks",
        "a Fargate strategy",
        set("db-service", {
            capacityProviderStrategies: [{ capacityProvider: "FARGATE" }],
            networkConfiguration: { assignPublicIp: true },
        }),
    ),
    fine(
        "no-public-ip-on-ec2-tasks",
        "an address that is not assigned",
        set("db-service", { networkConfiguration: { assignPublicIp: false } }),
    ),
    fine("audited-exec", "shells, where they are allowed", set("web-service", { enableExecuteCommand: true }), {
        allow: true,
    }),
    fine(
        "capacity-provider-safe-scaling",
        "managed instances, which have no such settings",
        extra("aws:ecs/capacityProvider:CapacityProvider", { managedInstancesProvider: {} }),
    ),
    fine("capacity-provider-safe-scaling", "the least target", (p) => {
        props(p, "on-demand").autoScalingGroupProvider.managedScaling.targetCapacity = 1;
    }),
    fine(
        "hardened-instances",
        "no metadata service at all",
        set("template", { metadataOptions: { httpEndpoint: "disabled" } }),
    ),
    fine(
        "hardened-instances",
        "a device without a volume",
        set("template", { blockDeviceMappings: [{ deviceName: "/dev/xvdb", noDevice: "" }] }),
    ),
    fine("hardened-instances", "a key pair, where it is allowed", set("template", { keyName: "ops" }), {
        allowKeyName: true,
    }),
    fine(
        "hardened-instances",
        "an instance without volumes of its own",
        extra("aws:ec2/instance:Instance", { metadataOptions: { httpTokens: "required" } }),
    ),
    fine("no-open-ingress", "an allowed port", extra(INGRESS_RULE, { ...WORLD, fromPort: 443, toPort: 443 })),
    fine(
        "no-open-ingress",
        "a narrow range",
        extra(INGRESS_RULE, { ...WORLD, cidrIpv4: "10.0.0.0/8", fromPort: 22, toPort: 22 }),
    ),
    fine(
        "no-open-ingress",
        "one address",
        extra(INGRESS_RULE, { cidrIpv6: "2001:db8::/32", ipProtocol: "tcp", fromPort: 22, toPort: 22 }),
    ),
    fine(
        "no-open-ingress",
        "a quarter of the old internet",
        extra(INGRESS_RULE, { ...WORLD, cidrIpv4: "64.0.0.0/2", fromPort: 22, toPort: 22 }),
    ),
    fine("no-open-ingress", "ping", extra(INGRESS_RULE, { ...WORLD, ipProtocol: "icmp", fromPort: 8, toPort: 0 })),
    fine(
        "no-open-ingress",
        "egress of an older rule",
        extra("aws:ec2/securityGroupRule:SecurityGroupRule", {
            type: "egress",
            protocol: "-1",
            cidrBlocks: ["0.0.0.0/0"],
        }),
    ),
    fine(
        "ecr-safe-repository",
        "movable tags, where they are allowed",
        set("repository", { imageTagMutability: "MUTABLE" }),
        { allowMutable: true },
    ),
    fine("ecr-safe-repository", "deletion with images, where it is allowed", set("repository", { forceDelete: true }), {
        allowForceDelete: true,
    }),
    fine(
        "ecr-safe-repository",
        "immutable but for some tags",
        set("repository", { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" }),
    ),
    ...(
        [
            ["a denial", { Effect: "Deny", Principal: "*", Action: "*" }],
            ["one account", { Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" }, Action: "*" }],
            ["a service", { Effect: "Allow", Principal: { Service: "*" }, Action: "*" }],
            [
                "a condition",
                {
                    Effect: "Allow",
                    Principal: "*",
                    Action: "*",
                    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
                },
            ],
        ] as const
    ).map(([what, statement]) =>
        fine(
            "ecr-safe-repository",
            what,
            extra("aws:ecr/repositoryPolicy:RepositoryPolicy", { policy: JSON.stringify({ Statement: statement }) }),
        ),
    ),
    fine("lb-safe-edge", "HTTP, where it is allowed", set("http", { defaultActions: [{ type: "fixed-response" }] }), {
        allowHttp: true,
    }),
    fine(
        "lb-safe-edge",
        "a network load balancer",
        both(
            set("edge", { loadBalancerType: "network", dropInvalidHeaderFields: undefined }),
            set("https", { protocol: "TCP", sslPolicy: undefined }),
        ),
    ),
    fine("lb-safe-edge", "another policy, where it is good enough", set("https", { sslPolicy: "Mine" }), {
        tlsPattern: "^Mine$",
    }),
    fine("lb-safe-edge", "targets of TCP", set("web-targets", { protocol: "TCP", healthCheck: {} })),
    fine(
        "lb-safe-edge",
        "a function",
        set("web-targets", { targetType: "lambda", healthCheck: undefined, deregistrationDelay: undefined }),
    ),
    fine("lb-safe-edge", "the longest delay", set("web-targets", { deregistrationDelay: 120 })),
    fine("lb-safe-edge", "protection and logs, which are there", () => {}, {
        requireDeletionProtection: true,
        requireAccessLogs: true,
    }),
    fine(
        "least-privilege-iam",
        "a denial of everything",
        set("read-secrets", { policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }) }),
    ),
    fine(
        "least-privilege-iam",
        "a role for one service",
        set("read-secrets", {
            policy: JSON.stringify({
                Statement: {
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    Resource: "*",
                    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
                },
            }),
        }),
    ),
    fine(
        "least-privilege-iam",
        "what takes no resource",
        set("read-secrets", {
            policy: JSON.stringify({
                Statement: {
                    Effect: "Allow",
                    Action: ["ecr:GetAuthorizationToken", "ec2:DescribeInstances"],
                    Resource: "*",
                },
            }),
        }),
    ),
    fine(
        "least-privilege-iam",
        "an action that may",
        set("read-secrets", {
            policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } }),
        }),
        { allowActions: ["^s3:"] },
    ),
];
