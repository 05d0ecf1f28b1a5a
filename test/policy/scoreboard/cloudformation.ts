import { type Declared, Out, type Program, Text } from "../../support/policy-program";
import type { Props } from "../good";

type Convert = (props: Props, name: string) => Props;
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const id = (name: string) => pascal(name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next = "") => next.toUpperCase()));
// Maps with keys of the user's own, and what is a document already.
const AS_IT_IS = new Set(["options", "PolicyDocument", "AssumeRolePolicyDocument", "RepositoryPolicyText"]);

/** Names with a capital, all the way down. */
function capital(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(capital);
    if (!(value instanceof Object) || value instanceof Out || value instanceof Text) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, below]) => below !== undefined)
            .map(([key, below]) => [
                /^(Ref|Fn::)/.test(key) ? key : pascal(key),
                AS_IT_IS.has(key) ? below : capital(below),
            ]),
    );
}
const content = (text: unknown) =>
    text instanceof Text ? text.content : typeof text === "string" ? parsed(text) : text;
function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
const attributes = (values: Record<string, unknown>) =>
    Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ({ key, value: typeof value === "object" ? value : String(value) }));

const renamed = (type: string, names: Record<string, string> = {}, drop: string[] = []): [string, Convert] => [
    type,
    (props) =>
        Object.fromEntries(
            Object.entries(props)
                .filter(([key]) => !drop.includes(key))
                .map(([key, value]) => [names[key] ?? key, value]),
        ),
];
const actions = (list: Props[] = []) =>
    list.map(({ redirect, fixedResponse, forward, ...rest }) => ({
        ...rest,
        ...(redirect && { redirectConfig: redirect }),
        ...(fixedResponse && { fixedResponseConfig: fixedResponse }),
        ...(forward && {
            forwardConfig: { targetGroups: forward.targetGroups?.map((g: Props) => ({ targetGroupArn: g.arn })) },
        }),
    }));
const inline = (rules: Props[] = []) =>
    rules.map(({ protocol, cidrBlocks = [], fromPort, toPort }) => ({
        ipProtocol: protocol,
        cidrIp: cidrBlocks[0],
        fromPort,
        toPort,
    }));
const rule: Record<string, string> = {
    securityGroupId: "groupId",
    cidrIpv4: "cidrIp",
    cidrIpv6: "cidrIpv6",
    referencedSecurityGroupId: "sourceSecurityGroupId",
};

/** CloudFormation's types, and what their properties are called there. */
const TYPES: Record<string, [string, Convert]> = {
    "aws:ec2/vpc:Vpc": renamed("AWS::EC2::VPC"),
    "aws:ec2/internetGateway:InternetGateway": renamed("AWS::EC2::InternetGateway", {}, ["vpcId"]),
    "aws:ec2/routeTable:RouteTable": renamed("AWS::EC2::RouteTable", {}, ["routes"]),
    "aws:ec2/route:Route": renamed("AWS::EC2::Route"),
    "aws:ec2/subnet:Subnet": renamed("AWS::EC2::Subnet"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": renamed("AWS::EC2::SubnetRouteTableAssociation"),
    "aws:ec2/securityGroup:SecurityGroup": [
        "AWS::EC2::SecurityGroup",
        ({ ingress, description, vpcId }) => ({
            groupDescription: description ?? "x",
            vpcId,
            ...(ingress && { securityGroupIngress: inline(ingress) }),
        }),
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": renamed("AWS::EC2::SecurityGroupIngress", rule),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": renamed("AWS::EC2::SecurityGroupEgress", rule),
    "aws:lb/loadBalancer:LoadBalancer": [
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        ({
            loadBalancerType,
            subnets,
            securityGroups,
            dropInvalidHeaderFields,
            enableDeletionProtection,
            accessLogs,
            desyncMitigationMode,
        }) => ({
            type: loadBalancerType,
            subnets,
            securityGroups,
            loadBalancerAttributes: attributes({
                "routing.http.drop_invalid_header_fields.enabled": dropInvalidHeaderFields,
                "deletion_protection.enabled": enableDeletionProtection,
                "access_logs.s3.enabled": accessLogs?.enabled,
                "access_logs.s3.bucket": accessLogs?.bucket,
                "routing.http.desync_mitigation_mode": desyncMitigationMode,
            }),
        }),
    ],
    "aws:lb/listener:Listener": [
        "AWS::ElasticLoadBalancingV2::Listener",
        ({ certificateArn, defaultActions, ...rest }) => ({
            ...rest,
            defaultActions: actions(defaultActions),
            ...(certificateArn && { certificates: [{ certificateArn }] }),
        }),
    ],
    "aws:lb/listenerRule:ListenerRule": [
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        ({ conditions, actions: list, ...rest }) => ({
            ...rest,
            actions: actions(list),
            conditions: (conditions ?? []).map((one: Props) => ({
                field: "path-pattern",
                pathPatternConfig: one.pathPattern,
            })),
        }),
    ],
    "aws:lb/targetGroup:TargetGroup": [
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        ({ healthCheck, deregistrationDelay, ...rest }) => ({
            ...rest,
            healthCheckPath: healthCheck?.path,
            healthCheckPort: healthCheck?.port,
            healthCheckIntervalSeconds: healthCheck?.interval,
            targetGroupAttributes: attributes({ "deregistration_delay.timeout_seconds": deregistrationDelay }),
        }),
    ],
    "aws:ecs/cluster:Cluster": renamed("AWS::ECS::Cluster", { settings: "clusterSettings" }),
    "aws:ecs/capacityProvider:CapacityProvider": renamed("AWS::ECS::CapacityProvider"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": renamed(
        "AWS::ECS::ClusterCapacityProviderAssociations",
        {
            clusterName: "cluster",
            defaultCapacityProviderStrategies: "defaultCapacityProviderStrategy",
        },
    ),
    "aws:ecs/taskSet:TaskSet": renamed("AWS::ECS::TaskSet", { capacityProviderStrategies: "capacityProviderStrategy" }),
    "aws:ecs/taskDefinition:TaskDefinition": [
        "AWS::ECS::TaskDefinition",
        ({ containerDefinitions, volumes, ...rest }) => ({
            ...rest,
            containerDefinitions: content(containerDefinitions),
            ...(volumes && {
                volumes: volumes.map(({ name, hostPath, efsVolumeConfiguration: efs }: Props) => ({
                    name,
                    ...(hostPath && { host: { sourcePath: hostPath } }),
                    ...(efs && { eFSVolumeConfiguration: { filesystemId: efs.fileSystemId } }),
                })),
            }),
        }),
    ],
    "aws:ecs/service:Service": [
        "AWS::ECS::Service",
        ({
            capacityProviderStrategies,
            deploymentCircuitBreaker,
            deploymentMaximumPercent,
            deploymentMinimumHealthyPercent,
            networkConfiguration,
            serviceRegistries,
            ...rest
        }) => ({
            ...rest,
            ...(capacityProviderStrategies?.length > 0 && { capacityProviderStrategy: capacityProviderStrategies }),
            deploymentConfiguration: {
                deploymentCircuitBreaker,
                maximumPercent: deploymentMaximumPercent,
                minimumHealthyPercent: deploymentMinimumHealthyPercent,
            },
            ...(networkConfiguration && {
                networkConfiguration: {
                    awsvpcConfiguration: {
                        ...networkConfiguration,
                        ...(networkConfiguration.assignPublicIp !== undefined && {
                            assignPublicIp: networkConfiguration.assignPublicIp ? "ENABLED" : "DISABLED",
                        }),
                    },
                },
            }),
            ...(serviceRegistries && { serviceRegistries: [serviceRegistries] }),
        }),
    ],
    "aws:ec2/launchTemplate:LaunchTemplate": [
        "AWS::EC2::LaunchTemplate",
        ({ vpcSecurityGroupIds, blockDeviceMappings, ...rest }) => ({
            launchTemplateData: {
                ...rest,
                ...(vpcSecurityGroupIds && { securityGroupIds: vpcSecurityGroupIds }),
                ...(blockDeviceMappings && {
                    blockDeviceMappings: blockDeviceMappings.map((mapping: Props) => ({
                        ...mapping,
                        ...(mapping.ebs && {
                            ebs: { ...mapping.ebs, encrypted: String(mapping.ebs.encrypted) === "true" },
                        }),
                    })),
                }),
            },
        }),
    ],
    "aws:autoscaling/group:Group": [
        "AWS::AutoScaling::AutoScalingGroup",
        ({
            minSize,
            maxSize,
            desiredCapacity,
            vpcZoneIdentifiers,
            launchTemplate,
            protectFromScaleIn,
            tags,
            ...rest
        }) => ({
            ...rest,
            minSize: String(minSize),
            maxSize: String(maxSize),
            ...(desiredCapacity && { desiredCapacity: String(desiredCapacity) }),
            vPCZoneIdentifier: vpcZoneIdentifiers,
            ...(launchTemplate && {
                launchTemplate: {
                    launchTemplateId: launchTemplate.id,
                    version: new Out("template", "latestVersionNumber"),
                },
            }),
            newInstancesProtectedFromScaleIn: protectFromScaleIn,
            tags,
        }),
    ],
    "aws:iam/role:Role": [
        "AWS::IAM::Role",
        ({ assumeRolePolicy, managedPolicyArns, inlinePolicies }) => ({
            AssumeRolePolicyDocument: content(assumeRolePolicy),
            managedPolicyArns,
            ...(inlinePolicies && {
                policies: inlinePolicies.map(({ name, policy }: Props) => ({
                    policyName: name,
                    PolicyDocument: content(policy),
                })),
            }),
        }),
    ],
    "aws:iam/rolePolicy:RolePolicy": [
        "AWS::IAM::Policy",
        ({ role, policy }, name) => ({ policyName: name, roles: [role], PolicyDocument: content(policy) }),
    ],
    "aws:iam/instanceProfile:InstanceProfile": ["AWS::IAM::InstanceProfile", ({ role }) => ({ roles: [role] })],
    "aws:cloudwatch/logGroup:LogGroup": renamed("AWS::Logs::LogGroup"),
    "aws:ecr/repository:Repository": renamed("AWS::ECR::Repository", { forceDelete: "emptyOnDelete" }),
    "aws:secretsmanager/secret:Secret": renamed("AWS::SecretsManager::Secret"),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": renamed(
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
    ),
    "aws:servicediscovery/service:Service": [
        "AWS::ServiceDiscovery::Service",
        ({ name, dnsConfig }) => ({
            name,
            dnsConfig: {
                ...dnsConfig,
                dnsRecords: dnsConfig?.dnsRecords.map((one: Props) => ({ ...one, tTL: one.ttl, ttl: undefined })),
            },
        }),
    ],
    "aws:ec2/launchConfiguration:LaunchConfiguration": [
        "AWS::AutoScaling::LaunchConfiguration",
        (props) => ({ imageId: "ami-0123456789abcdef0", instanceType: "t3.small", ...props }),
    ],
    "aws:scheduler/schedule:Schedule": [
        "AWS::Scheduler::Schedule",
        ({ target }) => ({
            scheduleExpression: "rate(1 day)",
            flexibleTimeWindow: { mode: "OFF" },
            target: {
                roleArn: "arn:aws:iam::123456789012:role/x",
                arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/x",
                ...target,
                ecsParameters: spelled(target.ecsParameters),
            },
        }),
    ],
};

function spelled({ capacityProviderStrategies, networkConfiguration, ...rest }: Props): Props {
    return {
        taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/x:1",
        ...rest,
        ...(capacityProviderStrategies && { capacityProviderStrategy: capacityProviderStrategies }),
        ...(networkConfiguration && { networkConfiguration: { awsvpcConfiguration: networkConfiguration } }),
    };
}

export const cloudFormationType = (type: string): string | undefined => TYPES[type]?.[0];

const ATTRIBUTES: Record<string, string> = { arn: "Arn", latestVersionNumber: "LatestVersionNumber" };
// What Ref already gives: asking for the attribute would be an error.
const REF_IS_ARN =
    /^AWS::(AutoScaling::AutoScalingGroup|ECS::TaskDefinition|ElasticLoadBalancingV2::|SecretsManager::Secret)/;

/** A program as a CloudFormation template. What CloudFormation cannot say is left out. */
export function cloudFormation(program: Program): string {
    const reference = ({ resource, property }: Out) => {
        const type = program[resource] && cloudFormationType(program[resource].type);
        if (!type) return `123456789012.dkr.ecr.eu-central-1.amazonaws.com/x@sha256:${"0".repeat(64)}`;
        const attribute =
            type.startsWith("AWS::EC2::SecurityGroup") && property === "id" ? "GroupId" : ATTRIBUTES[property];
        const plain = !attribute || (property === "arn" && REF_IS_ARN.test(type));
        return plain || (type === "AWS::ServiceDiscovery::PrivateDnsNamespace" && property === "id")
            ? { Ref: id(resource) }
            : { "Fn::GetAtt": [id(resource), attribute] };
    };
    const resources: Record<string, unknown> = {};
    for (const one of Object.values(program)) {
        const [type, convert] = TYPES[one.type] ?? [];
        if (!type || !convert) continue;
        const dependsOn = (one.dependsOn ?? [])
            .filter((name) => program[name] && cloudFormationType(program[name].type))
            .map(id);
        resources[id(one.name)] = {
            Type: type,
            ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
            Properties: resolved(capital(convert({ ...one.props, ...attachedTo(program, one) }, one.name)), reference),
        };
    }
    return JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: resources }, null, 1);
}

/** Attachments are a property of the role in CloudFormation. */
function attachedTo(program: Program, role: Declared): Props {
    if (role.type !== "aws:iam/role:Role") return {};
    const arns = Object.values(program)
        .filter(
            ({ type, props }) =>
                type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" &&
                props.role instanceof Out &&
                props.role.resource === role.name,
        )
        .map(({ props }) => props.policyArn);
    return arns.length > 0 ? { managedPolicyArns: arns } : {};
}

function resolved(value: unknown, reference: (out: Out) => unknown): unknown {
    if (value instanceof Out) return reference(value);
    if (value instanceof Text) {
        const [first] = Object.values(value.content as object).filter((one) => one instanceof Out);
        const marked = value.write(resolved(value.content, () => "shop"));
        return first && typeof marked === "string" ? marked : resolved(value.content, reference);
    }
    if (Array.isArray(value)) return value.map((one) => resolved(one, reference));
    if (!(value instanceof Object)) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, below]) => below !== undefined)
            .map(([key, below]) => [key, resolved(below, reference)]),
    );
}
