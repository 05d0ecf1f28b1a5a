// EC2 instance types as ECS sees them. Sizes and network interface limits: "Amazon EC2 instance types" guide,
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html; trunking limits: "Supported instances for
// increased Amazon ECS container network interfaces",
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html

/** Processor architecture of container instances, in the words of an ECS runtime platform. */
export const CpuArchitecture = {
    /** 64-bit Intel and AMD. */
    X86_64: "X86_64",
    /** 64-bit Arm: AWS Graviton. */
    ARM64: "ARM64",
} as const;
/** Processor architecture of container instances, in the words of an ECS runtime platform. */
export type CpuArchitecture = (typeof CpuArchitecture)[keyof typeof CpuArchitecture];

/** What one EC2 instance type offers to tasks. */
export interface InstanceType {
    /** Number of virtual processors; each is 1024 CPU units. */
    vcpus: number;
    /** Memory in MiB as the type is sold; the operating system and the agent keep a part of it. */
    memoryMib: number;
    /** Elastic network interfaces, the instance's own included: an awsvpc task takes one of the others. */
    enis: number;
    /** awsvpc tasks with ENI trunking; 0 where the type cannot trunk, undefined where it is not in the table. */
    trunkedTasks?: number;
    /** Number of GPUs. */
    gpus: number;
    architecture: CpuArchitecture;
}

type Size = [vcpus: number, memoryGib: number, enis: number, trunkedTasks?: number, gpus?: number];

const burstable = (enis: number[], single: boolean): Record<string, Size> => ({
    nano: [single ? 1 : 2, 0.5, enis[0] as number, 0],
    micro: [single ? 1 : 2, 1, enis[1] as number, 0],
    small: [single ? 1 : 2, 2, enis[2] as number, 0],
    medium: [2, 4, enis[3] as number, 0],
    large: [2, 8, enis[4] as number, 0],
    xlarge: [4, 16, enis[5] as number, 0],
    "2xlarge": [8, 32, enis[6] as number, 0],
});

// Sizes of the general, compute and memory families: processors, interfaces and tasks with trunking.
const SIZES: Record<string, [vcpus: number, enis: number, trunkedTasks: number]> = {
    medium: [1, 2, 4],
    large: [2, 3, 10],
    xlarge: [4, 4, 20],
    "2xlarge": [8, 4, 40],
    "4xlarge": [16, 8, 60],
    "8xlarge": [32, 8, 60],
    "9xlarge": [36, 8, 60],
    "12xlarge": [48, 8, 60],
    "16xlarge": [64, 15, 120],
    "18xlarge": [72, 15, 120],
    "24xlarge": [96, 15, 120],
    "32xlarge": [128, 15, 120],
    "48xlarge": [192, 15, 120],
};
const GIB_PER_VCPU: Record<string, number> = { m: 4, c: 2, r: 8 };
const INTEL_5 = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge"];
const INTEL_6 = [...INTEL_5, "32xlarge"];
const AMD_6 = [...INTEL_6, "48xlarge"];
const GRAVITON = ["medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];
const C5 = ["large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge"];
const GENERATIONS: Record<string, string[]> = {
    "5": INTEL_5,
    "5a": INTEL_5,
    "5d": INTEL_5,
    "6i": INTEL_6,
    "6a": AMD_6,
    "6g": GRAVITON,
    "6gd": GRAVITON,
    "7i": [...INTEL_5, "48xlarge"],
    "7a": ["medium", ...AMD_6],
    "7g": GRAVITON,
    "7gd": GRAVITON,
    "8g": [...GRAVITON, "24xlarge", "48xlarge"],
};

const OTHERS: Record<string, Record<string, Size>> = {
    t2: burstable([2, 2, 3, 3, 3, 3, 3], true),
    t3: burstable([2, 2, 3, 3, 3, 4, 4], false),
    t3a: burstable([2, 2, 2, 3, 3, 4, 4], false),
    t4g: burstable([2, 2, 3, 3, 3, 4, 4], false),
    g4dn: {
        xlarge: [4, 16, 3, 0, 1],
        "2xlarge": [8, 32, 3, 0, 1],
        "4xlarge": [16, 64, 3, 0, 1],
        "8xlarge": [32, 128, 4, 0, 1],
        "12xlarge": [48, 192, 8, 0, 4],
        "16xlarge": [64, 256, 4, 0, 1],
    },
    g5: {
        xlarge: [4, 16, 4, 6, 1],
        "2xlarge": [8, 32, 4, 19, 1],
        "4xlarge": [16, 64, 8, undefined, 1],
        "8xlarge": [32, 128, 8, undefined, 1],
        "12xlarge": [48, 192, 15, undefined, 4],
        "16xlarge": [64, 256, 8, undefined, 1],
        "24xlarge": [96, 384, 15, undefined, 4],
    },
    g5g: {
        xlarge: [4, 8, 4, undefined, 1],
        "2xlarge": [8, 16, 4, undefined, 1],
        "4xlarge": [16, 32, 8, undefined, 1],
        "8xlarge": [32, 64, 8, undefined, 1],
        "16xlarge": [64, 128, 15, undefined, 2],
    },
    p3: { "2xlarge": [8, 61, 4, 40, 1], "8xlarge": [32, 244, 8, undefined, 4] },
};

/** Architecture of an instance type, read from its family: the letter g after the generation's digit means Graviton. */
export function architectureOf(instanceType: string): CpuArchitecture {
    const family = instanceType.split(".")[0] ?? "";
    return family === "a1" || /^[a-z]+\d+[a-z]*?g[a-z]*$/.test(family) ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64;
}

/** What an instance type offers, or undefined for a type that is not in the table (newer or rarer ones). */
export function instanceTypeOf(instanceType: string): InstanceType | undefined {
    const [family = "", size = ""] = instanceType.split(".");
    const found = OTHERS[family]?.[size] ?? commonSize(family, size);
    if (!found) return undefined;
    const [vcpus, memoryGib, enis, trunkedTasks, gpus = 0] = found;
    return {
        vcpus,
        memoryMib: memoryGib * 1024,
        enis,
        ...(trunkedTasks === undefined ? {} : { trunkedTasks }),
        gpus,
        architecture: architectureOf(instanceType),
    };
}

function commonSize(family: string, size: string): Size | undefined {
    const gibPerVcpu = GIB_PER_VCPU[family[0] ?? ""];
    const generation = family.slice(1);
    const sizes = family === "c5" ? C5 : GENERATIONS[generation];
    const row = SIZES[size];
    if (gibPerVcpu === undefined || !sizes?.includes(size) || !row) return undefined;
    const [vcpus, enis, trunked] = row;
    // The trunking table of 2023 ends with the seventh Graviton and the sixth Intel and AMD generation.
    const known = ["5", "5a", "5d", "6i", "6a", "6g", "6gd", "7g"].includes(generation);
    return [vcpus, vcpus * gibPerVcpu, enis, known ? trunked : undefined];
}

/** Whether text has the form of an instance type, such as t3.small or m7g.2xlarge. */
export function isInstanceTypeName(text: string): boolean {
    return /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(text);
}

/**
 * Memory in MiB that a container instance registers with ECS: what is sold, less the kernel's and the firmware's part
 * (measured sizes lie 3 to 8 percent below) and less what the agent is told to reserve. An estimate on the safe side.
 */
export function registeredMemoryMib(type: InstanceType, reservedMib = 0): number {
    return Math.floor(type.memoryMib * 0.92) - 32 - reservedMib;
}
