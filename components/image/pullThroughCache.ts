import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { type Problem, refuse } from "../errors";

/** A registry whose images ECR fetches and keeps. */
export interface PullThroughCacheArgs {
    /** Host of the other registry, such as registry-1.docker.io, public.ecr.aws, quay.io or ghcr.io. A change replaces it. */
    upstreamRegistryUrl: string;
    /** First part of the copies' repository names, one for each registry and region, 2 to 30 characters. A change replaces it. */
    repositoryPrefix: string;
    /**
     * ARN of a Secrets Manager secret with username and accessToken, whose name starts with ecr-pullthroughcache/. Docker
     * Hub, GitHub and GitLab need one. Default: none.
     */
    credentialArn?: pulumi.Input<string>;
}

// "Creating a pull through cache rule in Amazon ECR".
const NEED_CREDENTIALS = ["registry-1.docker.io", "ghcr.io", "registry.gitlab.com"];

/**
 * A rule by which ECR fetches images of another registry at the first pull and keeps them, so that a rate limit or an
 * outage there stops no task. Give containers `<url>/<image>`; the roles that pull (a task's execution role) need
 * ecr:CreateRepository and ecr:BatchImportUpstreamImage on `repositoryArn`.
 *
 * Children: `<name>` (pull through cache rule).
 */
export class PullThroughCache extends pulumi.ComponentResource {
    /** What stands before the other registry's image name: `<account>.dkr.ecr.<region>.amazonaws.com/<prefix>`. */
    readonly url: pulumi.Output<string>;
    /** ARN pattern of the repositories that the copies are in. */
    readonly repositoryArn: pulumi.Output<string>;

    constructor(name: string, args: PullThroughCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:PullThroughCache", name, {}, opts);
        refuse(this, problems(args));

        const rule = new ecr.PullThroughCacheRule(
            name,
            {
                ecrRepositoryPrefix: args.repositoryPrefix,
                upstreamRegistryUrl: args.upstreamRegistryUrl,
                ...(args.credentialArn === undefined ? {} : { credentialArn: args.credentialArn }),
            },
            { parent: this, deleteBeforeReplace: true },
        );
        const { partition, region, dnsSuffix, accountId } = accountOf(this);
        const prefix = rule.ecrRepositoryPrefix;
        this.url = pulumi.interpolate`${accountId}.dkr.ecr.${region}.${dnsSuffix}/${prefix}`;
        this.repositoryArn = pulumi.interpolate`arn:${partition}:ecr:${region}:${accountId}:repository/${prefix}/*`;
        this.registerOutputs({ url: this.url, repositoryArn: this.repositoryArn });
    }
}

function* problems(args: PullThroughCacheArgs): Generator<Problem> {
    if (!/^[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){1,29}$/.test(args.repositoryPrefix)) {
        const reason = `must be 2 to 30 lower-case letters and digits, joined by one of . _ -, got ${JSON.stringify(args.repositoryPrefix)}`;
        yield { propertyPath: "repositoryPrefix", reason };
    }
    if (/[/:]/.test(args.upstreamRegistryUrl)) {
        const reason = `must be a host without scheme and path, such as quay.io, got ${JSON.stringify(args.upstreamRegistryUrl)}`;
        yield { propertyPath: "upstreamRegistryUrl", reason };
    }
    if (NEED_CREDENTIALS.includes(args.upstreamRegistryUrl) && args.credentialArn === undefined) {
        yield {
            propertyPath: "credentialArn",
            reason: `is missing: ${args.upstreamRegistryUrl} lets ECR in with credentials only`,
        };
    }
}
