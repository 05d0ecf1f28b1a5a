import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { balancer, cluster, network, task } from "./cluster";
import { Stack } from "./stack";

const containers = (container: Props) =>
    JSON.stringify([
        { name: "web", image: "nginx:1.27", memory: 128, portMappings: [{ containerPort: 80 }], ...container },
    ]);

describe("simulation: replacement", () => {
    const stack = new Stack();
    const all = cluster(stack);
    const web = balancer(stack, all);
    const repository = stack.up("aws:ecr/repository:Repository", "web", {});
    const namespace = stack.up("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "dns", {
        name: "dev.internal",
        vpc: all.vpc.id,
    });
    const discovery = stack.up("aws:servicediscovery/service:Service", "web", {
        dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }] },
    });
    const definition = task(stack, "web");
    stack.up("aws:lb/listenerRule:ListenerRule", "web", web.forward(10));
    const service = stack.up("aws:ecs/service:Service", "web", {
        cluster: all.main.state.arn,
        taskDefinition: definition.state.arn,
        desiredCount: 1,
        capacityProviderStrategies: [{ capacityProvider: all.provider.state.name, weight: 1 }],
    });

    const table: [string, (typeof stack.resources)[number], Props, string[]][] = [
        ["a VPC's range", all.vpc, { cidrBlock: "10.1.0.0/16" }, ["cidrBlock"]],
        ["a VPC's tags", all.vpc, { tags: { a: "b" } }, []],
        ["a subnet's zone", all.subnets[0] as never, { availabilityZone: "eu-central-1c" }, ["availabilityZone"]],
        ["a group's description", all.group, { description: "other" }, ["description"]],
        ["a cluster's name", all.main, { name: "other" }, ["name"]],
        ["a cluster's settings", all.main, { settings: [{ name: "containerInsights", value: "enhanced" }] }, []],
        ["a role's trust", all.role, { description: "x" }, []],
        ["a role's path", all.role, { path: "/x/" }, ["path"]],
        ["an image", all.template, { instanceType: "t3.large" }, []],
        ["a group's size", all.asg, { maxSize: 9 }, []],
        [
            "a provider's group",
            all.provider,
            { autoScalingGroupProvider: { autoScalingGroupArn: "arn:x" } },
            ["autoScalingGroupProvider"],
        ],
        ["a target group's port", web.targets, { port: 81 }, ["port"]],
        ["a target group's delay", web.targets, { deregistrationDelay: 5 }, []],
        ["a balancer's scheme", web.alb, { internal: true }, ["internal"]],
        ["a listener's balancer", web.listener, { loadBalancerArn: "arn:other" }, ["loadBalancerArn"]],
        [
            "a repository's encryption",
            repository,
            { encryptionConfigurations: [{ encryptionType: "KMS" }] },
            ["encryptionConfigurations"],
        ],
        [
            "a record type",
            discovery,
            { dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "SRV" }] } },
            ["dnsConfig"],
        ],
        [
            "a record's TTL",
            discovery,
            { dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 60, type: "A" }] } },
            [],
        ],
        ["a container", definition, { containerDefinitions: containers({ memory: 256 }) }, ["containerDefinitions"]],
        ["a task definition's tags", definition, { tags: { a: "b" } }, []],
        ["a service's launch type", service, { launchType: "EC2" }, ["launchType"]],
        ["a service's count", service, { desiredCount: 2 }, []],
    ];
    for (const [what, resource, change, replaces] of table) {
        it(`${what}: ${replaces.length > 0 ? "replaces" : "updates in place"}`, () => {
            const difference = stack.diff(resource, { ...resource.inputs, ...change });
            assert.deepEqual(difference.replaces, replaces);
            assert.ok(difference.changes.length > 0, "a difference");
        });
    }

    it("refuses another capacity provider strategy without a forced deployment", () => {
        const change = { capacityProviderStrategies: [{ capacityProvider: "other", weight: 1 }] };
        assert.throws(
            () => stack.diff(service, { ...service.inputs, ...change }),
            /force_new_deployment should be true/,
        );
        const forced = stack.diff(service, { ...service.inputs, ...change, forceNewDeployment: true });
        assert.deepEqual(forced.replaces, []);
    });

    it("sees triggers only with a forced deployment", () => {
        assert.deepEqual(stack.diff(service, { ...service.inputs, triggers: { a: "1" } }).changes, []);
        const forced = { ...service.inputs, triggers: { a: "1" }, forceNewDeployment: true };
        assert.ok(stack.diff(service, forced).changed.includes("triggers"));
    });
});

describe("simulation: equal container definitions", () => {
    const equal: [string, Props, Props][] = [
        ["the defaults that ECS fills in", {}, { essential: true, cpu: 0, environment: [], mountPoints: [] }],
        ["the protocol tcp", {}, { portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }] }],
        [
            "the order of the environment",
            {
                environment: [
                    { name: "b", value: "1" },
                    { name: "a", value: "2" },
                ],
            },
            {
                environment: [
                    { name: "a", value: "2" },
                    { name: "b", value: "1" },
                ],
            },
        ],
        ["empty lists", {}, { command: [], links: [] }],
    ];
    const different: [string, Props, Props][] = [
        ["an image", {}, { image: "nginx:1.28" }],
        ["an empty object that ECS does not store", {}, { linuxParameters: {} }],
        [
            "empty secret options",
            { logConfiguration: { logDriver: "json-file" } },
            { logConfiguration: { logDriver: "json-file", secretOptions: [] } },
        ],
        [
            "a start period",
            { healthCheck: { command: ["CMD", "a"] } },
            { healthCheck: { command: ["CMD", "a"], startPeriod: 10 } },
        ],
    ];
    const changes = (before: Props, after: Props) => {
        const stack = new Stack();
        const definition = task(stack, "web", before);
        return stack.diff(definition, { family: "web", containerDefinitions: containers(after) }).changes;
    };
    for (const [what, before, after] of equal) {
        it(`forgets ${what}`, () => assert.deepEqual(changes(before, { ...before, ...after }), []));
    }
    for (const [what, before, after] of different) {
        it(`sees ${what}`, () => assert.notDeepEqual(changes(before, { ...before, ...after }), []));
    }
    it("takes a host port that equals the container port for none, in awsvpc only", () => {
        const stack = new Stack();
        const args = { family: "v", networkMode: "awsvpc", containerDefinitions: containers({}) };
        const definition = stack.up("aws:ecs/taskDefinition:TaskDefinition", "v", args);
        const fixed = containers({ portMappings: [{ containerPort: 80, hostPort: 80 }] });
        assert.deepEqual(stack.diff(definition, { ...args, containerDefinitions: fixed }).changes, []);
    });
});

describe("simulation: other differences", () => {
    it("forgets the order of a policy document's lists, but sees another action", () => {
        const stack = new Stack();
        const document = (actions: string[]) =>
            JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
        const policy = stack.up("aws:iam/policy:Policy", "p", { policy: document(["s3:GetObject", "s3:PutObject"]) });
        assert.deepEqual(stack.diff(policy, { policy: document(["s3:PutObject", "s3:GetObject"]) }).changes, []);
        assert.deepEqual(stack.diff(policy, { policy: document(["s3:*"]) }).changed, ["policy"]);
    });

    it("forgets the order of sets, not of lists", () => {
        const stack = new Stack();
        const net = network(stack);
        const [a, b] = net.subnetIds;
        const alb = stack.up("aws:lb/loadBalancer:LoadBalancer", "web", { subnets: [a, b] });
        assert.deepEqual(stack.diff(alb, { subnets: [b, a] }).changes, []);
        assert.deepEqual(stack.diff(alb, { subnets: [a] }).changed, ["subnets"]);
    });

    it("sees drift after a refresh, unless the change is ignored", () => {
        const stack = new Stack();
        const { asg } = cluster(stack);
        const entity = stack.world.list("aws:autoscaling/group:Group")[0];
        assert.ok(entity);
        entity.props.maxSize = 7;
        assert.deepEqual(stack.diff(asg, asg.inputs).changes, []);
        stack.refresh(asg);
        assert.deepEqual(stack.diff(asg, asg.inputs).changed, ["maxSize"]);
        assert.deepEqual(stack.diff(asg, asg.inputs, ["maxSize"]).changes, []);
    });

    it("adds default tags, and sees when they change", () => {
        const world = new Stack().world;
        const one = new Stack(world, { region: "eu-central-1", defaultTags: '{"tags":{"team":"a"}}' });
        const vpc = one.up("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16", tags: { own: "1" } });
        assert.deepEqual(vpc.state.tagsAll, { team: "a", own: "1" });
        const other = new Stack(world, { region: "eu-central-1", defaultTags: '{"tags":{"team":"b"}}' });
        assert.deepEqual(other.diff(vpc, vpc.inputs).changed, ["tagsAll"]);
    });

    it("replaces what moves to another region", () => {
        const stack = new Stack();
        const vpc = stack.up("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
        const elsewhere = new Stack(stack.world, { region: "us-east-1" });
        assert.deepEqual(elsewhere.diff(vpc, vpc.inputs).replaces, ["region"]);
    });
});
