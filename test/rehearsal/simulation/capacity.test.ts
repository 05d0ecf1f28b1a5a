import * as assert from "node:assert/strict";
import { type ClusterOptions, task } from "./cluster";
import { setup } from "./service";
import { refused } from "./stack";

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
