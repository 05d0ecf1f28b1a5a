import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs, type RouteArgs } from "../../../components";
import { difference, plan, type Refusals, refusalTests } from "../../support/plan";
import { balancerRef, clusterRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128, portMappings: [{ containerPort: 80 }] };
const create = (args: Partial<EcsServiceArgs>) =>
    new EcsService("web", { cluster: clusterRef(), containers: [web], ...args });
const route = (more: Partial<RouteArgs>): RouteArgs => ({
    loadBalancer: balancerRef(),
    paths: ["/*"],
    priority: 1,
    ...more,
});
const routed = (more: Partial<RouteArgs> = {}, args: Partial<EcsServiceArgs> = {}) =>
    plan(() => create({ routes: [route(more)], ...args }));
const targetGroupArn =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-1a2b3c4/6d0ecf831eec9f09";
const oidc = {
    issuer: "https://id.example.com",
    authorizationEndpoint: "https://id.example.com/authorize",
    tokenEndpoint: "https://id.example.com/token",
    userInfoEndpoint: "https://id.example.com/userinfo",
    clientId: "shop",
    clientSecret: "s3cret",
};

describe("a condition or attribute of a route", () => {
    const rows: [string, Partial<RouteArgs>, object][] = [
        [
            "methods, headers, query strings and source IPs",
            {
                paths: undefined,
                methods: ["GET"],
                headers: { "X-Tenant": ["a*"] },
                queryStrings: [{ key: "v", value: "2" }, { value: "beta" }],
                sourceIps: ["2001:db8::/32"],
            },
            {
                "lb.ListenerRule web": {
                    conditions: [
                        { httpRequestMethod: { values: ["GET"] } },
                        { httpHeader: { httpHeaderName: "X-Tenant", values: ["a*"] } },
                        { queryStrings: [{ key: "v", value: "2" }, { value: "beta" }] },
                        { sourceIp: { values: ["2001:db8::/32"] } },
                    ],
                },
            },
        ],
        [
            "stickiness by the balancer's cookie",
            { stickiness: {} },
            { "lb.TargetGroup web": { stickiness: { cookieDuration: 86400, enabled: true, type: "lb_cookie" } } },
        ],
        [
            "stickiness by the application's cookie",
            { stickiness: { cookieName: "session", cookieDuration: 60 } },
            {
                "lb.TargetGroup web": {
                    stickiness: { cookieDuration: 60, cookieName: "session", enabled: true, type: "app_cookie" },
                },
            },
        ],
        ["slowStart", { slowStart: 30 }, { "lb.TargetGroup web": { slowStart: 30 } }],
        [
            "loadBalancingAlgorithm",
            { loadBalancingAlgorithm: "least_outstanding_requests" },
            { "lb.TargetGroup web": { loadBalancingAlgorithmType: "least_outstanding_requests" } },
        ],
        [
            "protocolVersion GRPC with its own health check",
            { protocolVersion: "GRPC" },
            {
                "lb.TargetGroup web": {
                    healthCheck: {
                        healthyThreshold: 2,
                        interval: 10,
                        matcher: "12",
                        path: "/AWS.ALB/healthcheck",
                        port: "traffic-port",
                        protocol: "HTTP",
                        timeout: 5,
                        unhealthyThreshold: 3,
                    },
                    protocolVersion: "GRPC",
                },
            },
        ],
        [
            "authentication by Cognito",
            {
                authentication: {
                    cognito: { userPoolArn: "arn:pool", userPoolClientId: "c", userPoolDomain: "shop" },
                    onUnauthenticatedRequest: "deny",
                    sessionTimeout: 3600,
                },
            },
            {
                "lb.ListenerRule web": {
                    actions: [
                        {
                            authenticateCognito: {
                                onUnauthenticatedRequest: "deny",
                                sessionTimeout: 3600,
                                userPoolArn: "arn:pool",
                                userPoolClientId: "c",
                                userPoolDomain: "shop",
                            },
                            order: 1,
                            type: "authenticate-cognito",
                        },
                        { order: 2, targetGroupArn, type: "forward" },
                    ],
                },
            },
        ],
    ];
    for (const [what, args, expected] of rows) {
        it(`has ${what}`, async () => assert.deepEqual(difference(await routed(), await routed(args)), expected));
    }

    it("keeps the secret of an OIDC client secret", async () => {
        const rule = (await routed({ authentication: { oidc } })).one("aws:lb/listenerRule:ListenerRule");
        assert.deepEqual(rule.secrets, ["actions[0].authenticateOidc.clientSecret"]);
        assert.equal(rule.inputs.actions[0].authenticateOidc.onUnauthenticatedRequest, "authenticate");
    });

    it("puts a rule with further conditions before the one without", async () => {
        const number = async (more: Partial<RouteArgs>) =>
            (await routed({ priority: undefined, ...more })).one("aws:lb/listenerRule:ListenerRule").inputs.priority;
        assert.ok((await number({ methods: ["POST"] })) < (await number({})));
    });

    it("lets the balancer in on the port of the health check in awsvpc mode", async () => {
        const engine = await routed({ healthCheck: { port: 9000 } }, { networkMode: "awsvpc" });
        const rules = engine.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.deepEqual(
            rules.map(({ name, inputs }) => [name, inputs.fromPort]),
            [
                ["web-from-balancer-80", 80],
                ["web-from-balancer-9000", 9000],
            ],
        );
        assert.equal(engine.one("aws:lb/targetGroup:TargetGroup").inputs.healthCheck.port, "9000");
    });

    for (const [mode, portMappings] of [
        ["host", [{ containerPort: 80 }]],
        ["bridge", [{ containerPort: 80, hostPort: 8080 }]],
    ] as const) {
        it(`lets the balancer reach the fixed port of an instance in ${mode} mode, and no other`, async () => {
            const containers = [{ ...web, portMappings: [...portMappings] }];
            const more = { networkMode: mode, containers, deployment: { minimumHealthyPercent: 0 } };
            const rule = (await routed({}, more)).one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
            const port = mode === "host" ? 80 : 8080;
            assert.deepEqual([rule.inputs.fromPort, rule.inputs.toPort], [port, port]);
        });
    }

    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "conditions that AWS does not know",
            {
                routes: [
                    route({
                        methods: ["get"],
                        headers: { Host: ["a"], "X-A": [] },
                        sourceIps: ["203.0.113.1"],
                        queryStrings: [{ value: "" }],
                    }),
                ],
            },
            [
                ["routes[0].methods[0]", 'must be an HTTP method in capital letters, up to 40, got "get"'],
                ["routes[0].headers.Host", "cannot be matched as a header; use hosts"],
                ["routes[0].headers.X-A", "needs a value; * stands for any"],
                ["routes[0].queryStrings[0].value", "must be 1 to 128 characters, got 0"],
                ["routes[0].sourceIps[0]", 'must be an IPv4 or IPv6 block such as 203.0.113.0/24, got "203.0.113.1"'],
            ],
        ],
        [
            "more values in all than a rule takes",
            { routes: [route({ methods: ["GET", "HEAD"], headers: { "X-A": ["1", "2", "3"] } })] },
            [["routes[0]", "has 6 condition values; a rule takes 5, so make two routes"]],
        ],
        [
            "target group attributes that contradict each other",
            {
                routes: [
                    route({
                        slowStart: 30,
                        loadBalancingAlgorithm: "weighted_random",
                        stickiness: { cookieName: "AWSALBAPP", cookieDuration: 0 },
                    }),
                    route({ slowStart: 10, priority: 2 }),
                ],
            },
            [
                ["routes[0].slowStart", "cannot go with weighted_random; use round_robin"],
                ["routes[0].stickiness.cookieDuration", "must be a whole number, 1 to 604800 seconds, got 0"],
                [
                    "routes[0].stickiness.cookieName",
                    "must be a cookie of the application; names that start with AWSALB are the load balancer's",
                ],
                ["routes[1].slowStart", "must be a whole number, 30 to 900 seconds, or 0, got 10"],
            ],
        ],
        [
            "sign-in and gRPC behind a listener without TLS",
            {
                routes: [
                    route({
                        loadBalancer: balancerRef({ https: false }),
                        authentication: { oidc },
                        protocolVersion: "GRPC",
                    }),
                ],
            },
            [
                [
                    "routes[0].authentication",
                    "cannot go with protocolVersion GRPC, whose requests can only be forwarded",
                ],
                ["routes[0].authentication", "needs an HTTPS listener; give the load balancer a certificateArn"],
                ["routes[0].protocolVersion", "needs an HTTPS listener; give the load balancer a certificateArn"],
            ],
        ],
        [
            "an authentication by nobody, and by plain HTTP",
            {
                routes: [
                    route({ authentication: {} }),
                    route({ priority: 2, authentication: { oidc: { ...oidc, issuer: "http://id.example.com" } } }),
                ],
            },
            [
                ["routes[0].authentication", "must have one of oidc and cognito, got neither"],
                ["routes[1].authentication.oidc.issuer", 'must be a URL with https, got "http://id.example.com"'],
            ],
        ],
        [
            "a health check that bridge mode and HTTP cannot have",
            { routes: [route({ healthCheck: { port: 9000, protocol: "TCP", matcher: "99" } })] },
            [
                ["routes[0].healthCheck.protocol", 'must be HTTP or HTTPS, got "TCP"'],
                [
                    "routes[0].healthCheck.port",
                    "cannot be chosen in bridge mode, where Docker chooses it for each task; use awsvpc or leave it out",
                ],
                ["routes[0].healthCheck.matcher", 'must be codes from 200 to 499, such as 200 or 200-499, got "99"'],
            ],
        ],
        [
            "a Classic Load Balancer",
            { routes: [{ loadBalancer: { securityGroupId: "sg-1" } as never, paths: ["/*"] }] },
            [
                [
                    "routes[0].loadBalancer",
                    "must be an Application Load Balancer with its listenerArn. Tasks behind a Network Load Balancer are " +
                        "networkRoutes; a Classic Load Balancer has no listener rules or dynamic ports: make a LoadBalancer " +
                        "beside it and move its DNS name there",
                ],
            ],
        ],
    ];
    refusalTests(refusals, create);
});
