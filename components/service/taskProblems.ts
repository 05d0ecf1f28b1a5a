import * as pulumi from "@pulumi/pulumi";

import { ECS_NAME, LOG_RETENTION_DAYS, TASK_CPU } from "../ecs/limits";
import type { NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { nameProblems, rangeProblems } from "../names";
import { containersProblems } from "./containerProblems";
import { defined } from "./defined";
import { expand, folderProblems } from "./folders";
import type { TaskArgs } from "./taskDefinition";
import { volumesProblems } from "./volumes";

/** Family of a task's revisions. */
export const familyOf = (name: string) => `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;

/** What is wrong with a task in a network mode. */
export function* taskProblems(name: string, args: TaskArgs, networkMode: NetworkMode): Generator<Problem> {
    yield* nameProblems("name", familyOf(name), ECS_NAME);
    yield* rangeProblems("cpu", args.cpu, { ...TASK_CPU, unit: "CPU units" });
    yield* rangeProblems("memory", args.memory, { min: 6, unit: "MiB" });
    if (args.logRetentionDays !== undefined && !LOG_RETENTION_DAYS.includes(args.logRetentionDays)) {
        yield {
            propertyPath: "logRetentionDays",
            reason: `must be one of ${LOG_RETENTION_DAYS.join(", ")} days, got ${args.logRetentionDays}`,
        };
    }
    if (args.pidMode !== undefined && args.pidMode !== "task") {
        const reason = `must be task, got ${JSON.stringify(args.pidMode)}: with host, containers see and stop every process there`;
        yield { propertyPath: "pidMode", reason };
    }
    if (args.ipcMode !== undefined && !["task", "none"].includes(args.ipcMode)) {
        const reason = `must be task or none, got ${JSON.stringify(args.ipcMode)}: with host, containers share every process's memory`;
        yield { propertyPath: "ipcMode", reason };
    }
    yield* volumesProblems(args.volumes ?? []);
    const hidden = args.containers.flatMap((container, index) => [
        ...folderProblems(`containers[${index}]`, container),
    ]);
    yield* hidden;
    // What is added must be right as well, but only words of the user are worth a complaint.
    const { containers, volumes } =
        hidden.length > 0
            ? { containers: args.containers, volumes: args.volumes ?? [] }
            : expand(args.containers, args.volumes ?? []);
    yield* containersProblems(containers, {
        networkMode,
        volumes: volumes.map(({ name: own }) => own),
        ...defined({ cpu: args.cpu, memory: args.memory, enableExecuteCommand: args.enableExecuteCommand }),
    });
}
