import * as path from "node:path";
import * as ecr from "@pulumi/aws/ecr";
import * as dockerbuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import { CpuArchitecture } from "../ecs/instanceTypes";
import { refuse } from "../errors";
import { contentTag } from "./contentTag";
import { missingDockerEngine } from "./dockerEngine";
import { BuildCache, dockerfileOf, type EcrImageArgs, imageProblems } from "./ecrImageArgs";
import { pinnedImage } from "./pinnedImage";
import { type Repository, repositoryOf } from "./repository";

/**
 * An image built from source, or copied from another registry, for the cluster's architecture and pushed to an ECR
 * repository of its own. The repository scans on push, is encrypted, keeps the last images and never lets a tag move:
 * each build is tagged with a hash of its content, and services refer to it by digest. The build's cache is in the
 * repository as well.
 *
 * Children: `<name>` (repository, lifecycle policy, repository policy, image).
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
        // No inputs: a build secret that was given as plain text would stand in the state as such.
        super("ecs-ec2:index:EcrImage", name, {}, opts);
        refuse(this, imageProblems(args));
        refuse(this, engineProblems());

        const repository = repositoryOf(name, args, this);
        const source = args.mirrorOf === undefined ? fromContext(args) : fromImage(args.mirrorOf, args, this);

        this.tag = source.tag;
        const image = build(name, args, repository, source, this);
        this.uri = pulumi.interpolate`${repository.url}@${image.digest}`;
        this.repositoryUrl = repository.url;
        this.repositoryArn = repository.arn;
        this.registerOutputs({
            uri: this.uri,
            tag: this.tag,
            repositoryUrl: this.repositoryUrl,
            repositoryArn: this.repositoryArn,
        });
    }
}

/** With mocks nothing is built, so that no engine is needed. */
function* engineProblems() {
    const mocked = pulumi.runtime.getMonitor() instanceof MockMonitor;
    const reason = mocked ? undefined : missingDockerEngine();
    if (reason !== undefined) yield { propertyPath: "context", reason };
}

/** What the builder gets, and the tag of what comes out. */
interface Source {
    tag: pulumi.Output<string>;
    platforms: pulumi.Output<dockerbuild.Platform[]>;
    args: Partial<dockerbuild.ImageArgs>;
}

function platformsOf(args: EcrImageArgs): pulumi.Output<dockerbuild.Platform[]> {
    if (args.platforms) return pulumi.output(args.platforms as dockerbuild.Platform[]);
    return pulumi
        .output(args.architecture ?? CpuArchitecture.X86_64)
        .apply((architecture) => [
            architecture === CpuArchitecture.ARM64
                ? dockerbuild.Platform.Linux_arm64
                : dockerbuild.Platform.Linux_amd64,
        ]);
}

function fromContext(args: EcrImageArgs): Source {
    const context = args.context as string;
    const platforms = platformsOf(args);
    const target = args.target === undefined ? {} : { target: args.target };
    const buildArgs = args.buildArgs ?? {};
    return {
        platforms,
        tag: platforms.apply((built) =>
            contentTag({ context, dockerfile: dockerfileOf(args), platforms: built, buildArgs, ...target }),
        ),
        args: {
            context: { location: context },
            dockerfile: { location: dockerfileOf(args) },
            buildArgs,
            ...target,
            // A new value of a secret is no new content, and a build of the same content under its tag would be refused.
            ...(args.buildSecrets === undefined
                ? {}
                : { secrets: args.buildSecrets, ignoreSecretsInDiffCalculation: Object.keys(args.buildSecrets) }),
        },
    };
}

// Relative like every context, so that the state is the same on every machine.
const mirrorContext = () => path.relative(process.cwd(), path.join(__dirname, "mirror")).split(path.sep).join("/");

/** A build of one line: the other image's bytes under a digest of our own, for the platforms that are asked for. */
function fromImage(image: pulumi.Input<string>, args: EcrImageArgs, parent: pulumi.Resource): Source {
    const pinned = pulumi.output(image).apply((name) => pinnedImage(name, { parent }));
    const platforms = platformsOf(args);
    const context = mirrorContext();
    const dockerfile = `${context}/Dockerfile`;
    return {
        platforms,
        tag: pulumi
            .all([pinned, platforms])
            .apply(([SOURCE, built]) => contentTag({ context, dockerfile, platforms: built, buildArgs: { SOURCE } })),
        args: {
            context: { location: context },
            dockerfile: { location: dockerfile },
            buildArgs: { SOURCE: pinned },
        },
    };
}

function build(
    name: string,
    args: EcrImageArgs,
    repository: Repository,
    source: Source,
    parent: EcrImage,
): dockerbuild.Image {
    const { registryId } = repository;
    const login = ecr.getAuthorizationTokenOutput(registryId === undefined ? {} : { registryId }, { parent });
    const cache = pulumi.interpolate`${repository.url}:cache`;
    const mode = args.cache ?? BuildCache.Max;
    return new dockerbuild.Image(
        name,
        {
            ...source.args,
            platforms: source.platforms,
            tags: [pulumi.interpolate`${repository.url}:${source.tag}`],
            push: true,
            // A preview needs neither a builder nor a registry.
            buildOnPreview: false,
            ...(mode === BuildCache.None
                ? {}
                : {
                      cacheFrom: [{ registry: { ref: cache } }],
                      // The form of cache that ECR stores: "Announcing remote cache support in Amazon ECR for BuildKit".
                      cacheTo: [{ registry: { ref: cache, mode, imageManifest: true, ociMediaTypes: true } }],
                  }),
            registries: [
                { address: login.proxyEndpoint, username: login.userName, password: pulumi.secret(login.password) },
            ],
        },
        { parent },
    );
}
