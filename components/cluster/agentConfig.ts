import { USER_DATA_BYTES } from "../ecs/limits";
import type { Problem } from "../errors";

/**
 * Variables of the ECS agent that every instance gets, because an instance without them fills its disk or lets tasks
 * reach its credentials. "Amazon ECS container agent configuration",
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export const AGENT_DEFAULTS: Readonly<Record<string, string>> = {
    ECS_AWSVPC_BLOCK_IMDS: "true",
    ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE: "true",
    ECS_ENABLE_TASK_IAM_ROLE: "true",
    ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: "10m",
    ECS_IMAGE_CLEANUP_INTERVAL: "10m",
    ECS_IMAGE_PULL_BEHAVIOR: "prefer-cached",
    ECS_RESERVED_MEMORY: "64",
};

/** Script that makes an instance join the cluster: the agent starts after user data and reads its file then. */
export function joinScript(clusterName: string, variables: Record<string, string>): string {
    const all = { ...AGENT_DEFAULTS, ...variables, ECS_CLUSTER: clusterName };
    const lines = Object.entries(all)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${value}`);
    // Quoted, so that the shell expands nothing; the image's own file has settings of its own that must stay.
    return ["#!/bin/bash", "cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'", ...lines, "ECS_CONFIG", ""].join("\n");
}

/** What is wrong with further agent variables. */
export function* agentProblems(propertyPath: string, variables: Record<string, string>): Generator<Problem> {
    for (const [key, value] of Object.entries(variables)) {
        const path = `${propertyPath}.${key}`;
        if (!/^[A-Z][A-Z0-9_]*$/.test(key)) {
            yield { propertyPath: path, reason: "must be the name of an agent variable, such as ECS_RESERVED_MEMORY" };
        } else if (key === "ECS_CLUSTER") {
            yield { propertyPath: path, reason: "follows from the cluster; leave it out" };
        } else if (key === "ECS_ENABLE_SPOT_INSTANCE_DRAINING") {
            yield {
                propertyPath: path,
                reason: "is for Spot Instances, which this package never starts; leave it out",
            };
        }
        if (typeof value !== "string" || /[\r\n]/.test(value)) {
            yield { propertyPath: path, reason: `must be one line of text, got ${JSON.stringify(value)}` };
        }
    }
    const bytes = Buffer.byteLength(joinScript("x".repeat(255), variables));
    if (bytes > USER_DATA_BYTES) {
        yield { propertyPath, reason: `makes user data of ${bytes} bytes; EC2 takes ${USER_DATA_BYTES}` };
    }
}
