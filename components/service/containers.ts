import type * as pulumi from "@pulumi/pulumi";

/** When a container that another one depends on counts as ready. */
export const ContainerCondition = {
    /** It has started. */
    Start: "START",
    /** It has exited. */
    Complete: "COMPLETE",
    /** It has exited with code 0. */
    Success: "SUCCESS",
    /** Its health check passes. */
    Healthy: "HEALTHY",
} as const;
/** When a container that another one depends on counts as ready. */
export type ContainerCondition = (typeof ContainerCondition)[keyof typeof ContainerCondition];

/** A port that a container listens on. */
export interface PortMappingArgs {
    /** Port inside the container, 1 to 65535. */
    containerPort: number;
    /**
     * Port of the instance. In bridge mode 0 lets Docker choose, so that several tasks fit on one instance; in awsvpc
     * and host mode it is the container's own. Default: 0 in bridge mode.
     */
    hostPort?: number;
    /** tcp or udp. Default: tcp. */
    protocol?: string;
    /** Name of the port for Service Connect: lower-case letters, digits, underscores and hyphens. Default: none. */
    name?: string;
    /** http, http2 or grpc, for Service Connect. Default: plain TCP. */
    appProtocol?: string;
}

/** A command inside the container that says whether it is healthy; the image's own HEALTHCHECK is ignored by ECS. */
export interface ContainerHealthCheckArgs {
    /** CMD and the command's words, or CMD-SHELL and one line for the container's shell. */
    command: pulumi.Input<string>[];
    /** Seconds between two runs, 5 to 300. Default: 30. */
    interval?: number;
    /** Seconds until a run has failed, 2 to 60. Default: 5. */
    timeout?: number;
    /** Failures in a row that make the container unhealthy, 1 to 10. Default: 3. */
    retries?: number;
    /** Seconds after the start in which failures do not count, 0 to 300. Default: 0. */
    startPeriod?: number;
}

/** A container that must be ready before this one starts. */
export interface ContainerDependencyArgs {
    /** Name of the other container. */
    containerName: string;
    /** When it is ready. */
    condition: ContainerCondition;
}

/** A volume of the task at a path of the container. */
export interface MountPointArgs {
    /** Name of the volume. */
    sourceVolume: string;
    /** Absolute path in the container. */
    containerPath: string;
    /** Whether the container may not write. Default: false. */
    readOnly?: boolean;
}

/** A limit of the container's processes. */
export interface UlimitArgs {
    /** Name of the limit, such as nofile. */
    name: string;
    /** Limit that a process may raise up to the hard one. */
    softLimit: number;
    /** Limit that it may not pass. */
    hardLimit: number;
}

/** Where a container's output goes instead of the task's log group. */
export interface LogConfigurationArgs {
    /** Log driver that the instances' agent knows, such as splunk or awsfirelens: API_LogConfiguration. */
    logDriver: string;
    /** Options of the driver. Default: none. */
    options?: Record<string, pulumi.Input<string>>;
    /** Options whose values are secrets: their ARNs, which the execution role may read. Default: none. */
    secretOptions?: Record<string, pulumi.Input<string>>;
}

/** One container of a task. */
export interface ContainerArgs {
    /** Name, up to 255 letters, digits, hyphens and underscores. */
    name: string;
    /** Image, best by digest: an EcrImage's `uri` or a pinned third-party image. */
    image: pulumi.Input<string>;
    /** Whether the task stops when this container does. One container must be essential. Default: true. */
    essential?: boolean;
    /** CPU units (1024 a processor) that it may count on when others are busy. Default: 0, what is left over. */
    cpu?: number;
    /** Memory in MiB at which it is killed, 6 or more. Give this, memoryReservation or the task's memory. */
    memory?: number;
    /** Memory in MiB that placement keeps for it, less than memory. Default: memory. */
    memoryReservation?: number;
    /** Ports that it listens on. Default: none. */
    portMappings?: PortMappingArgs[];
    /** Words that replace the image's CMD. Default: the image's. */
    command?: pulumi.Input<string>[];
    /** Words that replace the image's ENTRYPOINT. Default: the image's. */
    entryPoint?: pulumi.Input<string>[];
    /** Absolute path to start in. Default: the image's. */
    workingDirectory?: string;
    /** User, or user:group, by name or number. Default: the image's, often root. */
    user?: string;
    /** Environment variables. AWS_REGION is always set. Never put a secret here. Default: none. */
    environment?: Record<string, pulumi.Input<string>>;
    /**
     * Environment variables from secrets: the ARN of a Secrets Manager secret, with `:key::` behind it for one key of a
     * JSON secret, or of an SSM parameter. The execution role gets rights on exactly these. Default: none.
     */
    secrets?: Record<string, pulumi.Input<string>>;
    /** Health check. Default: none; a task without one counts as healthy when it runs. */
    healthCheck?: ContainerHealthCheckArgs;
    /** Containers that must be ready first. Default: none. */
    dependsOn?: ContainerDependencyArgs[];
    /** Volumes of the task that it sees. Default: none. */
    mountPoints?: MountPointArgs[];
    /** Whether its root file system is read-only. Default: false. */
    readonlyRootFilesystem?: boolean;
    /** Whether an init process reaps zombies and passes signals on. Default: true. */
    initProcessEnabled?: boolean;
    /** Seconds from SIGTERM to SIGKILL, 1 or more. Default: the agent's 30. */
    stopTimeout?: number;
    /** Limits of its processes. Default: Docker's. */
    ulimits?: UlimitArgs[];
    /**
     * Another log driver than awslogs. The policy pack's rule require-awslogs refuses it unless it is configured to let
     * the driver through. Default: awslogs to the task's log group, non-blocking with a buffer of 25 MiB.
     */
    logConfiguration?: LogConfigurationArgs;
    /** Docker labels. Default: none. */
    dockerLabels?: Record<string, string>;
}

/** What containers get from the task that they are in. */
export interface ContainerContext {
    logGroupName: string;
    region: pulumi.Input<string>;
    networkMode: string;
}

/** The container as AWS knows it, in the order and with the members of the canonical form. */
export function containerDefinition(args: ContainerArgs, context: ContainerContext): Record<string, unknown> {
    const bridge = context.networkMode === "bridge";
    const environment = { AWS_REGION: context.region, ...args.environment };
    return {
        name: args.name,
        image: args.image,
        essential: args.essential ?? true,
        cpu: args.cpu ?? 0,
        ...defined({
            memory: args.memory,
            memoryReservation: args.memoryReservation,
            command: args.command,
            entryPoint: args.entryPoint,
            workingDirectory: args.workingDirectory,
            user: args.user,
            readonlyRootFilesystem: args.readonlyRootFilesystem,
            stopTimeout: args.stopTimeout,
            ulimits: args.ulimits?.map(({ name, softLimit, hardLimit }) => ({ name, softLimit, hardLimit })),
            dockerLabels: args.dockerLabels,
            dependsOn: args.dependsOn?.map(({ containerName, condition }) => ({ containerName, condition })),
            healthCheck: args.healthCheck && healthCheck(args.healthCheck),
        }),
        linuxParameters: { initProcessEnabled: args.initProcessEnabled ?? true },
        environment: byName(environment).map(([name, value]) => ({ name, value })),
        ...(args.secrets && { secrets: byName(args.secrets).map(([name, valueFrom]) => ({ name, valueFrom })) }),
        portMappings: (args.portMappings ?? []).map((port) => ({
            containerPort: port.containerPort,
            hostPort: port.hostPort ?? (bridge ? 0 : port.containerPort),
            protocol: port.protocol ?? "tcp",
            ...defined({ name: port.name, appProtocol: port.appProtocol }),
        })),
        mountPoints: (args.mountPoints ?? []).map((mount) => ({
            sourceVolume: mount.sourceVolume,
            containerPath: mount.containerPath,
            readOnly: mount.readOnly ?? false,
        })),
        volumesFrom: [],
        systemControls: [],
        logConfiguration: args.logConfiguration ? otherLogs(args.logConfiguration) : awslogs(args.name, context),
    };
}

function awslogs(name: string, context: ContainerContext): object {
    return {
        logDriver: "awslogs",
        options: {
            "awslogs-group": context.logGroupName,
            "awslogs-region": context.region,
            "awslogs-stream-prefix": name,
            // A stalled CloudWatch must not stall the application; the buffer is what may be lost then.
            mode: "non-blocking",
            "max-buffer-size": "25m",
        },
    };
}

function otherLogs({ logDriver, options, secretOptions }: LogConfigurationArgs): object {
    return {
        logDriver,
        ...defined({
            options,
            secretOptions: secretOptions && byName(secretOptions).map(([name, valueFrom]) => ({ name, valueFrom })),
        }),
    };
}

function healthCheck(args: ContainerHealthCheckArgs): object {
    return {
        command: args.command,
        interval: args.interval ?? 30,
        timeout: args.timeout ?? 5,
        retries: args.retries ?? 3,
        ...defined({ startPeriod: args.startPeriod }),
    };
}

const byName = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** The members that have a value, so that none stands in AWS's JSON as null. */
export function defined<T extends object>(members: T): Partial<T> {
    return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}
