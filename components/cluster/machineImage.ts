import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

import { architectureOf, CpuArchitecture, instanceTypeOf } from "../ecs/instanceTypes";

/** Operating system of container instances, which decides how the agent is configured. */
export const MachineImage = {
    /** Amazon ECS-optimized Amazon Linux 2023. */
    AL2023: "AL2023",
    /** The same with NVIDIA drivers. */
    AL2023_GPU: "AL2023_GPU",
    /** Bottlerocket: no shell, no package manager, settings in TOML. */
    BOTTLEROCKET: "BOTTLEROCKET",
    /** The same with NVIDIA drivers. */
    BOTTLEROCKET_NVIDIA: "BOTTLEROCKET_NVIDIA",
} as const;
/** Operating system of container instances, which decides how the agent is configured. */
export type MachineImage = (typeof MachineImage)[keyof typeof MachineImage];

/** The image for instance types when none is named: the one with GPU drivers where there are GPUs. */
export function defaultMachineImage(instanceTypes: string[]): MachineImage {
    return instanceTypes.some((type) => (instanceTypeOf(type)?.gpus ?? 0) > 0)
        ? MachineImage.AL2023_GPU
        : MachineImage.AL2023;
}

/** Whether user data is Bottlerocket's TOML instead of a shell script. */
export const isBottlerocket = (image: MachineImage): boolean => image.startsWith("BOTTLEROCKET");

/**
 * Public SSM parameter with the id of the newest image. "Retrieving Amazon ECS-optimized Linux AMI metadata" in the ECS
 * guide; for Bottlerocket "Retrieving an Amazon ECS-optimized Bottlerocket AMI".
 */
export function imageParameter(image: MachineImage, architecture: CpuArchitecture): string {
    const arm = architecture === CpuArchitecture.ARM64;
    if (isBottlerocket(image)) {
        const variant = image === MachineImage.BOTTLEROCKET_NVIDIA ? "aws-ecs-2-nvidia" : "aws-ecs-2";
        return `/aws/service/bottlerocket/${variant}/${arm ? "arm64" : "x86_64"}/latest/image_id`;
    }
    const variant = image === MachineImage.AL2023_GPU ? "gpu/" : arm ? "arm64/" : "";
    return `/aws/service/ecs/optimized-ami/amazon-linux-2023/${variant}recommended/image_id`;
}

/** Id of the newest image of a kind for an instance type. */
export function newestImage(image: MachineImage, instanceType: string, parent: pulumi.Resource): pulumi.Output<string> {
    const name = imageParameter(image, architectureOf(instanceType));
    // The provider marks every parameter as secret, but this one is public and belongs in a readable preview.
    return pulumi.unsecret(ssm.getParameterOutput({ name }, { parent }).value);
}

/** Device of the volume that holds images and containers: Bottlerocket keeps its system on one of its own. */
export const dataDevice = (image: MachineImage): string => (isBottlerocket(image) ? "/dev/xvdb" : "/dev/xvda");

/** A name for the kind of image: what can never change under instances that keep their image. */
export const imageKind = (image: MachineImage, instanceType: string): string =>
    `${image}-${architectureOf(instanceType)}`.toLowerCase().replace(/_/g, "-");
