import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { NetworkLoadBalancer } from "../../../components/balancer/networkLoadBalancer";
import type { NetworkRouteArgs } from "../../../components/service/networkRouteArgs";
import { difference, inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef, vpcRef } from "../../support/refs";

const db: ContainerArgs = {
    name: "db",
    image: "postgres@sha256:1",
    memory: 128,
    portMappings: [{ containerPort: 5432 }, { containerPort: 53, protocol: "udp" }],
};
const loadBalancerArn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/n/1";
const ref = { loadBalancerArn, securityGroupId: "sg-nlb" };
const create = (args: Partial<EcsServiceArgs>) =>
    new EcsService("db", { cluster: clusterRef(), containers: [db], ...args });
const service = (args: Partial<EcsServiceArgs>) => plan(() => create(args));
const targetGroupArn =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/db-network-5432-1a2b3c4/6d0ecf831eec9f09";
const network = (more: Partial<NetworkRouteArgs> = {}): NetworkRouteArgs => ({
    loadBalancer: ref,
    port: 5432,
    ...more,
});

describe("a network route of EcsService", () => {
    it("has a target group, a listener and the rules between", async () => {
        const found = difference(await service({}), await service({ networkRoutes: [network()] }));
        assert.deepEqual(found, {
            "ecs.Service db": {
                healthCheckGracePeriodSeconds: 60,
                loadBalancers: [{ containerName: "db", containerPort: 5432, targetGroupArn }],
            },
            "lb.Listener db-network-5432": {
                added: {
                    defaultActions: [{ targetGroupArn, type: "forward" }],
                    loadBalancerArn,
                    port: 5432,
                    protocol: "TCP",
                },
            },
            "lb.TargetGroup db-network-5432": {
                added: {
                    deregistrationDelay: 30,
                    healthCheck: {
                        healthyThreshold: 2,
                        interval: 10,
                        port: "traffic-port",
                        protocol: "TCP",
                        unhealthyThreshold: 2,
                    },
                    port: 5432,
                    protocol: "TCP",
                    targetType: "instance",
                    vpcId: "vpc-1",
                },
            },
            "vpc.SecurityGroupIngressRule db-balancer-to-shop-cluster": {
                added: {
                    description: "Load balancer db-balancer to dynamic ports",
                    fromPort: 32768,
                    ipProtocol: "tcp",
                    referencedSecurityGroupId: "sg-nlb",
                    securityGroupId: "sg-instances",
                    toPort: 65535,
                },
            },
            "vpc.SecurityGroupIngressRule db-network-5432-clients-1": {
                added: {
                    cidrIpv4: "0.0.0.0/0",
                    fromPort: 5432,
                    ipProtocol: "tcp",
                    securityGroupId: "sg-nlb",
                    toPort: 5432,
                },
            },
        });
    });

    it("ends TLS at the balancer and hands the client's address on", async () => {
        const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
        const engine = await service({
            networkRoutes: [network({ protocol: "TLS", certificateArn, proxyProtocol: true })],
        });
        const { certificateArn: own, sslPolicy, protocol } = engine.one("aws:lb/listener:Listener").inputs;
        assert.deepEqual([own, sslPolicy, protocol], [certificateArn, "ELBSecurityPolicy-TLS13-1-2-2021-06", "TLS"]);
        const group = engine.one("aws:lb/targetGroup:TargetGroup").inputs;
        assert.deepEqual([group.protocol, group.proxyProtocolV2], ["TCP", true]);
    });

    it("lets the balancer in by UDP, and by TCP on the port of the check", async () => {
        const engine = await service({
            networkMode: "awsvpc",
            networkRoutes: [
                network({
                    port: 53,
                    protocol: "UDP",
                    containerPort: 53,
                    healthCheck: { port: 5432 },
                    stickiness: true,
                }),
            ],
        });
        const rules = engine.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.deepEqual(
            rules.map(({ name, inputs }) => [name, inputs.ipProtocol, inputs.fromPort]),
            [
                ["db-network-53-clients-1", "udp", 53],
                ["db-network-53-to-53", "udp", 53],
                ["db-network-53-to-5432", "tcp", 5432],
            ],
        );
        const { stickiness } = engine.one("aws:lb/targetGroup:TargetGroup").inputs;
        assert.deepEqual(stickiness, { enabled: true, type: "source_ip" });
    });

    it("makes one rule for two ports that lead to one of the tasks", async () => {
        const networkRoutes = [network(), network({ port: 5433 })];
        const engine = await service({ networkMode: "awsvpc", networkRoutes });
        const rules = engine.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        const inside = rules.filter(({ inputs }) => inputs.securityGroupId === "sg-db");
        assert.deepEqual(
            inside.map(({ name }) => name),
            ["db-network-5432-to-5432"],
        );
    });

    it("is there before the service", async () => {
        const engine = await service({ networkRoutes: [network()] });
        const needs = engine.needs(engine.one("aws:ecs/service:Service"));
        assert.ok(needs.has(engine.one("aws:lb/listener:Listener").urn));
    });

    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "ports and protocols that do not meet",
            {
                networkRoutes: [
                    network({ port: 0, protocol: "TLS" }),
                    network({ protocol: "UDP" }),
                    network({ certificateArn: "arn:aws:acm::1", containerPort: 81 }),
                ],
            },
            [
                ["networkRoutes[0].port", "must be a whole number, 1 to 65535, got 0"],
                ["networkRoutes[0].certificateArn", "is missing: TLS needs one"],
                ["networkRoutes[1].protocol", "is UDP, but the container's port is tcp; make the port mapping udp"],
                [
                    "networkRoutes[1].healthCheck.port",
                    "is missing: UDP cannot be checked, so the task needs a TCP port for it, which in bridge mode has no " +
                        "known number; use awsvpc or host",
                ],
                ["networkRoutes[2].port", "is 5432, which networkRoutes[1] has"],
                ["networkRoutes[2].certificateArn", "cannot go with TCP"],
                ["networkRoutes[2].containerPort", "must be a port mapping of a container, got 81"],
            ],
        ],
        [
            "a check that TCP cannot have",
            { networkRoutes: [network({ healthCheck: { path: "/up", port: 80, interval: 1 } })] },
            [
                ["networkRoutes[0].healthCheck.interval", "must be a whole number, 5 to 300 seconds, got 1"],
                ["networkRoutes[0].healthCheck.path", "has no effect with TCP; set protocol HTTP or leave it out"],
                [
                    "networkRoutes[0].healthCheck.port",
                    "cannot be chosen in bridge mode, where Docker chooses it for each task; use awsvpc or leave it out",
                ],
            ],
        ],
    ];
    refusalTests(refusals, create);
});

describe("NetworkLoadBalancer", () => {
    it("gives its children exactly these inputs", async () => {
        const engine = await plan(() => new NetworkLoadBalancer("net", { vpc: vpcRef() }));
        assert.deepEqual(inputsOf(engine), {
            "ec2.SecurityGroup net": { description: "Load balancer net", tags: { Name: "net" }, vpcId: "vpc-1" },
            "lb.LoadBalancer net": {
                enableCrossZoneLoadBalancing: false,
                enableDeletionProtection: false,
                internal: false,
                loadBalancerType: "network",
                securityGroups: ["sg-net"],
                subnets: ["subnet-a", "subnet-b"],
            },
            "vpc.SecurityGroupEgressRule net-egress": {
                cidrIpv4: "0.0.0.0/0",
                description: "To the targets",
                ipProtocol: "-1",
                securityGroupId: "sg-net",
            },
        });
    });

    it("lets nobody into an internal one until told, and writes logs as its own service", async () => {
        const engine = await plan(
            () => new NetworkLoadBalancer("net", { vpc: vpcRef(), internal: true, accessLogs: { prefix: "n" } }),
        );
        assert.deepEqual(engine.one("ecs-ec2:index:NetworkLoadBalancer").outputs?.clientCidrBlocks, []);
        const { Statement } = JSON.parse(engine.one("aws:s3/bucketPolicy:BucketPolicy").inputs.policy);
        assert.deepEqual(
            Statement.map((s: { Action: string; Principal: unknown }) => [s.Action, s.Principal]),
            [
                ["s3:PutObject", { Service: "delivery.logs.amazonaws.com" }],
                ["s3:GetBucketAcl", { Service: "delivery.logs.amazonaws.com" }],
                ["s3:*", "*"],
            ],
        );
        assert.equal(engine.one("aws:lb/loadBalancer:LoadBalancer").inputs.accessLogs.prefix, "n");
    });
});
