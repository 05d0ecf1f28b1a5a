import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs, type RouteArgs } from "../../../components";
import { plan, type Refusals, refusalTests } from "../../support/plan";
import { balancerRef, clusterRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128, portMappings: [{ containerPort: 80 }] };
const route = (more: Partial<RouteArgs> = {}): RouteArgs => ({ loadBalancer: balancerRef(), paths: ["/*"], ...more });
const nlb = { loadBalancerArn: "arn:nlb", securityGroupId: "sg-nlb" };
const create = (args: Partial<EcsServiceArgs>) =>
    new EcsService("web", { cluster: clusterRef(), containers: [web], ...args });
const service = (args: Partial<EcsServiceArgs>) => plan(() => create(args));
const groupArn = (name: string) =>
    `arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/${name}-1a2b3c4/6d0ecf831eec9f09`;
const roleArn = "arn:aws:iam::123456789012:role/web-infrastructure-1a2b3c4";

describe("a deployment strategy", () => {
    it("BLUE_GREEN has two target groups, a test rule, and rules that only ECS changes", async () => {
        const engine = await service({
            deployment: { strategy: "BLUE_GREEN", bakeTime: 10 },
            routes: [route({ testConditions: { headers: { "x-test": ["1"] } } })],
        });
        const found = engine.one("aws:ecs/service:Service").inputs;
        assert.deepEqual(found.deploymentConfiguration, { bakeTimeInMinutes: "10", strategy: "BLUE_GREEN" });
        assert.equal(found.deploymentCircuitBreaker, undefined);
        const [{ advancedConfiguration, targetGroupArn }] = found.loadBalancers;
        assert.equal(targetGroupArn, groupArn("web"));
        const [rule, testRule] = engine.all("aws:lb/listenerRule:ListenerRule");
        assert.ok(rule && testRule);
        assert.equal(advancedConfiguration.alternateTargetGroupArn, groupArn("web-alternate"));
        assert.equal(advancedConfiguration.roleArn, roleArn);
        assert.deepEqual(
            [rule, testRule].map(({ name, ignoreChanges, inputs }) => [name, ignoreChanges, inputs.actions]),
            ["web", "web-test"].map((name) => [
                name,
                ["actions"],
                [
                    {
                        forward: {
                            targetGroups: [
                                { arn: groupArn("web"), weight: 100 },
                                { arn: groupArn("web-alternate"), weight: 0 },
                            ],
                        },
                        type: "forward",
                    },
                ],
            ]),
        );
        assert.ok(testRule.inputs.priority < rule.inputs.priority, "the test rule is hidden by the other");
        assert.equal(
            engine.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "web-infrastructure").inputs.policyArn,
            "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
        );
        const needs = engine.needs(engine.one("aws:ecs/service:Service"));
        for (const { urn } of [rule, testRule]) assert.ok(needs.has(urn));
    });

    it("BLUE_GREEN needs no traffic, and then no role", async () => {
        const engine = await service({ deployment: { strategy: "BLUE_GREEN" } });
        assert.equal(engine.one("aws:ecs/service:Service").inputs.deploymentConfiguration.strategy, "BLUE_GREEN");
        assert.equal(engine.all("aws:iam/role:Role").length, 2);
    });

    it("LINEAR and CANARY say their steps", async () => {
        const configuration = async (deployment: EcsServiceArgs["deployment"]) =>
            (await service({ deployment, routes: [route()] })).one("aws:ecs/service:Service").inputs
                .deploymentConfiguration;
        assert.deepEqual(await configuration({ strategy: "LINEAR", stepPercent: 12.5 }), {
            bakeTimeInMinutes: "5",
            linearConfiguration: { stepBakeTimeInMinutes: "6", stepPercent: 12.5 },
            strategy: "LINEAR",
        });
        assert.deepEqual(await configuration({ strategy: "CANARY", stepBakeTime: 20 }), {
            bakeTimeInMinutes: "5",
            canaryConfiguration: { canaryBakeTimeInMinutes: "20", canaryPercent: 5 },
            strategy: "CANARY",
        });
    });

    it("asks functions by a role that may call these alone, and pauses", async () => {
        const lambdaArn = "arn:aws:lambda:eu-central-1:123456789012:function:check";
        const engine = await service({
            deployment: {
                strategy: "BLUE_GREEN",
                lifecycleHooks: [
                    { lambdaArn, stages: ["POST_TEST_TRAFFIC_SHIFT"], hookDetails: "{}" },
                    { stages: ["PRE_PRODUCTION_TRAFFIC_SHIFT"], timeout: 60 },
                ],
            },
            routes: [route()],
        });
        assert.deepEqual(engine.one("aws:ecs/service:Service").inputs.deploymentConfiguration.lifecycleHooks, [
            {
                hookDetails: "{}",
                hookTargetArn: lambdaArn,
                lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
                roleArn: "arn:aws:iam::123456789012:role/web-hooks-1a2b3c4",
                targetType: "AWS_LAMBDA",
            },
            {
                lifecycleStages: ["PRE_PRODUCTION_TRAFFIC_SHIFT"],
                targetType: "PAUSE",
                timeoutConfiguration: { action: "ROLLBACK", timeoutInMinutes: "60" },
            },
        ]);
        const policy = JSON.parse(engine.one("aws:iam/rolePolicy:RolePolicy", "web-hooks").inputs.policy);
        assert.deepEqual(policy.Statement, [
            { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [lambdaArn] },
        ]);
    });

    it("BLUE_GREEN behind a Network Load Balancer moves the listener", async () => {
        const engine = await service({
            deployment: { strategy: "BLUE_GREEN" },
            networkRoutes: [{ loadBalancer: nlb, port: 80 }],
        });
        const listener = engine.one("aws:lb/listener:Listener");
        assert.deepEqual(listener.ignoreChanges, ["defaultActions"]);
        const [{ advancedConfiguration }] = engine.one("aws:ecs/service:Service").inputs.loadBalancers;
        assert.deepEqual(advancedConfiguration, {
            alternateTargetGroupArn: groupArn("web-network-80-alternate"),
            productionListenerRule:
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web-network-80",
            roleArn,
        });
    });

    it("rolls back when an alarm goes off", async () => {
        const { alarms } = (await service({ deployment: { rollbackAlarms: ["5xx"] } })).one(
            "aws:ecs/service:Service",
        ).inputs;
        assert.deepEqual(alarms, { alarmNames: ["5xx"], enable: true, rollback: true });
    });

    const authentication = { cognito: { userPoolArn: "a", userPoolClientId: "b", userPoolDomain: "c" } };
    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "arguments of a strategy on a rolling deployment",
            {
                deployment: { bakeTime: 1, stepPercent: 10, lifecycleHooks: [], rollbackAlarms: [] },
                routes: [route({ testConditions: { paths: ["/t"] } })],
            },
            [
                ["deployment.rollbackAlarms", "needs the name of an alarm; or leave it out"],
                ["deployment.stepPercent", "is for LINEAR and CANARY; leave it out"],
                ["deployment.bakeTime", "has no effect on a rolling deployment; set a strategy"],
                ["deployment.lifecycleHooks", "has no effect on a rolling deployment; set a strategy"],
                ["routes[0].testConditions", "has no effect on a rolling deployment; set deployment.strategy"],
            ],
        ],
        [
            "a strategy without traffic",
            { deployment: { strategy: "LINEAR", bakeTime: 1441 } },
            [
                ["deployment.bakeTime", "must be a whole number, 0 to 1440 minutes, got 1441"],
                [
                    "deployment.strategy",
                    "is LINEAR, which moves traffic: give routes, serviceConnect with services, or use BLUE_GREEN",
                ],
            ],
        ],
        [
            "steps that AWS does not take, and LINEAR behind a Network Load Balancer",
            {
                deployment: { strategy: "LINEAR", stepPercent: 2.95, stepBakeTime: -1 },
                networkRoutes: [{ loadBalancer: nlb, port: 80 }],
            },
            [
                ["deployment.stepPercent", "must be 3 to 100 percent in steps of 0.1 for LINEAR, got 2.95"],
                ["deployment.stepBakeTime", "must be a whole number, 0 to 1440 minutes, got -1"],
                ["deployment.strategy", "cannot be LINEAR with networkRoutes; use BLUE_GREEN"],
            ],
        ],
        [
            "what would be lost or not fit two target groups",
            {
                deployment: { strategy: "CANARY" },
                routes: [route({ authentication })],
                autoScaling: { minCapacity: 1, maxCapacity: 2, requestCountPerTarget: 10 },
            },
            [
                [
                    "routes[0].authentication",
                    "cannot go with CANARY: ECS owns what the rule does, so that a change of it would be lost",
                ],
                [
                    "autoScaling.requestCountPerTarget",
                    "cannot go with CANARY, whose tasks change between two target groups; use cpuUtilization",
                ],
            ],
        ],
        [
            "hooks that ECS does not know",
            {
                deployment: {
                    strategy: "BLUE_GREEN",
                    lifecycleHooks: [
                        { stages: [] },
                        { stages: ["TEST_TRAFFIC_SHIFT", "LATER"], timeout: 0, hookDetails: "{}" },
                    ],
                },
                routes: [route()],
            },
            [
                [
                    "deployment.lifecycleHooks[0].stages",
                    "needs one of RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT, POST_TEST_TRAFFIC_SHIFT, " +
                        "PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT, POST_PRODUCTION_TRAFFIC_SHIFT",
                ],
                [
                    "deployment.lifecycleHooks[1].stages[0]",
                    "cannot pause at TEST_TRAFFIC_SHIFT; pause before or after it, or give a lambdaArn",
                ],
                [
                    "deployment.lifecycleHooks[1].stages[1]",
                    "must be one of RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT, " +
                        "POST_TEST_TRAFFIC_SHIFT, PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT, " +
                        'POST_PRODUCTION_TRAFFIC_SHIFT, got "LATER"',
                ],
                ["deployment.lifecycleHooks[1].timeout", "must be a whole number, 1 to 20160 minutes, got 0"],
                ["deployment.lifecycleHooks[1].hookDetails", "has no effect without lambdaArn; leave it out"],
            ],
        ],
    ];
    refusalTests(refusals, create);
});
