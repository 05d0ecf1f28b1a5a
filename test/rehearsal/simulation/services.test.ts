import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { balancer, type ClusterOptions, cluster, task } from "./cluster";
import { type Resource, refused, Stack } from "./stack";

const SERVICE = "aws:ecs/service:Service";

function setup(options: ClusterOptions = {}) {
    const stack = new Stack();
    const all = cluster(stack, options);
    const strategy = [{ capacityProvider: all.provider.state.name, weight: 1 }];
    const serve = (definition: Resource, args: Props = {}, name = "web") =>
        stack.up(SERVICE, name, {
            cluster: all.main.state.arn,
            taskDefinition: definition.state.arn,
            desiredCount: 1,
            waitForSteadyState: true,
            capacityProviderStrategies: strategy,
            ...args,
        });
    const tasks = () => stack.world.list("rehearsal:ecs:task");
    const instances = () => stack.world.list("rehearsal:ec2:instance");
    return { stack, ...all, strategy, serve, tasks, instances };
}

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

describe("simulation: daemons", () => {
    it("run once on each instance, also on one that comes later", () => {
        const { stack, serve, tasks, asg } = setup({ minSize: 1 });
        const args = { schedulingStrategy: "DAEMON", desiredCount: undefined };
        const daemon = serve(task(stack, "agent"), args);
        assert.equal(daemon.incomplete, undefined);
        assert.equal(daemon.state.availabilityZoneRebalancing, "DISABLED");
        assert.equal(tasks().length, 1);
        stack.update(asg, { ...asg.inputs, minSize: 2 });
        assert.equal(tasks().length, 2);
    });

    it("take no maximum above 100 percent and no placement strategy", () => {
        const { stack, serve } = setup();
        const agent = task(stack, "agent");
        const daemon = { schedulingStrategy: "DAEMON", desiredCount: undefined };
        refused(/values over 100 for maximumPercent/, () => serve(agent, { ...daemon, deploymentMaximumPercent: 150 }));
        const strategies = { orderedPlacementStrategies: [{ type: "random" }] };
        refused(/Placement strategies are not supported/, () => serve(agent, { ...daemon, ...strategies }));
    });
});

describe("simulation: capacity providers", () => {
    const scaling = { status: "ENABLED", targetCapacity: 100 };

    it("protect the group's instances, and tag the group: drift where the program says otherwise", () => {
        const { stack, asg, instances } = setup({
            minSize: 1,
            group: { tags: [] },
            provider: { managedScaling: scaling, managedTerminationProtection: "ENABLED" },
        });
        assert.equal(instances()[0]?.props.protectedFromScaleIn, true);
        assert.deepEqual(stack.diff(asg, asg.inputs).changes, []);
        stack.refresh(asg);
        assert.deepEqual(stack.diff(asg, asg.inputs).changed.sort(), ["protectFromScaleIn", "tags"]);
    });

    it("need managed scaling for managed termination protection", () => {
        const provider = { managedScaling: { status: "DISABLED" }, managedTerminationProtection: "ENABLED" };
        refused(/managed termination protection setting for the capacity provider is invalid/, () =>
            setup({ provider }),
        );
    });

    it("belong to one group each", () => {
        const { stack, asg } = setup();
        const args = { autoScalingGroupProvider: { autoScalingGroupArn: asg.state.arn } };
        refused(/already being used by another capacity provider/, () =>
            stack.up("aws:ecs/capacityProvider:CapacityProvider", "second", args),
        );
    });

    const spoiled: [string, ClusterOptions, RegExp][] = [
        [
            "a minimum above the maximum",
            { minSize: 3, maxSize: 2 },
            /Min bound, 3, must be less than or equal to max bound, 2/,
        ],
        [
            "an instance type that is not there",
            { instanceType: "t3.gigantic" },
            /The instance type 't3.gigantic' does not exist/,
        ],
        [
            "a group of targets by address",
            { group: { targetGroupArns: ["arn:none"] } },
            /Provided Target Groups may not be valid/,
        ],
    ];
    for (const [what, options, pattern] of spoiled) {
        it(`have no group with ${what}`, () => refused(pattern, () => setup(options)));
    }

    it("have no group with an image for another architecture", () => {
        const { stack, template, subnetIds } = setup();
        stack.update(template, { ...template.inputs, instanceType: "t4g.small" });
        const launchTemplate = { id: template.id, version: "$Latest" };
        refused(/architecture 'arm64' of the specified instance type does not match the architecture 'x86_64'/, () =>
            stack.up("aws:autoscaling/group:Group", "arm", {
                minSize: 0,
                maxSize: 1,
                vpcZoneIdentifiers: subnetIds,
                launchTemplate,
            }),
        );
    });
});

describe("simulation: the order of deletion", () => {
    it("keeps cluster, provider and association while services run", () => {
        const { stack, serve, main, provider, association } = setup();
        serve(task(stack, "web"));
        refused(/ClusterContainsServicesException/, () => stack.down(main));
        refused(/ClientException: The specified capacity provider is in use/, () => stack.down(provider));
        refused(/ResourceInUseException/, () => stack.down(association));
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("keeps a cluster with instances", () => {
        const { stack, main } = setup({ minSize: 1 });
        refused(/ClusterContainsContainerInstancesException/, () => stack.down(main));
    });

    it("never ends draining when the route or the role went first", () => {
        for (const spoil of ["route", "attachment"] as const) {
            const all = setup();
            const service = all.serve(task(all.stack, "web"));
            all.stack.down(all[spoil]);
            refused(
                /delete: timeout while waiting for state to become 'INACTIVE'.*agent of i-\w+ is disconnected/,
                () => all.stack.down(service),
            );
        }
    });

    it("drains longer than a short timeout when the deregistration delay is long", () => {
        const all = setup();
        const web = balancer(all.stack, all);
        all.stack.update(web.targets, { ...web.targets.inputs, deregistrationDelay: 600 });
        all.stack.up("aws:lb/listenerRule:ListenerRule", "web", web.forward(1));
        const service = all.serve(task(all.stack, "web"), {
            loadBalancers: [{ targetGroupArn: web.targets.state.arn, containerName: "web", containerPort: 80 }],
        });
        refused(/draining takes 630 s, the timeout is 300 s/, () => all.stack.down(service, 300));
        all.stack.down(service, 900);
    });

    it("keeps a group without forceDelete as long as managed draining waits for its tasks", () => {
        const all = setup({ group: { forceDelete: false } });
        all.serve(task(all.stack, "web"));
        refused(/drain: timeout while waiting for state to become '0'/, () => all.stack.down(all.asg));
    });
});
