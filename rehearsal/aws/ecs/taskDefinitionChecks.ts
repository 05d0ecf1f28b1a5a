import { LOG_DRIVERS, MAX_CONTAINERS, MIN_CONTAINER_MEMORY, TASK_CPU } from "../../../components/ecs/limits";
import { RESERVED_PORTS } from "../../../components/ecs/networkModes";
import type { Call } from "../../call";
import { list, type Props, parseJson, type Value } from "../../values";
import { isName } from "./containers";

function clientError(call: Call, message: string): never {
    call.fail("ClientException", message);
}

function checkPorts(call: Call, container: Props, mode: string): void {
    const names = new Set<string>();
    for (const port of list(container.portMappings)) {
        const { containerPort, hostPort, name, containerPortRange } = port;
        if (mode === "none") {
            clientError(call, "Port mappings are not allowed when network mode is 'none'.");
        }
        if (containerPort === undefined && !containerPortRange) {
            clientError(call, "containerPort is required in each port mapping.");
        }
        if (containerPort !== undefined && (containerPort < 0 || containerPort > 65535)) {
            clientError(call, `Invalid 'containerPort' setting for container '${container.name}'`);
        }
        if (["awsvpc", "host"].includes(mode) && hostPort && hostPort !== containerPort) {
            const text = `When networkMode=${mode}, the host ports and container ports in port mappings must match.`;
            clientError(call, text);
        }
        if (mode === "bridge" && hostPort && RESERVED_PORTS.includes(hostPort)) {
            clientError(call, `Host port ${hostPort} is reserved by the container instance.`);
        }
        if (mode === "host" && containerPortRange) {
            clientError(call, "containerPortRange is not supported with network mode 'host'.");
        }
        if (name !== undefined && (!/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(name) || names.has(name))) {
            clientError(call, `Invalid port mapping name '${name}'.`);
        }
        names.add(name);
    }
}

function checkMemory(call: Call, container: Props, task: Props): void {
    const { memory, memoryReservation, name } = container;
    if (task.memory === undefined && memory === undefined && memoryReservation === undefined) {
        clientError(
            call,
            `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
        );
    }
    if (memory !== undefined && memory < MIN_CONTAINER_MEMORY) {
        clientError(call, `Invalid 'memory' setting for container '${name}': at least ${MIN_CONTAINER_MEMORY} MiB.`);
    }
    if (memory !== undefined && memoryReservation !== undefined && memory <= memoryReservation) {
        clientError(
            call,
            `Invalid setting for container '${name}'. If 'memory' and 'memoryReservation' are both provided, 'memory' value must be greater than 'memoryReservation' value.`,
        );
    }
}

function checkHealth(call: Call, { healthCheck, name }: Props): void {
    if (!healthCheck) {
        return;
    }
    const ranges: Record<string, [number, number]> = {
        interval: [5, 300],
        timeout: [2, 60],
        retries: [1, 10],
        startPeriod: [0, 300],
    };
    for (const [member, [from, to]] of Object.entries(ranges)) {
        const value = healthCheck[member];
        if (value !== undefined && (value < from || value > to)) {
            clientError(
                call,
                `Invalid health check ${member} for container '${name}': must be between ${from} and ${to}.`,
            );
        }
    }
    if (!["CMD", "CMD-SHELL", "NONE"].includes(healthCheck.command?.[0])) {
        clientError(call, `Health check command of container '${name}' must begin with CMD or CMD-SHELL.`);
    }
}

function checkLogging(call: Call, container: Props): void {
    const logging = container.logConfiguration;
    if (!logging) {
        return;
    }
    if (!LOG_DRIVERS.includes(logging.logDriver)) {
        clientError(call, `Log driver '${logging.logDriver}' is not supported.`);
    }
    if (logging.logDriver !== "awslogs") {
        return;
    }
    for (const option of ["awslogs-group", "awslogs-region"]) {
        if (!logging.options?.[option]) {
            clientError(call, `Log driver awslogs requires options: ${option}`);
        }
    }
    if (logging.options["awslogs-datetime-format"] && logging.options["awslogs-multiline-pattern"]) {
        clientError(
            call,
            "Log driver awslogs disallows options: awslogs-datetime-format and awslogs-multiline-pattern together",
        );
    }
}

function checkDependencies(call: Call, containers: Props[]): void {
    const byName = new Map(containers.map((container) => [container.name, container]));
    const visit = (name: string, path: string[]): void => {
        if (path.includes(name)) {
            clientError(call, `Container dependency cycle: ${[...path, name].join(" -> ")}.`);
        }
        for (const { containerName, condition } of list(byName.get(name)?.dependsOn)) {
            const other = byName.get(containerName);
            if (!other) {
                clientError(
                    call,
                    `Container '${name}' depends on '${containerName}', which is not in the task definition.`,
                );
            }
            if (condition === "HEALTHY" && !other.healthCheck) {
                clientError(
                    call,
                    `Container '${containerName}' needs a health check, because '${name}' depends on its HEALTHY condition.`,
                );
            }
            if (["COMPLETE", "SUCCESS"].includes(condition) && other.essential !== false) {
                clientError(
                    call,
                    `Essential container '${containerName}' cannot be a dependency with condition ${condition}.`,
                );
            }
            visit(containerName, [...path, name]);
        }
    };
    for (const { name } of containers) {
        visit(name, []);
    }
}

function checkVolumes(call: Call, inputs: Props, containers: Props[]): void {
    const names = list(inputs.volumes).map((volume) => volume.name);
    for (const volume of list(inputs.volumes)) {
        const kinds = [
            "hostPath",
            "dockerVolumeConfiguration",
            "efsVolumeConfiguration",
            "fsxWindowsFileServerVolumeConfiguration",
        ];
        if (kinds.filter((kind) => volume[kind]).length > 1) {
            clientError(call, `Volume '${volume.name}' has more than one configuration.`);
        }
        const efs = volume.efsVolumeConfiguration;
        const authorized = efs?.authorizationConfig?.accessPointId || efs?.authorizationConfig?.iam === "ENABLED";
        if (authorized && efs.transitEncryption !== "ENABLED") {
            clientError(
                call,
                "EFS TransitEncryption must be enabled when an access point or IAM authorization is used.",
            );
        }
    }
    for (const container of containers) {
        for (const mount of list(container.mountPoints)) {
            if (!names.includes(mount.sourceVolume)) {
                clientError(call, `Unknown volume '${mount.sourceVolume}'.`);
            }
        }
    }
}

function checkContainer(call: Call, container: Props, inputs: Props, mode: string): void {
    if (!isName(container.name)) {
        clientError(
            call,
            `Invalid container name '${container.name}': up to 255 letters, numbers, hyphens and underscores.`,
        );
    }
    if (!container.image) {
        clientError(call, "Container.image should not be null or empty.");
    }
    if (mode === "awsvpc" && (container.links?.length || container.hostname)) {
        clientError(call, `${container.hostname ? "hostname" : "Links"} is not supported when networkMode=awsvpc.`);
    }
    if (mode === "host" && container.links?.length) {
        clientError(call, "Links are not supported when networkMode=host.");
    }
    if (list(container.secrets).length > 0 && !inputs.executionRoleArn) {
        clientError(
            call,
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        );
    }
    checkPorts(call, container, mode);
    checkMemory(call, container, inputs);
    checkHealth(call, container);
    checkLogging(call, container);
}

function checkTask(call: Call, inputs: Props, containers: Props[], mode: string): void {
    const cpu = Number(inputs.cpu ?? TASK_CPU.min);
    if (cpu < TASK_CPU.min || cpu > TASK_CPU.max) {
        clientError(call, `Invalid 'cpu' setting for task: between ${TASK_CPU.min} and ${TASK_CPU.max}.`);
    }
    const sum = containers.reduce(
        (total, container) => total + (container.memory ?? container.memoryReservation ?? 0),
        0,
    );
    if (inputs.memory !== undefined && sum > Number(inputs.memory)) {
        clientError(
            call,
            `Invalid setting for task: the containers' memory (${sum}) is more than the task's (${inputs.memory}).`,
        );
    }
    if (list(inputs.requiresCompatibilities).includes("FARGATE") && mode !== "awsvpc") {
        clientError(call, "Fargate only supports network mode ‘awsvpc’.");
    }
    for (const constraint of list(inputs.placementConstraints)) {
        if (constraint.type !== "memberOf") {
            clientError(call, `Invalid placement constraint type '${constraint.type}' in a task definition.`);
        }
    }
}

/** What RegisterTaskDefinition refuses. */
export function checkTaskDefinition(call: Call, inputs: Props): void {
    const containers: Props[] = parseJson(inputs.containerDefinitions) ?? [];
    const mode = inputs.networkMode ?? "bridge";
    if (!isName(inputs.family)) {
        clientError(call, `Invalid family '${inputs.family}': up to 255 letters, numbers, hyphens and underscores.`);
    }
    if (containers.length === 0 || containers.length > MAX_CONTAINERS) {
        clientError(
            call,
            containers.length === 0
                ? "Container list cannot be empty."
                : `A task definition can have at most ${MAX_CONTAINERS} containers.`,
        );
    }
    const names = containers.map((container) => container.name);
    const twice = names.find((name: Value, index: number) => names.indexOf(name) !== index);
    if (twice) {
        clientError(call, `Container names must be unique: '${twice}'.`);
    }
    if (!containers.some((container) => container.essential !== false)) {
        clientError(call, "At least one container must be essential.");
    }
    for (const container of containers) {
        checkContainer(call, container, inputs, mode);
    }
    checkTask(call, inputs, containers, mode);
    checkDependencies(call, containers);
    checkVolumes(call, inputs, containers);
    for (const property of ["executionRoleArn", "taskRoleArn"]) {
        const arn = inputs[property];
        if (arn && !/^arn:[\w-]+:iam::\d{12}:role\//.test(arn) && !/^[\w+=,.@-]+$/.test(arn)) {
            clientError(call, `Role is not valid`);
        }
    }
}
