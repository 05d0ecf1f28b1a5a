import { ECS_NAME, LOG_DRIVERS, MAX_CONTAINERS, MIN_CONTAINER_MEMORY, PORT_NAME } from "../ecs/limits";
import { NETWORK_MODES, type NetworkMode, RESERVED_PORTS } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { nameProblems, rangeProblems } from "../names";
import type { ContainerArgs, PortMappingArgs } from "./containers";
import { dockerProblems, firelensProblems } from "./dockerProblems";

/** The task around the containers, as far as they must agree with it. */
export interface TaskShape {
    networkMode: NetworkMode;
    memory?: number;
    cpu?: number;
    volumes: string[];
    enableExecuteCommand?: boolean;
}

/** What is wrong with the containers of a task, each by itself and all together. */
export function* containersProblems(containers: ContainerArgs[], task: TaskShape): Generator<Problem> {
    if (containers.length === 0 || containers.length > MAX_CONTAINERS) {
        yield {
            propertyPath: "containers",
            reason: `must be 1 to ${MAX_CONTAINERS} containers, got ${containers.length}`,
        };
    }
    if (containers.length > 0 && containers.every(({ essential }) => essential === false)) {
        yield { propertyPath: "containers", reason: "must have one essential container, got none" };
    }
    for (const [index, container] of containers.entries()) {
        const path = `containers[${index}]`;
        if (containers.findIndex(({ name }) => name === container.name) < index) {
            yield { propertyPath: `${path}.name`, reason: `is the name of another container: ${container.name}` };
        }
        yield* nameProblems(`${path}.name`, container.name, ECS_NAME);
        yield* sizeProblems(path, container, task);
        yield* dependencyProblems(path, container, containers);
        yield* healthProblems(path, container);
        yield* environmentProblems(path, container);
        yield* dockerProblems(path, container, containers, task.networkMode);
        for (const [at, port] of (container.portMappings ?? []).entries()) {
            yield* portProblems(`${path}.portMappings[${at}]`, port, task.networkMode);
        }
        for (const [at, mount] of (container.mountPoints ?? []).entries()) {
            if (!task.volumes.includes(mount.sourceVolume)) {
                const propertyPath = `${path}.mountPoints[${at}].sourceVolume`;
                yield {
                    propertyPath,
                    reason: `must be one of the task's volumes (${task.volumes.join(", ") || "none"}), got ${mount.sourceVolume}`,
                };
            }
            yield* absolutePath(`${path}.mountPoints[${at}].containerPath`, mount.containerPath);
        }
        const driver = container.logConfiguration?.logDriver;
        if (driver !== undefined && !LOG_DRIVERS.includes(driver)) {
            const reason = `must be one of ${LOG_DRIVERS.join(", ")}, got ${JSON.stringify(driver)}`;
            yield { propertyPath: `${path}.logConfiguration.logDriver`, reason };
        }
        yield* absolutePath(`${path}.workingDirectory`, container.workingDirectory);
        if (task.enableExecuteCommand && container.readonlyRootFilesystem) {
            yield {
                propertyPath: `${path}.readonlyRootFilesystem`,
                reason: "must be false with enableExecuteCommand: the SSM agent of ECS Exec writes to the root file system",
            };
        }
    }
    yield* firelensProblems(containers);
    yield* togetherProblems(containers, task);
}

function* absolutePath(propertyPath: string, value: string | undefined): Generator<Problem> {
    if (value !== undefined && !value.startsWith("/")) {
        yield { propertyPath, reason: `must be an absolute path, got ${JSON.stringify(value)}` };
    }
}

function* sizeProblems(path: string, container: ContainerArgs, task: TaskShape): Generator<Problem> {
    const { memory, memoryReservation } = container;
    yield* rangeProblems(`${path}.cpu`, container.cpu, { min: 0, unit: "CPU units" });
    yield* rangeProblems(`${path}.memory`, memory, { min: MIN_CONTAINER_MEMORY, unit: "MiB" });
    yield* rangeProblems(`${path}.memoryReservation`, memoryReservation, { min: MIN_CONTAINER_MEMORY, unit: "MiB" });
    yield* rangeProblems(`${path}.stopTimeout`, container.stopTimeout, { min: 1, unit: "seconds" });
    if (memory === undefined && memoryReservation === undefined && task.memory === undefined) {
        yield {
            propertyPath: `${path}.memory`,
            reason: "is missing: give memory, memoryReservation or the task's memory, in MiB",
        };
    }
    if (memory !== undefined && memoryReservation !== undefined && memoryReservation >= memory) {
        yield {
            propertyPath: `${path}.memoryReservation`,
            reason: `must be less than memory (${memory} MiB), got ${memoryReservation}`,
        };
    }
}

function* dependencyProblems(path: string, container: ContainerArgs, all: ContainerArgs[]): Generator<Problem> {
    for (const [at, { containerName, condition }] of (container.dependsOn ?? []).entries()) {
        const propertyPath = `${path}.dependsOn[${at}]`;
        const other = all.find(({ name }) => name === containerName);
        if (!other) {
            yield { propertyPath, reason: `must name a container of this task, got ${JSON.stringify(containerName)}` };
        } else if (reaches(containerName, container.name, all, new Set())) {
            yield { propertyPath, reason: `makes a circle: ${containerName} depends on ${container.name} as well` };
        } else if (condition === "HEALTHY" && !other.healthCheck) {
            yield {
                propertyPath,
                reason: `is HEALTHY, but ${containerName} has no healthCheck; give it one or use START`,
            };
        } else if ((condition === "COMPLETE" || condition === "SUCCESS") && (other.essential ?? true)) {
            yield {
                propertyPath,
                reason: `is ${condition}, but ${containerName} is essential: the task would end with it`,
            };
        }
    }
}

function reaches(from: string, to: string, all: ContainerArgs[], seen: Set<string>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const next = all.find(({ name }) => name === from)?.dependsOn ?? [];
    return next.some(({ containerName }) => reaches(containerName, to, all, seen));
}

function* healthProblems(path: string, { healthCheck }: ContainerArgs): Generator<Problem> {
    if (!healthCheck) return;
    const at = `${path}.healthCheck`;
    const [first] = healthCheck.command;
    if (typeof first === "string" && first !== "CMD" && first !== "CMD-SHELL") {
        yield {
            propertyPath: `${at}.command`,
            reason: `must start with CMD or CMD-SHELL, got ${JSON.stringify(first)}`,
        };
    }
    yield* rangeProblems(`${at}.interval`, healthCheck.interval, { min: 5, max: 300, unit: "seconds" });
    yield* rangeProblems(`${at}.timeout`, healthCheck.timeout, { min: 2, max: 60, unit: "seconds" });
    yield* rangeProblems(`${at}.retries`, healthCheck.retries, { min: 1, max: 10 });
    yield* rangeProblems(`${at}.startPeriod`, healthCheck.startPeriod, { min: 0, max: 300, unit: "seconds" });
}

function* environmentProblems(path: string, container: ContainerArgs): Generator<Problem> {
    for (const key of Object.keys(container.secrets ?? {})) {
        if (key in (container.environment ?? {})) {
            yield { propertyPath: `${path}.environment.${key}`, reason: "is a secret as well; leave it out here" };
        }
    }
    for (const [key, valueFrom] of Object.entries(container.secrets ?? {})) {
        if (typeof valueFrom === "string" && !/^arn:[^:]+:(secretsmanager|ssm):/.test(valueFrom)) {
            yield {
                propertyPath: `${path}.secrets.${key}`,
                reason: "must be the ARN of a Secrets Manager secret or an SSM parameter, never the secret itself",
            };
        }
    }
}

function* portProblems(path: string, port: PortMappingArgs, networkMode: NetworkMode): Generator<Problem> {
    yield* rangeProblems(`${path}.containerPort`, port.containerPort, { min: 1, max: 65535 });
    yield* rangeProblems(`${path}.hostPort`, port.hostPort, { min: 0, max: 65535 });
    if (port.name !== undefined) yield* nameProblems(`${path}.name`, port.name, PORT_NAME);
    if (port.protocol !== undefined && !["tcp", "udp"].includes(port.protocol)) {
        yield { propertyPath: `${path}.protocol`, reason: `must be tcp or udp, got ${JSON.stringify(port.protocol)}` };
    }
    if (port.appProtocol !== undefined && !["http", "http2", "grpc"].includes(port.appProtocol)) {
        yield {
            propertyPath: `${path}.appProtocol`,
            reason: `must be http, http2 or grpc, got ${JSON.stringify(port.appProtocol)}`,
        };
    }
    if (networkMode === "none") {
        yield { propertyPath: path, reason: "cannot be in network mode none; use awsvpc or bridge" };
    } else if (port.hostPort !== undefined && port.hostPort !== 0 && RESERVED_PORTS.includes(port.hostPort)) {
        yield { propertyPath: `${path}.hostPort`, reason: `is kept by SSH, Docker or the ECS agent: ${port.hostPort}` };
    } else if (
        !NETWORK_MODES[networkMode].dynamicPorts &&
        port.hostPort !== undefined &&
        port.hostPort !== port.containerPort
    ) {
        yield {
            propertyPath: `${path}.hostPort`,
            reason: `must be the containerPort (${port.containerPort}) in ${networkMode} mode, or left out, got ${port.hostPort}`,
        };
    }
}

function* togetherProblems(containers: ContainerArgs[], task: TaskShape): Generator<Problem> {
    const sum = (of: (container: ContainerArgs) => number | undefined) =>
        containers.reduce((total, container) => total + (of(container) ?? 0), 0);
    const memory = sum((container) => container.memory ?? container.memoryReservation);
    if (task.memory !== undefined && memory > task.memory) {
        yield {
            propertyPath: "memory",
            reason: `must be at least that of all containers (${memory} MiB), got ${task.memory}`,
        };
    }
    const cpu = sum((container) => container.cpu);
    if (task.cpu !== undefined && cpu > task.cpu) {
        yield {
            propertyPath: "cpu",
            reason: `must be at least that of all containers (${cpu} units), got ${task.cpu}`,
        };
    }
    const taken = new Map<string, string>();
    for (const [index, container] of containers.entries()) {
        for (const [at, port] of (container.portMappings ?? []).entries()) {
            const own = task.networkMode === "bridge" ? (port.hostPort ?? 0) : port.containerPort;
            const key = `${own}/${port.protocol ?? "tcp"}`;
            const propertyPath = `containers[${index}].portMappings[${at}]`;
            const other = taken.get(key);
            if (own !== 0 && other !== undefined) {
                yield { propertyPath, reason: `takes port ${key}, which ${other} has` };
            }
            taken.set(key, propertyPath);
        }
    }
}
