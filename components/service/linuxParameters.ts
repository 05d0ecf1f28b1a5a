import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import { defined } from "./defined";

/** A folder of a container in memory. */
export interface TmpfsArgs {
    /** Absolute path. */
    containerPath: string;
    /** Most MiB that it takes of the container's memory, 1 or more. */
    size: number;
    /** Mount options, such as noexec. Default: rw, noexec, nosuid, nodev. */
    mountOptions?: string[];
}

/** What the kernel lets a container do. */
export interface LinuxParametersArgs {
    /** Capabilities beyond Docker's, such as NET_ADMIN. Default: none. */
    addCapabilities?: string[];
    /** Capabilities of Docker's that it does without; ALL drops every one. Default: none. */
    dropCapabilities?: string[];
    /** Folders in memory. Default: none. */
    tmpfs?: TmpfsArgs[];
    /** Size of /dev/shm in MiB, 1 or more. Default: Docker's 64. */
    sharedMemorySize?: number;
    /** Swap in MiB that it may use, 0 or more, where the instance has some. Default: twice its memory. */
    maxSwap?: number;
    /** How readily it swaps, 0 to 100; with maxSwap only. Default: 60. */
    swappiness?: number;
}

// API_KernelCapabilities.
const CAPABILITIES = new Set(
    (
        "ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER " +
        "KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW SETFCAP " +
        "SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO " +
        "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM"
    ).split(" "),
);

/** What is wrong with the parameters: API_LinuxParameters. */
export function* linuxProblems(path: string, args: LinuxParametersArgs | undefined): Generator<Problem> {
    if (!args) return;
    for (const key of ["addCapabilities", "dropCapabilities"] as const) {
        for (const [index, capability] of (args[key] ?? []).entries()) {
            if (!CAPABILITIES.has(capability)) {
                const reason = `must be a capability of Linux without CAP_, such as NET_ADMIN, got ${JSON.stringify(capability)}`;
                yield { propertyPath: `${path}.${key}[${index}]`, reason };
            }
        }
    }
    for (const [index, { containerPath, size }] of (args.tmpfs ?? []).entries()) {
        yield* rangeProblems(`${path}.tmpfs[${index}].size`, size, { min: 1, unit: "MiB" });
        if (!containerPath.startsWith("/")) {
            const reason = `must be an absolute path, got ${JSON.stringify(containerPath)}`;
            yield { propertyPath: `${path}.tmpfs[${index}].containerPath`, reason };
        }
    }
    yield* rangeProblems(`${path}.sharedMemorySize`, args.sharedMemorySize, { min: 1, unit: "MiB" });
    yield* rangeProblems(`${path}.maxSwap`, args.maxSwap, { min: 0, unit: "MiB" });
    yield* rangeProblems(`${path}.swappiness`, args.swappiness, { min: 0, max: 100 });
    if (args.swappiness !== undefined && args.maxSwap === undefined) {
        yield {
            propertyPath: `${path}.swappiness`,
            reason: "has no effect without maxSwap; give that or leave it out",
        };
    }
}

/** The parameters as AWS knows them. */
export function linuxParameters(args: LinuxParametersArgs, initProcessEnabled: boolean): object {
    const { addCapabilities: add, dropCapabilities: drop, tmpfs, sharedMemorySize, maxSwap, swappiness } = args;
    return {
        initProcessEnabled,
        ...(add || drop ? { capabilities: defined({ add, drop }) } : {}),
        ...defined({
            tmpfs: tmpfs?.map(({ containerPath, size, mountOptions }) => ({
                containerPath,
                size,
                mountOptions: mountOptions ?? ["rw", "noexec", "nosuid", "nodev"],
            })),
            sharedMemorySize,
            maxSwap,
            swappiness,
        }),
    };
}
