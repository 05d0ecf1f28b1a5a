import type { Props } from "../../../rehearsal/values";
import type { Resource, Stack } from "./stack";

const trust = (service: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    });

/** A VPC without private subnets in two zones. */
export function network(stack: Stack) {
    const vpc = stack.up("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    const gateway = stack.up("aws:ec2/internetGateway:InternetGateway", "igw", { vpcId: vpc.id });
    const table = stack.up("aws:ec2/routeTable:RouteTable", "public", { vpcId: vpc.id });
    const route = stack.up("aws:ec2/route:Route", "out", {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: gateway.id,
    });
    const subnets = ["a", "b"].map((zone, index) => {
        const subnet = stack.up("aws:ec2/subnet:Subnet", `public-${zone}`, {
            vpcId: vpc.id,
            cidrBlock: `10.0.${index}.0/24`,
            availabilityZone: `eu-central-1${zone}`,
            mapPublicIpOnLaunch: true,
        });
        stack.up("aws:ec2/routeTableAssociation:RouteTableAssociation", `public-${zone}`, {
            subnetId: subnet.id,
            routeTableId: table.id,
        });
        return subnet;
    });
    return { vpc, gateway, table, route, subnets, subnetIds: subnets.map((subnet) => subnet.id) };
}

export interface ClusterOptions {
    instanceType?: string;
    minSize?: number;
    maxSize?: number;
    group?: Props;
    provider?: Props;
    userData?: string;
}

/** A cluster with one capacity provider on an Auto Scaling group. */
export function cluster(stack: Stack, options: ClusterOptions = {}) {
    const net = network(stack);
    const main = stack.up("aws:ecs/cluster:Cluster", "main", { name: "main" });
    const role = stack.up("aws:iam/role:Role", "instance", { assumeRolePolicy: trust("ec2.amazonaws.com") });
    const attachment = stack.up("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "ecs", {
        role: role.id,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
    });
    const profile = stack.up("aws:iam/instanceProfile:InstanceProfile", "instance", { role: role.id });
    const group = stack.up("aws:ec2/securityGroup:SecurityGroup", "instances", { vpcId: net.vpc.id });
    stack.up("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
        securityGroupId: group.id,
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
    });
    const instanceType = options.instanceType ?? "t3.small";
    const arm = /^\w+g\./.test(instanceType) ? "arm64/" : "";
    const image = stack.operations.invoke("aws:ssm/getParameter:getParameter", {
        name: `/aws/service/ecs/optimized-ami/amazon-linux-2023/${arm}recommended/image_id`,
    });
    const userData = options.userData ?? "#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n";
    const template = stack.up("aws:ec2/launchTemplate:LaunchTemplate", "instances", {
        imageId: image.value,
        instanceType,
        iamInstanceProfile: { arn: profile.state.arn },
        userData: Buffer.from(userData).toString("base64"),
        networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [group.id] }],
    });
    const asg = stack.up("aws:autoscaling/group:Group", "instances", {
        minSize: options.minSize ?? 0,
        maxSize: options.maxSize ?? 2,
        vpcZoneIdentifiers: net.subnetIds,
        launchTemplate: { id: template.id, version: String(template.state.latestVersion) },
        forceDelete: true,
        tags: [{ key: "AmazonECSManaged", value: "", propagateAtLaunch: true }],
        ...options.group,
    });
    const provider = stack.up("aws:ecs/capacityProvider:CapacityProvider", "instances", {
        autoScalingGroupProvider: {
            autoScalingGroupArn: asg.state.arn,
            managedScaling: { status: "ENABLED", targetCapacity: 100 },
            ...options.provider,
        },
    });
    const association = stack.up("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "main", {
        clusterName: main.state.name,
        capacityProviders: [provider.state.name],
        defaultCapacityProviderStrategies: [{ capacityProvider: provider.state.name, weight: 1 }],
    });
    return { ...net, main, role, attachment, profile, group, template, asg, provider, association };
}

export function task(stack: Stack, name: string, container: Props = {}, args: Props = {}): Resource {
    return stack.up("aws:ecs/taskDefinition:TaskDefinition", name, {
        family: name,
        containerDefinitions: JSON.stringify([
            { name, image: "nginx:1.27", memory: 128, portMappings: [{ containerPort: 80 }], ...container },
        ]),
        ...args,
    });
}

/** An ALB with a listener and a rule that forwards to a target group. */
export function balancer(stack: Stack, net: ReturnType<typeof network>, targetType = "instance") {
    const group = stack.up("aws:ec2/securityGroup:SecurityGroup", "alb", { vpcId: net.vpc.id });
    const alb = stack.up("aws:lb/loadBalancer:LoadBalancer", "web", {
        subnets: net.subnetIds,
        securityGroups: [group.id],
    });
    const targets = stack.up("aws:lb/targetGroup:TargetGroup", "web", {
        port: 80,
        protocol: "HTTP",
        vpcId: net.vpc.id,
        targetType,
        deregistrationDelay: 30,
    });
    const listener = stack.up("aws:lb/listener:Listener", "http", {
        loadBalancerArn: alb.state.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
    });
    const forward = (priority: number) => ({
        listenerArn: listener.state.arn,
        priority,
        conditions: [{ pathPattern: { values: ["/*"] } }],
        actions: [{ type: "forward", targetGroupArn: targets.state.arn }],
    });
    return { group, alb, targets, listener, forward };
}
