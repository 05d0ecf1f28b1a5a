import type * as pulumi from "@pulumi/pulumi";

import type { LinuxParametersArgs } from "./linuxParameters";

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

/** Ports in a row that a container listens on, in awsvpc and bridge mode; in bridge mode Docker chooses the instance's. */
export interface PortRangeArgs {
    /** First port, 1 to 65535. */
    from: number;
    /** Last port, up to 99 after the first. */
    to: number;
    /** tcp or udp. Default: tcp. */
    protocol?: string;
}

/** Whether ECS starts a container again that has exited, while its task goes on. */
export interface RestartPolicyArgs {
    /** Up to 50 exit codes after which it stays away. Default: none. */
    ignoredExitCodes?: number[];
    /** Seconds that it must have run to be started again, 60 to 1800. Default: 300. */
    restartAttemptPeriod?: number;
}

/** The container's part as the task's log router. */
export interface FirelensArgs {
    /** fluentbit or fluentd, whichever its image is. */
    type: string;
    /** Options of the router, such as config-file-type. Default: none. */
    options?: Record<string, string>;
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
    /** Ports in a row. connectsTo of others opens single ports only, in awsvpc mode. Default: none. */
    portRanges?: PortRangeArgs[];
    /** Other containers of the task that it reaches by name, or name:alias, in bridge mode. Default: none. */
    links?: string[];
    /** ARNs of .env files in S3 with further environment variables; the execution role may read them. Default: none. */
    environmentFiles?: pulumi.Input<string>[];
    /** GPUs that it has for itself, on instance types with GPUs. Default: none. */
    gpus?: number;
    /** What the kernel lets it do. Default: what Docker does. */
    linuxParameters?: LinuxParametersArgs;
    /** Whether it has the rights of root on the instance. Default: false. */
    privileged?: boolean;
    /**
     * Folders that it may write in spite of readonlyRootFilesystem: each is a volume for the task's life that starts
     * with what the image has there. Default: none.
     */
    writablePaths?: string[];
    /**
     * Files that are written before it starts, by absolute path, in place of files on each instance. A container of the
     * same image does it, or of filesImage, with its /bin/sh. Each folder then holds these files only; scripts (.sh)
     * may be executed. Never put a secret here. Default: none.
     */
    files?: Record<string, pulumi.Input<string>>;
    /** Image with a /bin/sh that writes the files. Default: the container's own. */
    filesImage?: pulumi.Input<string>;
    /** Whether ECS starts it again when it exits. Default: the task ends with it, or goes on without it. */
    restartPolicy?: RestartPolicyArgs;
    /** Host name inside; not in awsvpc mode. Default: Docker's. */
    hostname?: string;
    /** Addresses by further host names; not in awsvpc mode. Default: none. */
    extraHosts?: Record<string, string>;
    /** Addresses of DNS servers; not in awsvpc mode. Default: the VPC's. */
    dnsServers?: string[];
    /** Domains to look names up in; not in awsvpc mode. Default: the VPC's. */
    dnsSearchDomains?: string[];
    /** Kernel parameters of its namespaces, such as net.core.somaxconn. Default: the instance's. */
    systemControls?: Record<string, string>;
    /** ARN of the secret with user and password of a private registry; the execution role may read it. Default: none. */
    imageCredentials?: pulumi.Input<string>;
    /** Makes it the log router for containers whose logDriver is awsfirelens; it logs by awslogs itself. Default: none. */
    firelens?: FirelensArgs;
}
