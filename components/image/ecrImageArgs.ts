import * as fs from "node:fs";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";

import type { CpuArchitecture } from "../ecs/instanceTypes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";

/** How much of a build is kept for the next one. */
export const BuildCache = {
    /** The layers of every stage. */
    Max: "max",
    /** The layers of the image only. */
    Min: "min",
    /** Nothing. */
    None: "none",
} as const;
/** How much of a build is kept for the next one. */
export type BuildCache = (typeof BuildCache)[keyof typeof BuildCache];

/** An ECR repository that exists already. */
export interface RepositoryRef {
    /** URL without a tag, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop. */
    repositoryUrl: pulumi.Input<string>;
    /** ARN of the repository. */
    repositoryArn: pulumi.Input<string>;
    /** Account of the registry. Default: that of the provider. */
    registryId?: pulumi.Input<string>;
}

/** What to build, for which architecture, and how long to keep it. */
export interface EcrImageArgs {
    /** Folder that is sent to the builder, relative to the program; its .dockerignore is honoured. */
    context?: string;
    /** An image of another registry to keep a copy of, such as postgres:16.4-alpine, instead of a context. */
    mirrorOf?: pulumi.Input<string>;
    /** Path of the Dockerfile, relative to the program. Default: Dockerfile in the context. */
    dockerfile?: string;
    /** Architecture to build for: a cluster's `architecture`. Default: X86_64. */
    architecture?: pulumi.Input<CpuArchitecture>;
    /** Platforms to build for, such as linux/amd64 and linux/arm64, when instances of both run it. Default: the architecture's. */
    platforms?: string[];
    /** Stage of a multi-stage Dockerfile to build. Default: the last. */
    target?: string;
    /** Build arguments. They stand in the image's history: give secrets as buildSecrets. Default: none. */
    buildArgs?: Record<string, string>;
    /** Secrets that `RUN --mount=type=secret,id=<name>` sees and no layer keeps. Default: none. */
    buildSecrets?: Record<string, pulumi.Input<string>>;
    /** How much of the build the repository keeps for the next one, under the tag cache. Default: max. */
    cache?: BuildCache;
    /** A repository that exists already; its tags may be immutable, except those that start with cache. Default: one is made. */
    repository?: RepositoryRef;
    /** Number of built images that the repository keeps, 1 to 1000; older ones expire. Default: 30. */
    keepImages?: number;
    /** Whether deleting the repository deletes its images; without it a full repository is not deleted. Default: false. */
    forceDelete?: boolean;
    /** ARN of the KMS key that encrypts the images. A change replaces the repository. Default: AES256 by ECR itself. */
    kmsKeyArn?: pulumi.Input<string>;
    /** ARNs of accounts, roles or users that may pull from it as well, such as arn:aws:iam::111122223333:root. Default: none. */
    pullPrincipals?: pulumi.Input<string>[];
    /** Tags of the repository. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** The Dockerfile of a build from a context. */
export const dockerfileOf = (args: EcrImageArgs): string =>
    args.dockerfile ?? path.join(args.context ?? ".", "Dockerfile");

/** What is wrong with an image. */
export function* imageProblems(args: EcrImageArgs): Generator<Problem> {
    if ((args.context === undefined) === (args.mirrorOf === undefined)) {
        const got = args.context === undefined ? "neither" : "both";
        yield { propertyPath: "context", reason: `give one of context and mirrorOf, got ${got}` };
    }
    if (args.context !== undefined) yield* contextProblems(args, args.context);
    for (const [index, platform] of (args.platforms ?? []).entries()) {
        if (!/^linux\/(amd64|arm64)$/.test(platform)) {
            const reason = `must be linux/amd64 or linux/arm64, got ${JSON.stringify(platform)}`;
            yield { propertyPath: `platforms[${index}]`, reason };
        }
    }
    if (args.platforms?.length === 0 || (args.platforms && args.architecture !== undefined)) {
        yield { propertyPath: "platforms", reason: "must name one or more, and cannot go with architecture" };
    }
    yield* rangeProblems("keepImages", args.keepImages, { min: 1, max: 1000, unit: "images" });
    for (const key of Object.keys(args.buildSecrets ?? {})) {
        if (key in (args.buildArgs ?? {})) {
            yield { propertyPath: `buildArgs.${key}`, reason: "is a build secret as well; leave it out here" };
        }
    }
    for (const key of ["keepImages", "forceDelete", "kmsKeyArn", "pullPrincipals"] as const) {
        if (args.repository && args[key] !== undefined) {
            yield { propertyPath: key, reason: "is up to the repository that exists already; leave it out" };
        }
    }
}

function* contextProblems(args: EcrImageArgs, context: string): Generator<Problem> {
    if (!fs.statSync(context, { throwIfNoEntry: false })?.isDirectory()) {
        yield { propertyPath: "context", reason: `must be a folder; there is none at ${path.resolve(context)}` };
    } else if (!fs.statSync(dockerfileOf(args), { throwIfNoEntry: false })?.isFile()) {
        const propertyPath = args.dockerfile === undefined ? "context" : "dockerfile";
        yield { propertyPath, reason: `there is no Dockerfile at ${path.resolve(dockerfileOf(args))}` };
    }
}
