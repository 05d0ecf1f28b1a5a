import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { balancer, type ClusterOptions, task } from "./cluster";
import { setup } from "./service";
import { type Resource, refused } from "./stack";

const awsvpc = { networkMode: "awsvpc" };
const own = (subnets: string[]) => ({ networkConfiguration: { subnets } });

describe("simulation: what CreateService refuses", () => {
    const { stack, serve, subnetIds, strategy, main, vpc, ...all } = setup();
    const bridge = task(stack, "bridge");
    const vpcTask = task(stack, "vpc", {}, awsvpc);
    const web = balancer(stack, { ...all, vpc, subnetIds });
    const attached = (targetGroupArn: string, container = "bridge") => ({
        loadBalancers: [{ targetGroupArn, containerName: container, containerPort: 80 }],
    });
    const namespace = stack.up("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "dns", {
        name: "dev.internal",
        vpc: vpc.id,
    });
    const registry = stack.up("aws:servicediscovery/service:Service", "a", {
        dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }] },
    });
    const loose = stack.up("aws:lb/targetGroup:TargetGroup", "loose", { port: 80, protocol: "HTTP", vpcId: vpc.id });
    stack.up("aws:lb/listenerRule:ListenerRule", "web", web.forward(10));

    const refusals: [string, RegExp, Resource, Props][] = [
        ["awsvpc without a network", /Network Configuration must be provided when networkMode 'awsvpc'/, vpcTask, {}],
        [
            "bridge with a network",
            /Network Configuration is not valid for the given networkMode/,
            bridge,
            own(subnetIds),
        ],
        [
            "a public address",
            /Assign public IP is not supported for this launch type/,
            vpcTask,
            { networkConfiguration: { subnets: subnetIds, assignPublicIp: true } },
        ],
        [
            "a target type that does not fit",
            /has target type instance, which is incompatible with the awsvpc network mode/,
            vpcTask,
            { ...own(subnetIds), ...attached(web.targets.state.arn, "vpc") },
        ],
        [
            "a target group without a balancer",
            /does not have an associated load balancer/,
            bridge,
            attached(loose.state.arn),
        ],
        [
            "a container that is not there",
            /The container other does not exist/,
            bridge,
            attached(web.targets.state.arn, "other"),
        ],
        [
            "bridge with an A record",
            /'containerName' and 'containerPort' must be specified/,
            bridge,
            { serviceRegistries: { registryArn: registry.state.arn } },
        ],
        [
            "bridge with an A record by port",
            /supports only SRV/,
            bridge,
            { serviceRegistries: { registryArn: registry.state.arn, containerName: "bridge", containerPort: 80 } },
        ],
        [
            "a launch type and a strategy",
            /both a launch type and capacity provider strategy/,
            bridge,
            { launchType: "EC2" },
        ],
        [
            "a provider that is not associated",
            /not associated with the cluster/,
            bridge,
            { capacityProviderStrategies: [{ capacityProvider: "x", weight: 1 }] },
        ],
        [
            "weights of zero",
            /weight greater than zero/,
            bridge,
            { capacityProviderStrategies: [{ ...strategy[0], weight: 0 }] },
        ],
        [
            "a deployment that cannot move",
            /cannot be 100/,
            bridge,
            { deploymentMinimumHealthyPercent: 100, deploymentMaximumPercent: 100 },
        ],
        [
            "zone rebalancing with packing first",
            /rebalancing/,
            bridge,
            {
                availabilityZoneRebalancing: "ENABLED",
                orderedPlacementStrategies: [{ type: "binpack", field: "memory" }],
            },
        ],
        [
            "a cluster that is not there",
            /ClusterNotFoundException/,
            bridge,
            { cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/none" },
        ],
        ["an unknown revision", /TaskDefinition not found/, bridge, { taskDefinition: "bridge:9" }],
        [
            "Service Connect without a mode",
            /Service Connect is not supported|not a named port/,
            bridge,
            { serviceConnectConfiguration: { enabled: true, services: [{ portName: "http" }] } },
        ],
    ];
    for (const [what, pattern, definition, args] of refusals) {
        it(`refuses ${what}`, () => refused(pattern, () => serve(definition, args)));
    }

    it("refuses a second service of the same name", () => {
        const first = serve(bridge, { name: "twice" }, "one");
        refused(/Creation of service was not idempotent/, () => serve(bridge, { name: "twice" }, "two"));
        stack.down(first);
    });

    it("needs an associated cluster that is there for a strategy", () => {
        refused(/ResourceInUseException/, () => {
            serve(bridge, {}, "used");
            stack.down(all.association);
        });
        assert.ok(main);
    });
});

describe("simulation: placement", () => {
    const fails = (resource: Resource, pattern: RegExp) => assert.match(String(resource.incomplete), pattern);

    it("fails a task that is larger than every instance", () => {
        const { stack, serve } = setup();
        fails(serve(task(stack, "big", { memory: 4096 })), /insufficient memory available: the task needs 4096 MiB/);
    });

    it("starts instances up to the maximum, then fails", () => {
        const { stack, serve, instances } = setup({ maxSize: 2 });
        const definition = task(stack, "web", { memory: 1200 });
        assert.equal(serve(definition, { desiredCount: 2 }).incomplete, undefined);
        assert.equal(instances().length, 2);
        fails(serve(definition, {}, "more"), /insufficient memory/);
    });

    it("does not scale a group without managed scaling", () => {
        const { stack, serve } = setup({ provider: { managedScaling: { status: "DISABLED" } } });
        fails(serve(task(stack, "web")), /No Container Instances were found in your cluster/);
    });

    it("gives a fixed host port once an instance", () => {
        const { stack, serve } = setup({ maxSize: 1 });
        const definition = task(stack, "web", { portMappings: [{ containerPort: 80, hostPort: 8080 }] });
        fails(serve(definition, { desiredCount: 2 }), /already using a port required by your task/);
    });

    it("counts network interfaces: two awsvpc tasks on a t3.small", () => {
        const { stack, serve, subnetIds } = setup({ maxSize: 1 });
        const definition = task(stack, "web", {}, awsvpc);
        fails(serve(definition, { ...own(subnetIds), desiredCount: 3 }), /RESOURCE:ENI/);
    });

    it("spreads over zones by default", () => {
        const { stack, serve, instances, tasks } = setup({ minSize: 2 });
        serve(task(stack, "web"), { desiredCount: 2 });
        assert.equal(new Set(instances().map((each) => each.props.availabilityZone)).size, 2);
        assert.equal(new Set(tasks().map((each) => each.props.instanceId)).size, 2);
    });

    it("honours constraints on the architecture", () => {
        const { stack, serve } = setup({ instanceType: "t4g.small" });
        const only = (architecture: string) => ({
            placementConstraints: [
                { type: "memberOf", expression: `attribute:ecs.cpu-architecture == ${architecture}` },
            ],
        });
        assert.equal(serve(task(stack, "arm"), only("arm64")).incomplete, undefined);
        fails(serve(task(stack, "x86"), only("x86_64"), "x86"), /missing an attribute/);
    });
});

describe("simulation: instances that never register", () => {
    const reasons: [string, ClusterOptions | undefined, (all: ReturnType<typeof setup>) => void, RegExp][] = [
        [
            "no role policy",
            undefined,
            (all) => all.stack.down(all.attachment),
            /may not call ecs:RegisterContainerInstance/,
        ],
        ["no route", undefined, (all) => all.stack.down(all.route), /no way to the ECS endpoint/],
        [
            "another cluster's name",
            { userData: "#!/bin/bash\necho ECS_CLUSTER=other >> /etc/ecs/ecs.config\n" },
            () => {},
            /No Container Instances/,
        ],
    ];
    for (const [what, options, spoil, pattern] of reasons) {
        it(`says so: ${what}`, () => {
            const all = setup(options);
            const definition = task(all.stack, "web");
            spoil(all);
            assert.match(String(all.serve(definition).incomplete), pattern);
        });
    }
});

describe("simulation: deployments", () => {
    it("rolls back and fails the update when the new revision does not start", () => {
        const { stack, serve, tasks } = setup();
        const good = task(stack, "web", {}, { skipDestroy: true });
        const service = serve(good, { deploymentCircuitBreaker: { enable: true, rollback: true } });
        const logs = { logDriver: "awslogs", options: { "awslogs-group": "/none", "awslogs-region": "eu-central-1" } };
        const bad = task(stack, "web", { logConfiguration: logs });
        stack.update(service, { ...service.inputs, taskDefinition: bad.state.arn });
        assert.match(String(service.incomplete), /rolled back because the circuit breaker.*log group does not exist/);
        assert.deepEqual(
            tasks().map((each) => each.props.taskDefinition),
            [good.state.arn],
        );
        assert.equal(service.state.taskDefinition, good.state.arn);
    });

    it("replaces every task, never below the minimum", () => {
        const { stack, serve, tasks } = setup();
        const service = serve(task(stack, "web"), { desiredCount: 3 });
        const next = task(stack, "web", { memory: 64 });
        stack.update(service, { ...service.inputs, taskDefinition: next.state.arn });
        assert.deepEqual(
            tasks().map((each) => each.props.taskDefinition),
            [next.state.arn, next.state.arn, next.state.arn],
        );
    });

    it("is stuck with a fixed port, full capacity and a minimum of 100 percent", () => {
        const { stack, serve } = setup({ maxSize: 1 });
        const ports = { portMappings: [{ containerPort: 80, hostPort: 8080 }] };
        const service = serve(task(stack, "web", ports));
        const next = task(stack, "web", { ...ports, memory: 64 });
        stack.update(service, { ...service.inputs, taskDefinition: next.state.arn });
        assert.match(String(service.incomplete), /port required by your task/);
        stack.update(service, { ...service.inputs, deploymentMinimumHealthyPercent: 0 });
        assert.equal(service.incomplete, undefined);
    });

    it("reports success without waitForSteadyState, although no task runs", () => {
        const { stack, serve, tasks } = setup();
        assert.equal(serve(task(stack, "big", { memory: 9000 }), { waitForSteadyState: false }).incomplete, undefined);
        assert.equal(tasks().length, 0);
    });
});
