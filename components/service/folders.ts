import type * as pulumi from "@pulumi/pulumi";

import { ECS_NAME, MIN_CONTAINER_MEMORY } from "../ecs/limits";
import type { Problem } from "../errors";
import { type ContainerArgs, ContainerCondition } from "./containers";
import type { VolumeArgs } from "./volumes";

/** The containers and volumes of a task, with what its writable paths and files stand for. */
export interface Expanded {
    containers: ContainerArgs[];
    volumes: VolumeArgs[];
}

/**
 * Containers and volumes in which writable paths are volumes, and files are written by a container that ends before
 * the one that reads them starts. What was there keeps its place, what is added stands behind.
 */
export function expand(containers: ContainerArgs[], volumes: VolumeArgs[]): Expanded {
    const out: Expanded = { containers: [], volumes: [...volumes] };
    const writers: ContainerArgs[] = [];
    for (const container of containers) {
        const mounts = [...(container.mountPoints ?? [])];
        for (const [index, containerPath] of (container.writablePaths ?? []).entries()) {
            const name = `${container.name}-writable-${index + 1}`;
            out.volumes.push({ name });
            mounts.push({ sourceVolume: name, containerPath });
        }
        const dependsOn = [...(container.dependsOn ?? [])];
        if (container.files && Object.keys(container.files).length > 0) {
            const folders = foldersOf(container.files).map((containerPath, index) => ({
                sourceVolume: `${container.name}-files-${index + 1}`,
                containerPath,
            }));
            out.volumes.push(...folders.map(({ sourceVolume: name }) => ({ name })));
            mounts.push(...folders.map((folder) => ({ ...folder, readOnly: true })));
            const writer = writerOf(container, container.files, folders);
            writers.push(writer);
            dependsOn.push({ containerName: writer.name, condition: ContainerCondition.Success });
        }
        const changed = mounts.length > 0 ? { mountPoints: mounts } : {};
        const { writablePaths: _paths, files: _files, filesImage: _image, ...rest } = container;
        out.containers.push({ ...rest, ...changed, ...(dependsOn.length > 0 ? { dependsOn } : {}) });
    }
    out.containers.push(...writers);
    return out;
}

const folderOf = (path: string) => path.slice(0, Math.max(1, path.lastIndexOf("/")));
const foldersOf = (files: Record<string, unknown>) => [...new Set(Object.keys(files).sort().map(folderOf))];

function writerOf(
    container: ContainerArgs,
    files: Record<string, pulumi.Input<string>>,
    folders: { sourceVolume: string; containerPath: string }[],
): ContainerArgs {
    const sorted = Object.keys(files).sort();
    const variable = (index: number) => `FILE_${index + 1}`;
    const lines = sorted.flatMap((path, index) => [
        `printf '%s' "$${variable(index)}" > ${quoted(path)}`,
        `chmod ${path.endsWith(".sh") ? "0755" : "0644"} ${quoted(path)}`,
    ]);
    return {
        name: `${container.name}-files`,
        image: container.filesImage ?? container.image,
        ...(container.imageCredentials === undefined ? {} : { imageCredentials: container.imageCredentials }),
        essential: false,
        // The least that AWS takes: it is gone when the others start.
        memoryReservation: MIN_CONTAINER_MEMORY,
        // New volumes belong to root, whoever the image's user is.
        user: "0",
        entryPoint: ["/bin/sh", "-c"],
        command: [["set -e", ...lines].join("\n")],
        environment: Object.fromEntries(sorted.map((path, index) => [variable(index), files[path] as string])),
        mountPoints: folders,
    };
}

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

/** What is wrong with the writable paths and files of a container. */
export function* folderProblems(path: string, container: ContainerArgs): Generator<Problem> {
    const { writablePaths = [], files, filesImage, readonlyRootFilesystem, mountPoints = [] } = container;
    const taken = new Map(mountPoints.map(({ containerPath }, at) => [containerPath, `mountPoints[${at}]`]));
    for (const [index, folder] of writablePaths.entries()) {
        const propertyPath = `${path}.writablePaths[${index}]`;
        if (!/^\/./.test(folder)) {
            yield { propertyPath, reason: `must be an absolute path below the root, got ${JSON.stringify(folder)}` };
        }
        const other = taken.get(folder);
        if (other !== undefined) yield { propertyPath, reason: `is ${folder}, which ${other} has` };
        taken.set(folder, `writablePaths[${index}]`);
    }
    if (writablePaths.length > 0 && !readonlyRootFilesystem) {
        const reason = "has no effect without readonlyRootFilesystem, where every path is writable";
        yield { propertyPath: `${path}.writablePaths`, reason };
    }
    if (filesImage !== undefined && files === undefined) {
        yield { propertyPath: `${path}.filesImage`, reason: "has no effect without files; leave it out" };
    }
    for (const file of Object.keys(files ?? {})) {
        const propertyPath = `${path}.files.${file}`;
        const folder = folderOf(file);
        if (!/^\/[^/]+.*\/[^/]+$/.test(file)) {
            yield { propertyPath, reason: "must be the absolute path of a file in a folder below the root" };
        } else if (taken.has(folder)) {
            yield { propertyPath, reason: `is in ${folder}, which ${taken.get(folder)} has` };
        }
    }
    if (files !== undefined && container.name.length > ECS_NAME.max - "-files".length) {
        yield {
            propertyPath: `${path}.name`,
            reason: "is too long for the container that writes its files, <name>-files",
        };
    }
}
