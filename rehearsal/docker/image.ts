import * as fs from "node:fs";
import * as path from "node:path";
import * as t from "../aws/types";
import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { hash, isUnknown, list, type Props, stable, type Value } from "../values";

let buildDirectory = process.cwd();

/** Names the folder to which relative build contexts belong: the program's, as for the real provider. */
export function setBuildDirectory(folder: string): void {
    buildDirectory = folder;
}

const REFERENCE =
    /^(?:(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/)?([^:@]+(?::\d+\/[^:@]+)?)(?::([\w][\w.-]{0,127}))?$/;

function isRemote(location: Value): boolean {
    return /^(https?:\/\/|git@|git:\/\/|-$)/.test(String(location));
}

function ignorePatterns(folder: string, dockerfile: string): RegExp[] {
    const file = [`${dockerfile}.dockerignore`, path.join(folder, ".dockerignore")].find((each) => fs.existsSync(each));
    const lines = file ? fs.readFileSync(file, "utf8").split("\n") : [];
    return lines
        .map((line) => line.trim().replace(/^\/|\/$/g, ""))
        .filter((line) => line && !line.startsWith("#") && !line.startsWith("!"))
        .map(
            (line) =>
                new RegExp(
                    `^${line
                        .replace(/[.+^${}()|]/g, "\\$&")
                        .replace(/\*\*\//g, "(.*/)?")
                        .replace(/\*/g, "[^/]*")}(/|$)`,
                ),
        );
}

/** Content and names of every file that the build sees. */
function hashContext(location: string, dockerfile: string): string {
    const ignored = ignorePatterns(location, dockerfile);
    const parts: string[] = [];
    const walk = (folder: string, prefix: string): void => {
        for (const entry of fs
            .readdirSync(folder, { withFileTypes: true })
            .sort((a, b) => (a.name < b.name ? -1 : 1))) {
            const relative = prefix + entry.name;
            if (ignored.some((pattern) => pattern.test(relative))) {
                continue;
            }
            if (entry.isDirectory()) {
                walk(path.join(folder, entry.name), `${relative}/`);
            } else if (entry.isFile()) {
                parts.push(`${relative}:${hash(fs.readFileSync(path.join(folder, entry.name)).toString("base64"))}`);
            }
        }
    };
    walk(location, "");
    return hash(parts.join("\n"));
}

function localPath(location: string): string {
    return isUnknown(location) || isRemote(location) ? location : path.resolve(buildDirectory, location);
}

function dockerfileOf(inputs: Props): string {
    const given = inputs.dockerfile?.location;
    return given === undefined ? path.join(localPath(inputs.context?.location ?? "."), "Dockerfile") : localPath(given);
}

/** What the provider records as contextHash: a changed file shows as an update. */
export function contextHash(inputs: Props): string {
    const location = inputs.context?.location ?? ".";
    const named = stable(inputs.context?.named ?? {});
    if (isRemote(location) || !fs.existsSync(localPath(location))) {
        return hash(`${location}${named}`);
    }
    const file = dockerfileOf(inputs);
    const text = inputs.dockerfile?.inline ?? (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
    return hash(hashContext(localPath(location), file) + text + named);
}

function validate(inputs: Props): Failure[] {
    const failures: Failure[] = [];
    const location = inputs.context?.location;
    if (
        typeof location === "string" &&
        !isUnknown(location) &&
        !isRemote(location) &&
        !fs.existsSync(localPath(location))
    ) {
        failures.push({ property: "context.location", reason: `"${location}" does not exist` });
    }
    const file = dockerfileOf(inputs);
    const hasText =
        inputs.dockerfile?.inline !== undefined || isRemote(location) || isUnknown(location) || isUnknown(file);
    if (failures.length === 0 && !hasText && !fs.existsSync(file)) {
        failures.push({ property: "dockerfile", reason: `"${file}" does not exist` });
    }
    for (const tag of list(inputs.tags)) {
        if (!isUnknown(tag) && !REFERENCE.test(tag)) {
            failures.push({ property: "tags", reason: `invalid reference format: "${tag}"` });
        }
    }
    if (list(inputs.exports).length > 0 && (inputs.push || inputs.load)) {
        failures.push({ property: "exports", reason: "exports cannot be combined with push or load" });
    }
    return failures;
}

function pushed(inputs: Props): { account: string; region: string; repository: string; tag: string }[] {
    if (!inputs.push) {
        return [];
    }
    return list(inputs.tags).flatMap((reference) => {
        const [, account, region, repository, tag] = REFERENCE.exec(reference) ?? [];
        return account && region && repository ? [{ account, region, repository, tag: tag ?? "latest" }] : [];
    });
}

function push(call: Call, inputs: Props, digest: string): void {
    for (const { account, region, repository, tag } of pushed(inputs)) {
        const home = call.world.get(account, region, t.REPOSITORY, repository);
        const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
        if (!home) {
            throw new Error(
                `failed to push ${host}/${repository}:${tag}: name unknown: The repository with name '${repository}' does not exist in the registry with id '${account}'`,
            );
        }
        const images = call.world
            .list(t.IMAGE)
            .filter(
                (each) => each.account === account && each.region === region && each.props.repository === repository,
            );
        const holder = images.find((each) => list(each.props.tags).includes(tag));
        if (holder && holder.props.digest !== digest) {
            if (/^IMMUTABLE/.test(home.props.imageTagMutability)) {
                throw new Error(
                    `failed to push ${host}/${repository}:${tag}: ImageTagAlreadyExistsException: The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`,
                );
            }
            holder.props.tags = list(holder.props.tags).filter((each) => each !== tag);
            call.save(holder);
        }
        const known = images.find((each) => each.props.digest === digest);
        const tags = [...new Set([...list(known?.props.tags), tag])];
        const props = { repository, digest, tags, platforms: list(inputs.platforms) };
        call.world.put({ type: t.IMAGE, id: `${repository}@${digest}`, account, region, props, meta: {}, owned: true });
    }
}

function digestOf(inputs: Props): string {
    const { buildArgs, platforms, target, labels } = inputs;
    return `sha256:${hash(contextHash(inputs) + stable({ buildArgs, platforms, target, labels }))}`;
}

function referenceOf(inputs: Props, digest: string): string {
    const first = list(inputs.tags)[0];
    return inputs.push && first ? `${first}@${digest}` : first ? `${first}` : "";
}

export const image: ResourceType = {
    token: "docker-build:index:Image",
    title: "Image",
    api: { service: "docker", create: "build", update: "build", read: "inspect", delete: "remove" },
    seconds: { create: 60, update: 60, delete: 1 },
    validate,
    outputs: (inputs, env) => {
        const digest = digestOf(inputs);
        return {
            id: `sha256:${env.hex(64)}`,
            digest,
            contextHash: contextHash(inputs),
            ref: referenceOf(inputs, digest),
        };
    },
    ignore: ["buildOnPreview"],
    unknownOnUpdate: () => ["contextHash", "digest", "ref"],
    extraChange: (inputs, state) => (contextHash(inputs) === state.contextHash ? undefined : "contextHash"),
    created: (call) => push(call, call.props, call.props.digest),
    update: (call, next) => {
        next.digest = digestOf(next);
        next.contextHash = contextHash(next);
        next.ref = referenceOf(next, next.digest);
        push(call, next, next.digest);
    },
};
