import * as fs from "node:fs";
import * as path from "node:path";
import * as ecr from "@pulumi/aws/ecr";
import * as dockerbuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";

import { CpuArchitecture } from "../ecs/instanceTypes";
import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";
import { contentTag } from "./contentTag";

/** What to build, for which architecture, and how long to keep it. */
export interface EcrImageArgs {
    /** Folder that is sent to the builder, relative to the program; its .dockerignore is honoured. */
    context: string;
    /** Path of the Dockerfile, relative to the program. Default: Dockerfile in the context. */
    dockerfile?: string;
    /** Architecture to build for: a cluster's `architecture`. Default: X86_64. */
    architecture?: pulumi.Input<CpuArchitecture>;
    /** Stage of a multi-stage Dockerfile to build. Default: the last. */
    target?: string;
    /** Build arguments. They stand in the image's history: give secrets as buildSecrets. Default: none. */
    buildArgs?: Record<string, string>;
    /** Secrets that `RUN --mount=type=secret,id=<name>` sees and no layer keeps. Default: none. */
    buildSecrets?: Record<string, pulumi.Input<string>>;
    /** Number of built images that the repository keeps, 1 to 1000; older ones expire. Default: 30. */
    keepImages?: number;
    /** Whether deleting the repository deletes its images; without it a full repository is not deleted. Default: false. */
    forceDelete?: boolean;
    /** ARN of the KMS key that encrypts the images. A change replaces the repository. Default: AES256 by ECR itself. */
    kmsKeyArn?: pulumi.Input<string>;
    /** Tags of the repository. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * An image built from source for the cluster's architecture and pushed to an ECR repository of its own. The repository
 * scans on push, is encrypted, keeps the last images and never lets a tag move: each build is tagged with a hash of its
 * content, and services refer to it by digest. The build's cache is in the repository as well.
 *
 * Children: `<name>` (repository, lifecycle policy, image).
 */
export class EcrImage extends pulumi.ComponentResource {
    /** Reference by digest, such as `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-1a2b3c4@sha256:…`. */
    readonly uri: pulumi.Output<string>;
    /** Tag that names the content. */
    readonly tag: pulumi.Output<string>;
    /** URL of the repository, without a tag. */
    readonly repositoryUrl: pulumi.Output<string>;
    /** ARN of the repository. */
    readonly repositoryArn: pulumi.Output<string>;

    constructor(name: string, args: EcrImageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:EcrImage", name, args, opts);
        refuse(this, problems(args));

        const repository = repositoryOf(name, args, this);
        const platforms = pulumi
            .output(args.architecture ?? CpuArchitecture.X86_64)
            .apply((architecture) => [
                architecture === CpuArchitecture.ARM64
                    ? dockerbuild.Platform.Linux_arm64
                    : dockerbuild.Platform.Linux_amd64,
            ]);

        this.tag = platforms.apply((built) =>
            contentTag({
                context: args.context,
                dockerfile: dockerfileOf(args),
                platforms: built,
                ...(args.target === undefined ? {} : { target: args.target }),
                buildArgs: args.buildArgs ?? {},
            }),
        );
        const image = build(name, args, repository, platforms, this.tag, this);
        this.uri = pulumi.interpolate`${repository.repositoryUrl}@${image.digest}`;
        this.repositoryUrl = repository.repositoryUrl;
        this.repositoryArn = repository.arn;
        this.registerOutputs({
            uri: this.uri,
            tag: this.tag,
            repositoryUrl: this.repositoryUrl,
            repositoryArn: this.repositoryArn,
        });
    }
}

const dockerfileOf = (args: EcrImageArgs) => args.dockerfile ?? path.join(args.context, "Dockerfile");

function* problems(args: EcrImageArgs): Generator<Problem> {
    if (!fs.statSync(args.context, { throwIfNoEntry: false })?.isDirectory()) {
        yield { propertyPath: "context", reason: `must be a folder; there is none at ${path.resolve(args.context)}` };
    } else if (!fs.statSync(dockerfileOf(args), { throwIfNoEntry: false })?.isFile()) {
        const propertyPath = args.dockerfile === undefined ? "context" : "dockerfile";
        yield { propertyPath, reason: `there is no Dockerfile at ${path.resolve(dockerfileOf(args))}` };
    }
    yield* rangeProblems("keepImages", args.keepImages, { min: 1, max: 1000, unit: "images" });
    for (const key of Object.keys(args.buildSecrets ?? {})) {
        if (key in (args.buildArgs ?? {})) {
            yield { propertyPath: `buildArgs.${key}`, reason: "is a build secret as well; leave it out here" };
        }
    }
}

function repositoryOf(name: string, args: EcrImageArgs, parent: EcrImage): ecr.Repository {
    const repository = new ecr.Repository(
        name,
        {
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [
                args.kmsKeyArn === undefined
                    ? { encryptionType: "AES256" }
                    : { encryptionType: "KMS", kmsKey: args.kmsKeyArn },
            ],
            // Content tags never move; the build's cache is one tag that always does.
            imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters: [{ filter: "cache*", filterType: "WILDCARD" }],
            forceDelete: args.forceDelete ?? false,
            tags: args.tags,
        },
        { parent },
    );
    new ecr.LifecyclePolicy(
        name,
        { repository: repository.name, policy: JSON.stringify(lifecyclePolicy(args.keepImages ?? 30)) },
        { parent },
    );
    return repository;
}

/** Keeps the last builds, and drops what a moved cache tag left behind: "Lifecycle policy properties" of ECR. */
function lifecyclePolicy(keepImages: number): object {
    return {
        rules: [
            {
                rulePriority: 1,
                description: "Untagged layers of former build caches",
                selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 7 },
                action: { type: "expire" },
            },
            {
                rulePriority: 2,
                description: `All but the last ${keepImages} builds`,
                selection: {
                    tagStatus: "tagged",
                    tagPrefixList: ["content-"],
                    countType: "imageCountMoreThan",
                    countNumber: keepImages,
                },
                action: { type: "expire" },
            },
        ],
    };
}

function build(
    name: string,
    args: EcrImageArgs,
    repository: ecr.Repository,
    platforms: pulumi.Output<dockerbuild.Platform[]>,
    tag: pulumi.Output<string>,
    parent: EcrImage,
): dockerbuild.Image {
    const login = ecr.getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent });
    const cache = pulumi.interpolate`${repository.repositoryUrl}:cache`;
    return new dockerbuild.Image(
        name,
        {
            context: { location: args.context },
            dockerfile: { location: dockerfileOf(args) },
            platforms,
            ...(args.target === undefined ? {} : { target: args.target }),
            buildArgs: args.buildArgs ?? {},
            ...(args.buildSecrets === undefined ? {} : { secrets: args.buildSecrets }),
            tags: [pulumi.interpolate`${repository.repositoryUrl}:${tag}`],
            push: true,
            // A preview needs neither a builder nor a registry.
            buildOnPreview: false,
            cacheFrom: [{ registry: { ref: cache } }],
            cacheTo: [
                // The form of cache that ECR stores: "Announcing remote cache support in Amazon ECR for BuildKit clients".
                { registry: { ref: cache, mode: dockerbuild.CacheMode.Max, imageManifest: true, ociMediaTypes: true } },
            ],
            registries: [
                { address: login.proxyEndpoint, username: login.userName, password: pulumi.secret(login.password) },
            ],
        },
        { parent },
    );
}
