import { USER_DATA_BYTES } from "../ecs/limits";
import type { Problem } from "../errors";
import { isBottlerocket, type MachineImage } from "./machineImage";

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

// Bottlerocket's name for each variable: https://bottlerocket.dev/en/os/latest/api/settings/ecs/
const BOTTLEROCKET_SETTINGS: Readonly<Record<string, { key: string; bare?: boolean }>> = {
    ECS_AWSVPC_BLOCK_IMDS: { key: "awsvpc-block-imds", bare: true },
    ECS_CLUSTER: { key: "cluster" },
    ECS_CONTAINER_STOP_TIMEOUT: { key: "container-stop-timeout" },
    ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: { key: "task-cleanup-wait" },
    ECS_IMAGE_CLEANUP_INTERVAL: { key: "image-cleanup-wait" },
    ECS_IMAGE_PULL_BEHAVIOR: { key: "image-pull-behavior" },
    ECS_NUM_IMAGES_DELETE_PER_CYCLE: { key: "image-cleanup-delete-per-cycle", bare: true },
    ECS_RESERVED_MEMORY: { key: "reserved-memory", bare: true },
};

/** What makes an instance join a cluster, and what else it shall do at its first boot. */
export interface BootSettings {
    image: MachineImage;
    /** Agent variables beside the defaults. */
    agentConfig?: Record<string, string>;
    /** S3 URI of an agent configuration file that is taken first. */
    agentConfigS3Uri?: string;
    /** Further lines: of the script, or of Bottlerocket's settings. */
    userData?: string;
}

/** User data in the image's own form. The agent starts after user data and reads its configuration then. */
export function userData(clusterName: string, boot: BootSettings): string {
    const variables = Object.entries({ ...AGENT_DEFAULTS, ...boot.agentConfig, ECS_CLUSTER: clusterName });
    variables.sort(([a], [b]) => (a < b ? -1 : 1));
    return isBottlerocket(boot.image) ? settings(variables, boot) : script(variables, boot);
}

function script(variables: [string, string][], boot: BootSettings): string {
    const fetch = boot.agentConfigS3Uri
        ? [
              // "Storing Amazon ECS container instance configuration in Amazon S3" installs the AWS CLI first.
              "command -v aws > /dev/null || dnf install -y awscli-2",
              `aws s3 cp '${boot.agentConfigS3Uri}' - >> /etc/ecs/ecs.config`,
              "echo >> /etc/ecs/ecs.config",
          ]
        : [];
    return [
        "#!/bin/bash",
        ...fetch,
        // Quoted, so that the shell expands nothing; appended, because the image's own file has settings that must stay.
        "cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'",
        ...variables.map(([key, value]) => `${key}=${value}`),
        "ECS_CONFIG",
        ...(boot.userData === undefined ? [] : [boot.userData.trimEnd()]),
        "",
    ].join("\n");
}

function settings(variables: [string, string][], boot: BootSettings): string {
    const lines = variables.flatMap(([name, value]) => {
        const setting = BOTTLEROCKET_SETTINGS[name];
        return setting ? [`${setting.key} = ${setting.bare ? value : JSON.stringify(value)}`] : [];
    });
    const more = boot.userData === undefined ? [] : ["", boot.userData.trimEnd()];
    return ["[settings.ecs]", ...lines, ...more, ""].join("\n");
}

/** What is wrong with the boot settings of a capacity; `path` is the prefix of the property paths. */
export function* bootProblems(path: string, boot: BootSettings): Generator<Problem> {
    for (const [key, value] of Object.entries(boot.agentConfig ?? {})) {
        const propertyPath = `${path}agentConfig.${key}`;
        if (!/^[A-Z][A-Z0-9_]*$/.test(key)) {
            yield { propertyPath, reason: "must be the name of an agent variable, such as ECS_RESERVED_MEMORY" };
        } else if (key === "ECS_CLUSTER") {
            yield { propertyPath, reason: "follows from the cluster; leave it out" };
        } else if (key === "ECS_ENABLE_SPOT_INSTANCE_DRAINING") {
            yield { propertyPath, reason: "is for Spot Instances, which this package never starts; leave it out" };
        } else if (isBottlerocket(boot.image) && !BOTTLEROCKET_SETTINGS[key]) {
            yield {
                propertyPath,
                reason: "has no setting in Bottlerocket that this package knows; write it in userData",
            };
        }
        if (typeof value !== "string" || /[\r\n]/.test(value)) {
            yield { propertyPath, reason: `must be one line of text, got ${JSON.stringify(value)}` };
        }
    }
    const uri = boot.agentConfigS3Uri;
    if (uri !== undefined && (isBottlerocket(boot.image) || !/^s3:\/\/[a-z0-9.-]{3,63}\/[^'\s]+$/.test(uri))) {
        yield {
            propertyPath: `${path}agentConfigS3Uri`,
            reason: isBottlerocket(boot.image)
                ? "needs a shell, which Bottlerocket has not; use agentConfig"
                : `must be s3://<bucket>/<key>, got ${JSON.stringify(uri)}`,
        };
    }
    const bytes = Buffer.byteLength(userData("x".repeat(255), boot));
    if (bytes > USER_DATA_BYTES) {
        yield {
            propertyPath: `${path}userData`,
            reason: `makes user data of ${bytes} bytes; EC2 takes ${USER_DATA_BYTES}`,
        };
    }
}
