import type { Defect } from "../../support/policy-defects";
import { jsonText } from "../../support/policy-program";
import { change, extra } from "./change";

const WORLD = { fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] };
const open = (type: string, what: string, fields: object, message: RegExp) =>
    extra("no-open-ingress", type, what, fields, message);
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const firewalls: Defect[] = [
    open(
        "aws:ec2/securityGroup:SecurityGroup",
        "inline",
        { ingress: [WORLD] },
        /^ingress\[0\] lets 0\.0\.0\.0\/0 in on tcp 22/,
    ),
    open(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "the default group",
        { ingress: [WORLD] },
        /^ingress\[0\] lets/,
    ),
    open(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        "an older rule",
        { type: "ingress", ...WORLD },
        /^this rule lets/,
    ),
    open(
        INGRESS_RULE,
        "a newer rule",
        { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 5432, toPort: 5432 },
        /tcp 5432/,
    ),
    open(INGRESS_RULE, "IPv6", { cidrIpv6: "::/0", ipProtocol: "tcp", fromPort: 22, toPort: 22 }, /lets ::\/0 in/),
    open(INGRESS_RULE, "every protocol", { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, /on every port/),
    open(
        INGRESS_RULE,
        "half the world",
        { cidrIpv4: "128.0.0.0/1", ipProtocol: "udp", fromPort: 53, toPort: 53 },
        /128\.0\.0\.0\/1/,
    ),
    open(
        INGRESS_RULE,
        "a range around an allowed port",
        { cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 80, toPort: 81 },
        /tcp 80 to 81/,
    ),
];

const anyone = { Version: "2012-10-17", Statement: { Effect: "Allow", Principal: "*", Action: "ecr:*" } };
const images: Defect[] = [
    change(
        "ecr-safe-repository",
        "repository",
        "movable tags",
        { imageTagMutability: "MUTABLE" },
        /write imageTagMutability: "IMMUTABLE"/,
    ),
    change(
        "ecr-safe-repository",
        "repository",
        "movable by default",
        { imageTagMutability: undefined },
        /imageTagMutability/,
    ),
    change(
        "ecr-safe-repository",
        "repository",
        "no scan",
        { imageScanningConfiguration: undefined },
        /images are not scanned/,
    ),
    change("ecr-safe-repository", "repository", "deleted with images", { forceDelete: true }, /^forceDelete/),
    extra(
        "ecr-safe-repository",
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "anyone",
        { policy: JSON.stringify(anyone) },
        /Principal "\*"/,
    ),
];

const balancer: Defect[] = [
    change(
        "lb-safe-edge",
        "http",
        "plain HTTP",
        { defaultActions: [{ type: "forward", targetGroupArn: "arn:x" }] },
        /redirect to HTTPS/,
    ),
    change(
        "lb-safe-edge",
        "https",
        "no TLS policy",
        { sslPolicy: undefined },
        /AWS's default TLS policy is an old one/,
    ),
    change(
        "lb-safe-edge",
        "https",
        "an old TLS policy",
        { sslPolicy: "ELBSecurityPolicy-2016-08" },
        /sslPolicy is "ELBSecurityPolicy-2016-08"/,
    ),
    change(
        "lb-safe-edge",
        "edge",
        "invalid headers",
        { dropInvalidHeaderFields: false },
        /dropInvalidHeaderFields: true/,
    ),
    change("lb-safe-edge", "edge", "desync", { desyncMitigationMode: "monitor" }, /desyncMitigationMode is "monitor"/),
    change("lb-safe-edge", "edge", "deletable", { enableDeletionProtection: false }, /enableDeletionProtection: true/, {
        config: { "lb-safe-edge": { requireDeletionProtection: true } },
    }),
    change("lb-safe-edge", "edge", "no access logs", { accessLogs: undefined }, /accessLogs/, {
        config: { "lb-safe-edge": { requireAccessLogs: true } },
    }),
    change(
        "lb-safe-edge",
        "web-targets",
        "no health path",
        { "healthCheck.path": undefined },
        /write healthCheck: \{ path/,
    ),
    change(
        "lb-safe-edge",
        "web-targets",
        "slow to drain",
        { deregistrationDelay: 300 },
        /takes 300 s to drain; write deregistrationDelay: 120/,
    ),
    change(
        "lb-safe-edge",
        "web-targets",
        "slow by default",
        { deregistrationDelay: undefined },
        /takes 300 s to drain/,
    ),
];

const statement = (fields: object) => ({
    policy: jsonText({ Statement: { Effect: "Allow", Resource: "*", ...fields } }),
});
const RIGHTS = "least-privilege-iam";
const rights: Defect[] = [
    change(
        RIGHTS,
        "read-secrets",
        "every action",
        statement({ Action: "*" }),
        /^policy statement 1 allows \*; name the actions/,
    ),
    change(RIGHTS, "read-secrets", "a whole service", statement({ Action: ["s3:*"] }), /allows s3:\*/),
    change(
        RIGHTS,
        "read-secrets",
        "every secret",
        statement({ Action: "secretsmanager:GetSecretValue" }),
        /allows secretsmanager:GetSecretValue on "\*"/,
    ),
    change(
        RIGHTS,
        "read-secrets",
        "any role",
        statement({ Action: "iam:PassRole" }),
        /may hand any role to any service/,
    ),
    change(RIGHTS, "read-secrets", "all but something", statement({ NotAction: "iam:*" }), /NotAction/),
    change(RIGHTS, "read-secrets", "no JSON", { policy: "{" }, /^policy is not valid JSON/),
    change(
        RIGHTS,
        "instance-ecs",
        "an administrator",
        { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        /^policyArn is AdministratorAccess/,
        {
            config: { "instances-can-join-cluster": "disabled" },
        },
    ),
    change(
        RIGHTS,
        "task-role",
        "an inline policy",
        { inlinePolicies: [{ name: "all", ...statement({ Action: "*" }) }] },
        /^inlinePolicies\[0\]\.policy statement 1 allows \*/,
    ),
    change(
        RIGHTS,
        "task-role",
        "trust in any account",
        {
            assumeRolePolicy: jsonText({
                Statement: {
                    Effect: "Allow",
                    Principal: { Service: "ecs-tasks.amazonaws.com" },
                    Action: "sts:AssumeRole",
                },
            }),
        },
        /trusts ecs-tasks\.amazonaws\.com for any account/,
        { level: "advisory" },
    ),
];

export const edge: Defect[] = [...firewalls, ...images, ...balancer, ...rights];
