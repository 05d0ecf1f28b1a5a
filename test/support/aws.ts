// What AWS adds to the resources and answers to the functions that components use, in AWS's own shapes.
import type { Inputs } from "./wire";

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";
const DIGEST = `sha256:${"5e".repeat(32)}`;

/** Name that Pulumi gives in AWS: an auto-named resource never has its logical name. */
export const physical = (name: string) => `${name}-1a2b3c4`;

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const iamArn = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

type Outputs = { id: string; [output: string]: unknown };
type Answer = (name: string, inputs: Inputs) => Outputs;

const withId =
    (prefix: string): Answer =>
    (name) => ({ id: `${prefix}-${name}` });
const joined =
    (...properties: string[]): Answer =>
    (_name, inputs) => ({ id: properties.map((property) => inputs[property]).join("_") });
const named =
    (answer: (name: string, inputs: Inputs) => Outputs): Answer =>
    (name, inputs) => {
        const own = inputs.name ?? physical(name);
        return { name: own, ...answer(own, inputs) };
    };

const ANSWERS: Record<string, Answer> = {
    "aws:appautoscaling/policy:Policy": named((name) => ({
        id: name,
        arn: arn("autoscaling", `scalingPolicy:${name}`),
    })),
    "aws:appautoscaling/scheduledAction:ScheduledAction": (name) => ({ id: name }),
    "aws:appautoscaling/target:Target": joined("resourceId"),
    "aws:autoscaling/group:Group": named((name) => ({
        id: name,
        arn: arn("autoscaling", `autoScalingGroup:1:autoScalingGroupName/${name}`),
    })),
    "aws:cloudwatch/dashboard:Dashboard": (_name, { dashboardName }) => ({
        id: dashboardName,
        dashboardArn: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${dashboardName}`,
    }),
    "aws:cloudwatch/eventRule:EventRule": named((name) => ({ id: name, arn: arn("events", `rule/${name}`) })),
    "aws:cloudwatch/eventTarget:EventTarget": joined("rule"),
    "aws:cloudwatch/logGroup:LogGroup": named((name) => ({ id: name, arn: arn("logs", `log-group:${name}`) })),
    "aws:cloudwatch/metricAlarm:MetricAlarm": named((name) => ({ id: name, arn: arn("cloudwatch", `alarm:${name}`) })),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": withId("sg"),
    "aws:ec2/flowLog:FlowLog": withId("fl"),
    "aws:ec2/internetGateway:InternetGateway": withId("igw"),
    "aws:ec2/launchTemplate:LaunchTemplate": named((name) => ({
        id: `lt-${name}`,
        latestVersion: 7,
        defaultVersion: 7,
    })),
    "aws:ec2/route:Route": withId("r"),
    "aws:ec2/routeTable:RouteTable": withId("rtb"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": withId("rtbassoc"),
    "aws:ec2/securityGroup:SecurityGroup": withId("sg"),
    "aws:ec2/subnet:Subnet": withId("subnet"),
    "aws:ec2/vpc:Vpc": (name, { assignGeneratedIpv6CidrBlock }) => ({
        id: `vpc-${name}`,
        ...(assignGeneratedIpv6CidrBlock ? { ipv6CidrBlock: "2600:1f14:abc:de00::/56" } : {}),
    }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": withId("vpce"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": joined("repository"),
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": joined("ecrRepositoryPrefix"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": joined("repository"),
    "aws:ecr/repository:Repository": named((name) => ({
        id: name,
        arn: arn("ecr", `repository/${name}`),
        registryId: ACCOUNT,
        repositoryUrl: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${name}`,
    })),
    "aws:ecs/accountSettingDefault:AccountSettingDefault": joined("name"),
    "aws:ecs/capacityProvider:CapacityProvider": named((name) => {
        const own = arn("ecs", `capacity-provider/${name}`);
        return { id: own, arn: own };
    }),
    "aws:ecs/cluster:Cluster": named((name) => ({
        id: arn("ecs", `cluster/${name}`),
        arn: arn("ecs", `cluster/${name}`),
    })),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": joined("clusterName"),
    "aws:ecs/service:Service": named((name, { cluster }) => ({
        id: arn("ecs", `service/${String(cluster).split("/")[1]}/${name}`),
    })),
    "aws:ecs/taskDefinition:TaskDefinition": (_name, { family }) => ({
        id: family,
        revision: 1,
        arn: arn("ecs", `task-definition/${family}:1`),
    }),
    "aws:efs/accessPoint:AccessPoint": withId("fsap"),
    "aws:efs/backupPolicy:BackupPolicy": joined("fileSystemId"),
    "aws:efs/fileSystem:FileSystem": withId("fs"),
    "aws:efs/mountTarget:MountTarget": withId("fsmt"),
    "aws:iam/instanceProfile:InstanceProfile": named((name) => ({ id: name, arn: iamArn(`instance-profile/${name}`) })),
    "aws:iam/role:Role": named((name) => ({ id: name, arn: iamArn(`role/${name}`) })),
    "aws:iam/rolePolicy:RolePolicy": named((name, { role }) => ({ id: `${role}:${name}` })),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": joined("role", "policyArn"),
    "aws:lambda/function:Function": named((name) => ({ id: name, arn: arn("lambda", `function:${name}`) })),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": joined("functionName"),
    "aws:lambda/invocation:Invocation": (_name, { functionName }) => ({
        id: `${functionName},$LATEST,1`,
        result: "{}",
    }),
    "aws:lb/listener:Listener": (name) => ({
        id: arn("elasticloadbalancing", `listener/app/${name}`),
        arn: arn("elasticloadbalancing", `listener/app/${name}`),
    }),
    "aws:lb/listenerCertificate:ListenerCertificate": (name) => ({ id: name }),
    "aws:lb/listenerRule:ListenerRule": (name) => ({ id: arn("elasticloadbalancing", `listener-rule/app/${name}`) }),
    "aws:lb/loadBalancer:LoadBalancer": named((name) => ({
        id: arn("elasticloadbalancing", `loadbalancer/app/${name}/50dc6c495c0c9188`),
        arn: arn("elasticloadbalancing", `loadbalancer/app/${name}/50dc6c495c0c9188`),
        arnSuffix: `app/${name}/50dc6c495c0c9188`,
        dnsName: `${name}-1234567890.${REGION}.elb.amazonaws.com`,
        zoneId: "Z215JYRZR1TBD5",
    })),
    "aws:lb/targetGroup:TargetGroup": named((name) => ({
        id: arn("elasticloadbalancing", `targetgroup/${name}/6d0ecf831eec9f09`),
        arn: arn("elasticloadbalancing", `targetgroup/${name}/6d0ecf831eec9f09`),
        arnSuffix: `targetgroup/${name}/6d0ecf831eec9f09`,
    })),
    "aws:scheduler/schedule:Schedule": named((name) => ({
        id: `default/${name}`,
        arn: arn("scheduler", `schedule/default/${name}`),
    })),
    "aws:route53/record:Record": (name) => ({ id: name }),
    "aws:s3/bucket:Bucket": (name, { bucket = physical(name) }) => ({
        id: bucket,
        bucket,
        arn: `arn:aws:s3:::${bucket}`,
    }),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": joined("bucket"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": joined("bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": joined("bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": joined("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": joined("bucket"),
    "aws:secretsmanager/secret:Secret": named((name) => ({
        id: arn("secretsmanager", `secret:${name}-AbCdEf`),
        arn: arn("secretsmanager", `secret:${name}-AbCdEf`),
    })),
    "aws:secretsmanager/secretVersion:SecretVersion": (_name, { secretId }) => ({ id: `${secretId}|terraform-1` }),
    "aws:servicediscovery/httpNamespace:HttpNamespace": (name) => ({
        id: `ns-${name}`,
        arn: arn("servicediscovery", `namespace/ns-${name}`),
    }),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": (name) => ({
        id: `ns-${name}`,
        arn: arn("servicediscovery", `namespace/ns-${name}`),
        hostedZone: "Z0123456789ABC",
    }),
    "aws:servicediscovery/service:Service": (name) => ({
        id: `srv-${name}`,
        arn: arn("servicediscovery", `service/srv-${name}`),
    }),
    "aws:sns/topic:Topic": named((name) => ({ id: arn("sns", name), arn: arn("sns", name) })),
    "aws:sns/topicPolicy:TopicPolicy": (_name, inputs) => ({ id: inputs.arn }),
    "aws:sns/topicSubscription:TopicSubscription": (_name, { topic }) => ({ id: `${topic}:1` }),
    "aws:sqs/queue:Queue": named((name) => ({
        id: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
        arn: arn("sqs", name),
    })),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": withId("sgr"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": (name) => ({ id: name }),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": withId("sgr"),
    "docker-build:index:Image": (name, { tags }) => ({
        id: name,
        digest: DIGEST,
        ref: `${tags[0]}@${DIGEST}`,
    }),
    "pulumi:providers:aws": withId("provider"),
};

/** Value of every generated password, to look for where it must not be. */
export const PASSWORD = "correcthorsebatterystaple";

const CALLS: Record<string, (inputs: Inputs) => Inputs> = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
        // Out of order, as AWS gives no order.
        names: ["b", "c", "a"].map((zone) => `${REGION}${zone}`),
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: ACCOUNT }),
    "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
    "aws:index/getRegion:getRegion": () => ({ region: REGION, name: REGION }),
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": ({ registryId = ACCOUNT }) => ({
        proxyEndpoint: `https://${registryId}.dkr.ecr.${REGION}.amazonaws.com`,
        userName: "AWS",
        password: PASSWORD,
    }),
    "aws:secretsmanager/getRandomPassword:getRandomPassword": () => ({ randomPassword: PASSWORD }),
    "aws:ssm/getParameter:getParameter": ({ name }) => ({
        name,
        value: name.includes("arm64") ? "ami-0arm64" : "ami-0x8664",
    }),
    "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({ name, sha256Digest: DIGEST }),
};

/** Id and outputs of a resource as AWS would give them. */
export function outputsOf(type: string, name: string, inputs: Inputs): Outputs {
    return answer(ANSWERS, type)(name, inputs);
}

/** Answer of a function of a provider. */
export function answerCall(token: string, inputs: Inputs): Inputs {
    return answer(CALLS, token)(inputs);
}

/** Types that this table answers for. */
export const answeredTypes = Object.keys(ANSWERS);

/** Throws for a type that this table does not have, so that no test passes on an answer that nobody thought of. */
export function assertKnown(type: string): void {
    answer(ANSWERS, type);
}

function answer<T>(table: Record<string, T>, key: string): T {
    const found = table[key];
    if (found === undefined) throw new Error(`test/support/aws.ts has no answer for ${key}`);
    return found;
}
