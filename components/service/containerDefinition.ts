import type * as pulumi from "@pulumi/pulumi";

import type { ContainerArgs, ContainerHealthCheckArgs, LogConfigurationArgs } from "./containers";
import { byName, defined } from "./defined";
import { linuxParameters } from "./linuxParameters";

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
            // The log router reads other containers' sockets as root; ECS itself writes the user down.
            user: args.user ?? (args.firelens ? "0" : undefined),
            readonlyRootFilesystem: args.readonlyRootFilesystem,
            stopTimeout: args.stopTimeout,
            ulimits: args.ulimits?.map(({ name, softLimit, hardLimit }) => ({ name, softLimit, hardLimit })),
            dockerLabels: args.dockerLabels,
            dependsOn: args.dependsOn?.map(({ containerName, condition }) => ({ containerName, condition })),
            healthCheck: args.healthCheck && healthCheck(args.healthCheck),
            links: args.links,
            privileged: args.privileged,
            hostname: args.hostname,
            dnsServers: args.dnsServers,
            dnsSearchDomains: args.dnsSearchDomains,
            extraHosts:
                args.extraHosts && byName(args.extraHosts).map(([hostname, ipAddress]) => ({ hostname, ipAddress })),
            environmentFiles: args.environmentFiles?.map((value) => ({ type: "s3", value })),
            resourceRequirements: args.gpus === undefined ? undefined : [{ type: "GPU", value: String(args.gpus) }],
            restartPolicy: args.restartPolicy && { enabled: true, ...defined({ ...args.restartPolicy }) },
            repositoryCredentials: args.imageCredentials && { credentialsParameter: args.imageCredentials },
            firelensConfiguration: args.firelens && {
                type: args.firelens.type,
                ...defined({ options: args.firelens.options }),
            },
        }),
        linuxParameters: linuxParameters(args.linuxParameters ?? {}, args.initProcessEnabled ?? true),
        environment: byName(environment).map(([name, value]) => ({ name, value })),
        ...(args.secrets && { secrets: byName(args.secrets).map(([name, valueFrom]) => ({ name, valueFrom })) }),
        portMappings: [
            ...(args.portMappings ?? []).map((port) => ({
                containerPort: port.containerPort,
                hostPort: port.hostPort ?? (bridge ? 0 : port.containerPort),
                protocol: port.protocol ?? "tcp",
                ...defined({ name: port.name, appProtocol: port.appProtocol }),
            })),
            ...(args.portRanges ?? []).map(({ from, to, protocol }) => ({
                containerPortRange: `${from}-${to}`,
                protocol: protocol ?? "tcp",
            })),
        ],
        mountPoints: (args.mountPoints ?? []).map((mount) => ({
            sourceVolume: mount.sourceVolume,
            containerPath: mount.containerPath,
            readOnly: mount.readOnly ?? false,
        })),
        volumesFrom: [],
        systemControls: byName(args.systemControls ?? {}).map(([namespace, value]) => ({ namespace, value })),
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
