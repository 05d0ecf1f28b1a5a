import { add, type Defect, props } from "../../support/policy-defects";
import { type Declared, jsonText, resource } from "../../support/policy-program";

const change = (
    rule: string,
    on: string,
    what: string,
    fields: object,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({
    ...{ rule, on, what, message, ...more },
    plant(program) {
        const written = props(program, on);
        for (const [path, value] of Object.entries(fields)) {
            const keys = path.split(".");
            const last = keys.pop() as string;
            const place = keys.reduce((at, key) => at[key], written);
            if (value === undefined) delete place[last];
            else place[last] = value;
        }
    },
});
const extra = (
    rule: string,
    type: string,
    what: string,
    fields: object,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({
    ...{ rule, on: "extra", what, message, ...more },
    plant: (program) => add(program, resource(type, "extra", fields as Declared["props"])),
});

const FARGATE = [{ capacityProvider: "FARGATE", weight: 1 }];
const capacity: Defect[] = [
    change("ec2-capacity-only", "web-service", "a launch type", { launchType: "FARGATE" }, /^launchType is FARGATE/, {
        config: { "service-uses-known-capacity": "disabled" },
    }),
    change(
        "ec2-capacity-only",
        "web-service",
        "a strategy",
        { capacityProviderStrategies: FARGATE },
        /\[0\]\.capacityProvider is FARGATE/,
        {
            config: { "service-uses-known-capacity": "disabled" },
        },
    ),
    change(
        "ec2-capacity-only",
        "providers",
        "a cluster",
        { "capacityProviders.1": "FARGATE" },
        /capacityProviders\[1\]/,
    ),
    extra(
        "ec2-capacity-only",
        "aws:ecs/expressGatewayService:ExpressGatewayService",
        "Express",
        {},
        /always runs on Fargate/,
    ),
    extra(
        "ec2-capacity-only",
        "aws:scheduler/schedule:Schedule",
        "a schedule",
        { target: { ecsParameters: { launchType: "FARGATE" } } },
        /^target\.ecsParameters\.launchType/,
    ),
    change(
        "no-public-ip-on-ec2-tasks",
        "db-service",
        "a service",
        { "networkConfiguration.assignPublicIp": true },
        /^networkConfiguration\.assignPublicIp is only/,
    ),
    extra(
        "no-public-ip-on-ec2-tasks",
        "aws:cloudwatch/eventTarget:EventTarget",
        "an event's task",
        { ecsTarget: { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: true } } },
        /^ecsTarget\.networkConfiguration\.assignPublicIp/,
    ),
    extra(
        "no-public-ip-on-ec2-tasks",
        "aws:pipes/pipe:Pipe",
        "a pipe's task",
        {
            targetParameters: {
                ecsTaskParameters: { networkConfiguration: { awsVpcConfiguration: { assignPublicIp: "ENABLED" } } },
            },
        },
        /awsVpcConfiguration\.assignPublicIp/,
    ),
    change(
        "cluster-observability",
        "cluster",
        "no insights",
        { settings: [] },
        /Container Insights is off; write settings/,
    ),
    change(
        "cluster-observability",
        "cluster",
        "insights off",
        { "settings.0.value": "disabled" },
        /Container Insights is off/,
    ),
    ...(
        [
            ["managedScaling.status", "DISABLED", /status is not "ENABLED"/],
            ["managedTerminationProtection", "DISABLED", /managedTerminationProtection is not "ENABLED"/],
            ["managedDraining", "DISABLED", /managedDraining is "DISABLED"/],
            ["managedScaling.targetCapacity", 0, /targetCapacity is 0; write 1 to 100/],
        ] as const
    ).map(([path, value, message]) =>
        change(
            "capacity-provider-safe-scaling",
            "on-demand",
            path,
            { [`autoScalingGroupProvider.${path}`]: value },
            message,
        ),
    ),
];

const service: Defect[] = [
    change(
        "service-deployment-safety",
        "web-service",
        "no breaker",
        { deploymentCircuitBreaker: undefined },
        /write deploymentCircuitBreaker/,
    ),
    change(
        "service-deployment-safety",
        "web-service",
        "no rollback",
        { "deploymentCircuitBreaker.rollback": false },
        /does not roll back/,
    ),
    change(
        "service-deployment-safety",
        "web-service",
        "no grace",
        { healthCheckGracePeriodSeconds: undefined },
        /write healthCheckGrace/,
        {
            level: "advisory",
        },
    ),
    change(
        "service-deployment-safety",
        "db-service",
        "grace for nothing",
        { healthCheckGracePeriodSeconds: 60 },
        /needs loadBalancers/,
    ),
    change("audited-exec", "web-service", "shells", { enableExecuteCommand: true }, /opens the containers to shells/),
    change(
        "audited-exec",
        "cluster",
        "shells that nobody logs",
        { configuration: { executeCommandConfiguration: { logging: "NONE" } } },
        /logging is "NONE"/,
    ),
    change(
        "log-group-retention",
        "logs",
        "for ever",
        { retentionInDays: undefined },
        /kept forever; write retentionInDays: 7 or more/,
        {
            config: { "log-group-managed": "disabled" },
        },
    ),
    change("log-group-retention", "logs", "too short", { retentionInDays: 1 }, /is 1; write 7 or more/),
    change("log-group-retention", "logs", "too long", { retentionInDays: 3653 }, /is 3653; write 7 to 365/, {
        config: { "log-group-retention": { max: 365 } },
    }),
];

const template = (what: string, fields: object, message: RegExp, more: Partial<Defect> = {}) =>
    change("hardened-instances", "template", what, fields, message, more);
const instances: Defect[] = [
    template("metadata of version 1", { "metadataOptions.httpTokens": "optional" }, /httpTokens is not "required"/),
    template("no metadata options", { metadataOptions: undefined }, /httpTokens is not "required"/),
    template("two hops", { "metadataOptions.httpPutResponseHopLimit": 2 }, /HopLimit is 2; write 1/),
    template(
        "a plain volume",
        { "blockDeviceMappings.0.ebs.encrypted": "false" },
        /^blockDeviceMappings\[0\]\.ebs\.encrypted/,
    ),
    template("a key pair", { keyName: "ops" }, /^keyName opens the instance to SSH/),
    extra(
        "hardened-instances",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "a launch configuration",
        {},
        /thing of the past/,
    ),
    extra(
        "hardened-instances",
        "aws:ec2/instance:Instance",
        "an instance's volume",
        { metadataOptions: { httpTokens: "required" }, rootBlockDevice: { encrypted: false } },
        /^rootBlockDevice\.encrypted/,
    ),
];

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

const edge: Defect[] = [
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

export const resources: Defect[] = [...capacity, ...service, ...instances, ...firewalls, ...images, ...edge, ...rights];
