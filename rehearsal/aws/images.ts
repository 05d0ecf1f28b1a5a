import type { Call } from "../call";
import { hash, type Props } from "../values";

const IMAGE_TYPE = "rehearsal:ec2:image";

/** A machine image: what it runs on, and whether the ECS agent is in it. */
export interface MachineImage {
    id: string;
    architecture: "x86_64" | "arm64";
    hasAgent: boolean;
    name: string;
}

const ECS = "/aws/service/ecs/optimized-ami/";
const PATHS = [
    "amazon-linux-2023/recommended",
    "amazon-linux-2023/arm64/recommended",
    "amazon-linux-2023/gpu/recommended",
    "amazon-linux-2023/neuron/recommended",
    "amazon-linux-2/recommended",
    "amazon-linux-2/arm64/recommended",
    "amazon-linux-2/gpu/recommended",
    "amazon-linux-2/inf/recommended",
].map((path) => ECS + path);
const BOTTLEROCKET = ["aws-ecs-1", "aws-ecs-1-nvidia", "aws-ecs-2", "aws-ecs-2-nvidia"].flatMap((variant) =>
    ["x86_64", "arm64"].map((arch) => `/aws/service/bottlerocket/${variant}/${arch}/latest`),
);
const PLAIN = ["x86_64", "arm64"].map(
    (arch) => `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${arch}`,
);

function imageOf(region: string, path: string): MachineImage {
    return {
        id: `ami-0${hash(`${region}${path}`).slice(0, 16)}`,
        architecture: path.includes("arm64") ? "arm64" : "x86_64",
        hasAgent: !PLAIN.includes(path),
        name: path.split("/").slice(3).join("-"),
    };
}

/** The value of one of AWS's public image parameters; undefined where AWS has none of that name. */
export function imageParameter(call: Call, name: string): string | undefined {
    if (PLAIN.includes(name)) {
        return remember(call, imageOf(call.region, name)).id;
    }
    const isJson = PATHS.includes(name);
    const path = isJson ? name : name.replace(/\/image_id$/, "");
    const isVersion =
        /^\/aws\/service\/(ecs\/optimized-ami\/amazon-linux-2023|bottlerocket)\/.+/.test(path) &&
        /\d{4}|\d\.\d/.test(path.split("/").pop() ?? "");
    if (!(PATHS.includes(path) || BOTTLEROCKET.includes(path) || isVersion) || (path === name && !isJson)) {
        return undefined;
    }
    const image = remember(call, imageOf(call.region, path));
    const details = {
        image_name: image.name,
        image_id: image.id,
        os: "Amazon Linux 2023",
        ecs_agent_version: "1.98.0",
    };
    return isJson ? JSON.stringify({ schema_version: 1, ...details }) : image.id;
}

function remember(call: Call, image: MachineImage): MachineImage {
    if (!call.find(IMAGE_TYPE, image.id)) {
        call.add(IMAGE_TYPE, image.id, { ...image });
    }
    return image;
}

/** The image with this id: one that AWS publishes, or one that was looked up or registered before. */
export function imageById(call: Call, id: string): MachineImage | undefined {
    const known = call.find(IMAGE_TYPE, id)?.props as MachineImage | undefined;
    return (
        known ??
        [...PATHS, ...BOTTLEROCKET, ...PLAIN].map((path) => imageOf(call.region, path)).find((each) => each.id === id)
    );
}

/** Images for getAmi, by architecture and name. */
export function findImages(call: Call, filters: Props[]): MachineImage[] {
    const wanted = (name: string) => filters.find((filter) => filter.name === name)?.values as string[] | undefined;
    const architectures = wanted("architecture");
    const names = wanted("name")?.map(
        (pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`),
    );
    return [...PATHS, ...BOTTLEROCKET, ...PLAIN]
        .map((path) => imageOf(call.region, path))
        .filter((image) => !architectures || architectures.includes(image.architecture))
        .filter((image) => !names || names.some((pattern) => pattern.test(publishedName(image))))
        .map((image) => remember(call, image));
}

/** The name under which AWS publishes the image. */
export function publishedName(image: MachineImage): string {
    const arch = image.architecture;
    if (image.name.includes("bottlerocket")) {
        return `bottlerocket-${image.name.split("-").slice(1).join("-")}`;
    }
    const kind = image.hasAgent ? "ami-ecs-hvm" : "ami";
    return image.name.includes("linux-2-") && !image.name.includes("2023")
        ? `amzn2-ami-ecs-hvm-2.0.20260101-${arch}-ebs`
        : `al2023-${kind}-2023.0.20260101-kernel-6.1-${arch}`;
}
