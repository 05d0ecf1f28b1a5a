import type { Entity } from "../../account";
import type { Call } from "../../call";
import type { Invoke } from "../../definition";
import { list, type Props } from "../../values";
import { imagesOf } from "../ecr";
import { findCluster } from "../ecs/cluster";
import { resolveTask } from "../ecs/taskDefinition";
import * as t from "../types";
import { none } from "./ec2";

/** A look-up of one object by what its arguments name; the state is the answer. */
function one(what: string, type: string, keys: Record<string, string>): Invoke {
    return (call, args) => {
        const given = Object.entries(keys).filter(([argument]) => args[argument] !== undefined);
        const wanted = (entity: Entity) =>
            given.every(([argument, property]) =>
                property === "id" ? entity.id === args[argument] : entity.props[property] === args[argument],
            ) && Object.entries(args.tags ?? {}).every(([key, value]) => entity.props.tagsAll?.[key] === value);
        const found = call.list(type).filter(wanted);
        return found.length === 1 && found[0] ? { ...found[0].props, id: found[0].id } : none(what);
    };
}

const getCluster: Invoke = (call, args) => {
    const found = findCluster(call, args.clusterName);
    if (!found) {
        throw new Error(`reading ECS Cluster (${args.clusterName}): couldn't find resource`);
    }
    const tasks = call.list(t.TASK, (task) => task.cluster === found.props.name).length;
    return {
        ...found.props,
        clusterName: found.props.name,
        status: "ACTIVE",
        runningTasksCount: tasks,
        pendingTasksCount: 0,
    };
};

const getService: Invoke = (call, args) => {
    const clusterName = String(args.clusterArn).split("/").pop();
    const found = call.list(
        t.ECS_SERVICE,
        (each) => each.clusterName === clusterName && (each.name === args.serviceName || each.arn === args.serviceName),
    )[0];
    return found ? { ...found.props, serviceName: found.props.name } : none("ECS Service");
};

const getTaskDefinition: Invoke = (call, args) => {
    const found = resolveTask(call, args.taskDefinition);
    return found ? { ...found.props, status: found.isActive ? "ACTIVE" : "INACTIVE" } : none("ECS Task Definition");
};

const getImage: Invoke = (call, args) => {
    const images = imagesOf(call, args.repositoryName).map((image) => image.props);
    const found = images.find((image) =>
        args.imageDigest ? image.digest === args.imageDigest : list(image.tags).includes(args.imageTag ?? "latest"),
    );
    if (!found) {
        throw new Error(
            `reading ECR Images: ImageNotFoundException: The image with imageId {imageTag:'${args.imageTag}'} does not exist`,
        );
    }
    const home = call.find(t.REPOSITORY, args.repositoryName)?.props;
    const imageUri = `${home?.repositoryUrl}@${found.digest}`;
    return { imageDigest: found.digest, imageTags: found.tags, imageUri, registryId: call.account, id: found.digest };
};

const getZone: Invoke = (call, args) => {
    const wanted = String(args.name ?? "").replace(/\.$/, "");
    const found = call.list(
        "aws:route53/zone:Zone",
        (zone, { id }) => (!args.zoneId || id === args.zoneId) && (!wanted || zone.name === wanted),
    )[0];
    return found ? { ...found.props, id: found.id, zoneId: found.id } : none("Route 53 Hosted Zone");
};

const getCertificate: Invoke = (call, args) => {
    const issued = (each: Props) => list(args.statuses ?? ["ISSUED"]).includes(each.status);
    const found = call.list(t.CERTIFICATE, (each) => each.domainName === args.domain && issued(each)).at(-1);
    return found ? { ...found.props, domain: args.domain } : none("ACM Certificate");
};

function ids(type: string): Invoke {
    return (call: Call, args) => {
        const wanted = (props: Props) =>
            (!args.vpcId || props.vpcId === args.vpcId) &&
            Object.entries(args.tags ?? {}).every(([key, value]) => props.tagsAll?.[key] === value);
        return { ids: call.list(type, wanted).map((each) => each.id), tags: args.tags ?? {} };
    };
}

/** Look-ups of what stacks or others have made, by token. */
export const containerLookups: Record<string, Invoke> = {
    "aws:ecs/getCluster:getCluster": getCluster,
    "aws:ecs/getClusters:getClusters": (call) => ({ clusterArns: call.list(t.CLUSTER).map((each) => each.id) }),
    "aws:ecs/getService:getService": getService,
    "aws:ecs/getTaskDefinition:getTaskDefinition": getTaskDefinition,
    "aws:ecr/getImage:getImage": getImage,
    "aws:ecr/getRepository:getRepository": one("ECR Repository", t.REPOSITORY, { name: "name" }),
    "aws:ecr/getRepositories:getRepositories": (call) => ({ names: call.list(t.REPOSITORY).map((each) => each.id) }),
    "aws:lb/getLoadBalancer:getLoadBalancer": one("ELBv2 Load Balancer", t.LOAD_BALANCER, { arn: "arn", name: "name" }),
    "aws:alb/getLoadBalancer:getLoadBalancer": one("ELBv2 Load Balancer", t.LOAD_BALANCER, {
        arn: "arn",
        name: "name",
    }),
    "aws:lb/getListener:getListener": one("ELBv2 Listener", t.LISTENER, {
        arn: "arn",
        loadBalancerArn: "loadBalancerArn",
        port: "port",
    }),
    "aws:lb/getTargetGroup:getTargetGroup": one("ELBv2 Target Group", t.TARGET_GROUP, { arn: "arn", name: "name" }),
    "aws:cloudwatch/getLogGroup:getLogGroup": one("CloudWatch Logs Log Group", t.LOG_GROUP, { name: "name" }),
    "aws:route53/getZone:getZone": getZone,
    "aws:acm/getCertificate:getCertificate": getCertificate,
    "aws:kms/getAlias:getAlias": one("KMS Alias", "aws:kms/alias:Alias", { name: "name" }),
    "aws:kms/getKey:getKey": (call, args) => {
        const id = String(args.keyId).split("/").pop();
        const alias = call.findBy("aws:kms/alias:Alias", "name", args.keyId);
        const key = call.find(
            "aws:kms/key:Key",
            String(alias?.props.targetKeyId ?? id)
                .split("/")
                .pop(),
        );
        return key ? { ...key.props, id: key.id, enabled: true } : none("KMS Key");
    },
    "aws:iam/getInstanceProfile:getInstanceProfile": one("IAM Instance Profile", t.INSTANCE_PROFILE, { name: "name" }),
    "aws:autoscaling/getGroup:getGroup": one("Auto Scaling Group", t.AUTO_SCALING_GROUP, { name: "name" }),
    "aws:ec2/getLaunchTemplate:getLaunchTemplate": one("EC2 Launch Template", t.LAUNCH_TEMPLATE, {
        id: "id",
        name: "name",
    }),
    "aws:ec2/getInternetGateway:getInternetGateway": one("EC2 Internet Gateway", t.INTERNET_GATEWAY, {
        internetGatewayId: "id",
    }),
    "aws:ec2/getRouteTable:getRouteTable": one("EC2 Route Table", t.ROUTE_TABLE, {
        routeTableId: "id",
        vpcId: "vpcId",
    }),
    "aws:ec2/getRouteTables:getRouteTables": ids(t.ROUTE_TABLE),
    "aws:ec2/getSecurityGroups:getSecurityGroups": ids(t.SECURITY_GROUP),
    "aws:ec2/getVpcs:getVpcs": ids(t.VPC),
    "aws:ec2/getVpcEndpoint:getVpcEndpoint": one("EC2 VPC Endpoint", t.VPC_ENDPOINT, {
        id: "id",
        serviceName: "serviceName",
        vpcId: "vpcId",
    }),
    "aws:efs/getFileSystem:getFileSystem": one("EFS File System", t.FILE_SYSTEM, {
        fileSystemId: "id",
        creationToken: "creationToken",
    }),
    "aws:sqs/getQueue:getQueue": one("SQS Queue", "aws:sqs/queue:Queue", { name: "name" }),
    "aws:sns/getTopic:getTopic": one("SNS Topic", "aws:sns/topic:Topic", { name: "name" }),
    "aws:s3/getBucket:getBucket": one("S3 Bucket", "aws:s3/bucket:Bucket", { bucket: "bucket" }),
    "aws:lambda/getFunction:getFunction": one("Lambda Function", "aws:lambda/function:Function", {
        functionName: "name",
    }),
    "aws:servicediscovery/getDnsNamespace:getDnsNamespace": one(
        "Service Discovery DNS Namespace",
        t.PRIVATE_NAMESPACE,
        { name: "name" },
    ),
    "aws:servicediscovery/getHttpNamespace:getHttpNamespace": one(
        "Service Discovery HTTP Namespace",
        t.HTTP_NAMESPACE,
        { name: "name" },
    ),
    "aws:servicediscovery/getService:getService": one("Service Discovery Service", t.DISCOVERY_SERVICE, {
        name: "name",
        namespaceId: "namespaceId",
    }),
};
