import { add, props } from "../../support/policy-defects";
import { out, resource } from "../../support/policy-program";
import type { Props } from "../good";
import { both, db, extra, fine, type NearMiss, option, set, web } from "./near-miss";

const NO_TARGETS = { loadBalancers: undefined, healthCheckGracePeriodSeconds: undefined };
export const services: NearMiss[] = [
    fine(
        "capacity-provider-associated",
        "a group that ECS need not protect",
        both(
            (p) => {
                props(p, "on-demand").autoScalingGroupProvider.managedTerminationProtection = "DISABLED";
            },
            set("instances", { protectFromScaleIn: false }),
        ),
    ),
    fine(
        "service-uses-known-capacity",
        "the cluster's default",
        set("web-service", { capacityProviderStrategies: [] }),
    ),
    fine(
        "service-uses-known-capacity",
        "a launch type",
        both(
            set("web-service", { capacityProviderStrategies: [], launchType: "EC2" }),
            set("providers", { defaultCapacityProviderStrategies: [] }),
        ),
    ),
    fine(
        "service-uses-known-capacity",
        "a cluster of another stack",
        set("web-service", { cluster: "arn:elsewhere", capacityProviderStrategies: [{ capacityProvider: "theirs" }] }),
    ),
    fine(
        "cloud-map-record-matches-network-mode",
        "SRV of bridge tasks",
        both(
            set("db-name", { dnsConfig: { namespaceId: out("namespace"), dnsRecords: [{ type: "SRV", ttl: 60 }] } }),
            set("db-service", { serviceRegistries: undefined }),
            set("web-service", {
                serviceRegistries: { registryArn: out("db-name", "arn"), containerName: "web", containerPort: 8080 },
            }),
        ),
    ),
    fine(
        "cloud-map-record-matches-network-mode",
        "SRV of awsvpc tasks by port",
        both(
            set("db-name", { dnsConfig: { namespaceId: out("namespace"), dnsRecords: [{ type: "SRV", ttl: 10 }] } }),
            set("db-service", { serviceRegistries: { registryArn: out("db-name", "arn"), port: 5432 } }),
        ),
    ),
    fine(
        "cloud-map-record-matches-network-mode",
        "DNS support by default",
        set("vpc", { enableDnsSupport: undefined }),
    ),
    fine(
        "awsvpc-has-internet-path",
        "bridge tasks in a public subnet",
        set("web-service", { networkConfiguration: { subnets: [out("subnet-a")] } }),
    ),
    fine(
        "awsvpc-has-internet-path",
        "interface endpoints",
        both(
            set("db-service", { networkConfiguration: { subnets: [out("subnet-a")] } }),
            extra("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: out("vpc"), vpcEndpointType: "Interface" }),
        ),
    ),
    fine(
        "awsvpc-has-internet-path",
        "IPv6",
        both(
            set("db-service", { networkConfiguration: { subnets: [out("subnet-a")] } }),
            set("subnet-a", { ipv6CidrBlock: "2001:db8::/64" }),
        ),
    ),
    fine(
        "awsvpc-has-internet-path",
        "NAT",
        both(set("db-service", { networkConfiguration: { subnets: [out("subnet-private")] } }), (p) =>
            add(
                p,
                resource("aws:ec2/routeTable:RouteTable", "out", {
                    vpcId: out("vpc"),
                    routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }],
                }),
                resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "private-out", {
                    subnetId: out("subnet-private"),
                    routeTableId: out("out"),
                }),
            ),
        ),
    ),
    fine(
        "instances-can-join-cluster",
        "an address of the template's",
        both(
            set("subnet-a", { mapPublicIpOnLaunch: false }),
            set("template", {
                vpcSecurityGroupIds: undefined,
                networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [out("instance-sg")] }],
            }),
        ),
    ),
    fine(
        "instances-can-join-cluster",
        "private subnets",
        set("instances", { vpcZoneIdentifiers: [out("subnet-private")] }),
    ),
    fine(
        "instances-can-join-cluster",
        "rights of the role's own",
        both(
            (p) => {
                delete p["instance-ecs"];
            },
            set("instance-role", {
                managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"],
            }),
        ),
    ),
    fine(
        "instances-can-join-cluster",
        "rights written out",
        both(
            (p) => {
                delete p["instance-ecs"];
            },
            set("instance-role", {
                inlinePolicies: [
                    {
                        policy: JSON.stringify({
                            Statement: { Effect: "Allow", Action: "ecs:Register*", Resource: "*" },
                        }),
                    },
                ],
            }),
        ),
    ),
    fine(
        "instances-can-join-cluster",
        "Bottlerocket",
        set("template", { userData: Buffer.from('[settings.ecs]\ncluster = "shop"\n').toString("base64") }),
    ),
    fine(
        "instances-can-join-cluster",
        "packed user data, which nobody reads here",
        set("template", { userData: Buffer.from([0x1f, 0x8b, 0x08, 0xff]).toString("base64") }),
    ),
    fine("log-group-managed", "a group that others make", db(option({ "awslogs-group": "/shared/db" })), {
        external: ["^/shared/"],
    }),
    fine(
        "log-group-managed",
        "another driver",
        db((c) => {
            c.logConfiguration = { logDriver: "awsfirelens", options: { "awslogs-group": "x" } };
        }),
    ),
    fine(
        "ecr-has-lifecycle",
        "latest of a movable repository",
        both(set("repository", { imageTagMutability: "MUTABLE" }), (p) => {
            p.webImage = resource(
                "docker-build:index:Image",
                "webImage",
                { tags: ["x:latest"] },
                { dependsOn: ["repository"] },
            );
        }),
    ),
    fine(
        "deployment-can-progress",
        "one daemon an instance",
        set("web-service", { ...NO_TARGETS, schedulingStrategy: "DAEMON", deploymentMaximumPercent: 100 }),
    ),
    fine(
        "deployment-can-progress",
        "nothing to keep",
        set("db-service", { deploymentMinimumHealthyPercent: 0, deploymentMaximumPercent: 100 }),
    ),
    fine(
        "deployment-can-progress",
        "no task at all",
        set("db-service", { desiredCount: 0, deploymentMaximumPercent: 100 }),
    ),
    fine(
        "deployment-can-progress",
        "a fixed port with room",
        both(
            web((c) => {
                c.portMappings[0].hostPort = 18080;
            }),
            set("instances", { maxSize: 3 }),
        ),
    ),
    fine(
        "deployment-can-progress",
        "a fixed port whose tasks may stop first",
        both(
            web((c) => {
                c.portMappings[0].hostPort = 18080;
            }),
            set("instances", { maxSize: 2 }),
            set("web-service", { deploymentMinimumHealthyPercent: 50 }),
        ),
    ),
    fine("deployment-can-progress", "scaling without a count", (p) => {
        (p["web-service"] as Props).ignoreChanges = [];
        delete props(p, "web-service").desiredCount;
    }),
    fine("deployment-can-progress", "a count without managed scaling", (p) => {
        (p.instances as Props).ignoreChanges = [];
        props(p, "instances").desiredCapacity = 2;
        props(p, "on-demand").autoScalingGroupProvider.managedScaling.status = "DISABLED";
    }),
    fine(
        "deployment-can-progress",
        "an image for both architectures",
        set("webImage", { platforms: ["linux/arm64", "linux/amd64"] }),
    ),
    fine(
        "deployment-can-progress",
        "the instances' own architecture",
        set("web-task", { runtimePlatform: { cpuArchitecture: "X86_64" } }),
    ),
];
