import * as assert from "node:assert/strict";
import { balancer, task } from "./cluster";
import { setup } from "./service";
import { refused } from "./stack";

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
