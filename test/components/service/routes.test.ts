import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs, type RouteArgs } from "../../../components";
import { difference, plan } from "../../support/plan";
import { balancerRef, clusterRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const listening: ContainerArgs = { ...web, portMappings: [{ containerPort: 80 }] };
const service = (args: Partial<EcsServiceArgs>) =>
    plan(() => new EcsService("web", { cluster: clusterRef(), containers: [listening], ...args }));

describe("a route of EcsService", () => {
    const routed = (more: Partial<RouteArgs> = {}) =>
        service({ routes: [{ loadBalancer: balancerRef(), paths: ["/*"], ...more }] });

    it("has a target group and a rule, and lets the balancer in", async () => {
        assert.deepEqual(difference(await service({}), await routed()), {
            "ecs.Service web": {
                healthCheckGracePeriodSeconds: 60,
                loadBalancers: [
                    {
                        containerName: "web",
                        containerPort: 80,
                        targetGroupArn:
                            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-1a2b3c4/6d0ecf831eec9f09",
                    },
                ],
            },
            "lb.ListenerRule web": {
                added: {
                    actions: [
                        {
                            targetGroupArn:
                                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-1a2b3c4/6d0ecf831eec9f09",
                            type: "forward",
                        },
                    ],
                    conditions: [{ pathPattern: { values: ["/*"] } }],
                    listenerArn:
                        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web/50dc6c495c0c9188/1",
                    priority: 48580,
                },
            },
            "lb.TargetGroup web": {
                added: {
                    deregistrationDelay: 30,
                    healthCheck: {
                        healthyThreshold: 2,
                        interval: 10,
                        matcher: "200",
                        path: "/",
                        port: "traffic-port",
                        protocol: "HTTP",
                        timeout: 5,
                        unhealthyThreshold: 3,
                    },
                    port: 80,
                    protocol: "HTTP",
                    targetType: "instance",
                    vpcId: "vpc-1",
                },
            },
            "vpc.SecurityGroupIngressRule web-balancer-to-shop-cluster": {
                added: {
                    description: "Load balancer web-balancer to dynamic ports",
                    fromPort: 32768,
                    ipProtocol: "tcp",
                    referencedSecurityGroupId: "sg-balancer",
                    securityGroupId: "sg-instances",
                    toPort: 65535,
                },
            },
        });
    });

    const routeArguments: [string, Partial<RouteArgs>, object][] = [
        [
            "hosts beside paths",
            { hosts: ["a.example.com"] },
            {
                "lb.ListenerRule web": {
                    conditions: [{ hostHeader: { values: ["a.example.com"] } }, { pathPattern: { values: ["/*"] } }],
                    priority: 14698,
                },
            },
        ],
        ["a priority", { priority: 7 }, { "lb.ListenerRule web": { priority: 7 } }],
        [
            "deregistrationDelay",
            { deregistrationDelay: 90 },
            {
                "ecs.Service web": { customTimeouts: { create: "20m", update: "20m", pb_delete: "22m" } },
                "lb.TargetGroup web": { deregistrationDelay: 90 },
            },
        ],
        [
            "a health check",
            {
                healthCheck: {
                    path: "/up",
                    matcher: "200-299",
                    interval: 60,
                    timeout: 20,
                    healthyThreshold: 5,
                    unhealthyThreshold: 6,
                },
            },
            {
                "lb.TargetGroup web": {
                    healthCheck: {
                        healthyThreshold: 5,
                        interval: 60,
                        matcher: "200-299",
                        path: "/up",
                        port: "traffic-port",
                        protocol: "HTTP",
                        timeout: 20,
                        unhealthyThreshold: 6,
                    },
                },
            },
        ],
    ];
    for (const [what, args, expected] of routeArguments) {
        it(`has ${what}`, async () => assert.deepEqual(difference(await routed(), await routed(args)), expected));
    }

    it("leads to the container and port that it names, by default the first", async () => {
        const loadBalancer = balancerRef();
        const engine = await service({
            containers: [
                listening,
                { ...web, name: "admin", portMappings: [{ containerPort: 90 }, { containerPort: 91 }] },
            ],
            routes: [
                { loadBalancer, paths: ["/*"] },
                { loadBalancer, paths: ["/admin/*"], containerName: "admin" },
                { loadBalancer, paths: ["/debug/*"], containerPort: 91 },
            ],
        });
        const { loadBalancers } = engine.one("aws:ecs/service:Service").inputs;
        assert.deepEqual(
            loadBalancers.map(({ containerName, containerPort }: Record<string, unknown>) => [
                containerName,
                containerPort,
            ]),
            [
                ["web", 80],
                ["admin", 90],
                ["admin", 91],
            ],
        );
        assert.deepEqual(
            engine.all("aws:lb/targetGroup:TargetGroup").map(({ name, inputs }) => [name, inputs.port]),
            [
                ["web", 80],
                ["web-2", 90],
                ["web-3", 91],
            ],
        );
    });
});
