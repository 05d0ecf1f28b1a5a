import type { Props } from "../../../rehearsal/values";
import { type ClusterOptions, cluster } from "./cluster";
import { type Resource, Stack } from "./stack";

const SERVICE = "aws:ecs/service:Service";

/** A stack with a cluster, and short words for its services, tasks and instances. */
export function setup(options: ClusterOptions = {}) {
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
