import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";

import type { EcrImageArgs } from "./ecrImageArgs";

/** A repository to push to. */
export interface Repository {
    url: pulumi.Output<string>;
    arn: pulumi.Output<string>;
    registryId?: pulumi.Input<string>;
}

/** The repository that is given, or one of the image's own that keeps the last builds and moves no tag. */
export function repositoryOf(name: string, args: EcrImageArgs, parent: pulumi.Resource): Repository {
    if (args.repository) {
        const { repositoryUrl, repositoryArn, registryId } = args.repository;
        return {
            url: pulumi.output(repositoryUrl),
            arn: pulumi.output(repositoryArn),
            ...(registryId === undefined ? {} : { registryId }),
        };
    }
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
        // A changed policy is another one for the provider, and a repository has one: were the old one deleted after the
        // new one is there, the new one would be gone.
        { parent, deleteBeforeReplace: true },
    );
    if (args.pullPrincipals && args.pullPrincipals.length > 0) {
        const policy = pullPolicy(args.pullPrincipals);
        new ecr.RepositoryPolicy(name, { repository: repository.name, policy }, { parent });
    }
    return { url: repository.repositoryUrl, arn: repository.arn, registryId: repository.registryId };
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

function pullPolicy(principals: pulumi.Input<string>[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "Pull",
                Effect: "Allow",
                Principal: { AWS: principals },
                Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            },
        ],
    });
}
