import * as assert from "node:assert/strict";
import { balancer, cluster, task } from "./cluster";
import { Stack } from "./stack";

function everything(stack: Stack) {
    const all = cluster(stack);
    const web = balancer(stack, all);
    stack.up("aws:lb/listenerRule:ListenerRule", "web", web.forward(10));
    const definition = task(stack, "web");
    const service = stack.up("aws:ecs/service:Service", "web", {
        cluster: all.main.state.arn,
        taskDefinition: definition.state.arn,
        desiredCount: 2,
        waitForSteadyState: true,
        capacityProviderStrategies: [{ capacityProvider: all.provider.state.name, weight: 1 }],
        loadBalancers: [{ targetGroupArn: web.targets.state.arn, containerName: "web", containerPort: 80 }],
    });
    return { ...all, web, definition, service };
}

describe("simulation: a whole stack", () => {
    it("comes up with a service in steady state, and instances that managed scaling started", () => {
        const stack = new Stack();
        const { service } = everything(stack);
        assert.equal(service.incomplete, undefined);
        const kinds = stack.world.all().map((entity) => entity.type);
        assert.equal(kinds.filter((kind) => kind === "rehearsal:ecs:task").length, 2);
        assert.equal(kinds.filter((kind) => kind === "rehearsal:ec2:instance").length, 1);
    });

    it("shows no difference for the same inputs, before and after a refresh of every resource", () => {
        const stack = new Stack();
        everything(stack);
        for (const pass of ["after creation", "after refresh"]) {
            for (const resource of stack.resources) {
                const { changes } = stack.diff(resource, resource.inputs, ["desiredCapacity"]);
                assert.deepEqual(changes, [], `${resource.subject.token} ${pass}`);
                assert.ok(stack.refresh(resource), resource.subject.token);
            }
        }
    });

    it("leaves nothing when it is destroyed in the reverse order", () => {
        const stack = new Stack();
        everything(stack);
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });
});
