import { isUnknown, parseJson, same, type Value } from "../values";
import { samePolicy, validatePolicy } from "./policyDocuments";
import { simple } from "./simple";
import * as t from "./types";

const sameJson = (a: Value, b: Value) => same(parseJson(a) ?? a, parseJson(b) ?? b);

/** Registries that a pull-through cache takes without and with credentials. */
const OPEN = ["public.ecr.aws", "registry.k8s.io", "quay.io"];
const WITH_CREDENTIALS = ["registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "cgr.dev"];

export const pullThroughCacheRule = simple({
    token: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    title: "ECR Pull Through Cache Rule",
    api: {
        service: "ECR",
        create: "CreatePullThroughCacheRule",
        update: "UpdatePullThroughCacheRule",
        read: "DescribePullThroughCacheRules",
        delete: "DeletePullThroughCacheRule",
    },
    replaceOn: ["ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRepositoryPrefix"],
    taken: {
        code: "PullThroughCacheRuleAlreadyExistsException",
        message: (id) => `A pull through cache rule with the prefix '${id}' already exists`,
    },
    validate: ({ ecrRepositoryPrefix: prefix }) =>
        typeof prefix === "string" &&
        !isUnknown(prefix) &&
        !/^((?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*\/?|ROOT)$/.test(prefix)
            ? [
                  {
                      property: "ecrRepositoryPrefix",
                      reason: `must only include alphanumeric, underscore, period, hyphen, or slash characters: "${prefix}"`,
                  },
              ]
            : [],
    outputs: (inputs, env) => ({
        id: inputs.ecrRepositoryPrefix,
        registryId: env.account,
        upstreamRepositoryPrefix: inputs.upstreamRepositoryPrefix ?? "ROOT",
    }),
    create: (call, inputs) => {
        const { upstreamRegistryUrl: upstream, credentialArn } = inputs;
        const isKnown =
            [...OPEN, ...WITH_CREDENTIALS].includes(upstream) || /\.(azurecr\.io|amazonaws\.com)$/.test(upstream);
        if (!isKnown) {
            call.fail(
                "UnsupportedUpstreamRegistryException",
                `The upstream registry URL '${upstream}' is not supported`,
            );
        }
        if (WITH_CREDENTIALS.includes(upstream) && !credentialArn) {
            call.fail(
                "InvalidParameterException",
                `The specified upstream registry requires authentication. Specify a valid credential ARN.`,
            );
        }
        if (credentialArn && !call.find(t.SECRET, credentialArn)) {
            call.fail(
                "SecretNotFoundException",
                `The ARN of the secret specified in the pull through cache rule was not found.`,
            );
        }
        if (credentialArn && !/:secret:ecr-pullthroughcache\//.test(credentialArn)) {
            call.fail("InvalidParameterException", "The secret's name must begin with ecr-pullthroughcache/");
        }
    },
});

export const replicationConfiguration = simple({
    token: "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    title: "ECR Replication Configuration",
    api: {
        service: "ECR",
        create: "PutReplicationConfiguration",
        update: "PutReplicationConfiguration",
        read: "DescribeRegistry",
        delete: "PutReplicationConfiguration",
    },
    outputs: (_inputs, env) => ({ id: env.account, registryId: env.account }),
});

export const registryScanningConfiguration = simple({
    token: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    title: "ECR Registry Scanning Configuration",
    api: {
        service: "ECR",
        create: "PutRegistryScanningConfiguration",
        update: "PutRegistryScanningConfiguration",
        read: "GetRegistryScanningConfiguration",
        delete: "PutRegistryScanningConfiguration",
    },
    sets: ["rules", "repositoryFilters"],
    outputs: (_inputs, env) => ({ id: env.account, registryId: env.account }),
});

export const registryPolicy = simple({
    token: "aws:ecr/registryPolicy:RegistryPolicy",
    title: "ECR Registry Policy",
    api: {
        service: "ECR",
        create: "PutRegistryPolicy",
        update: "PutRegistryPolicy",
        read: "GetRegistryPolicy",
        delete: "DeleteRegistryPolicy",
    },
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (_inputs, env) => ({ id: env.account, registryId: env.account }),
});

export const repositoryCreationTemplate = simple({
    token: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    title: "ECR Repository Creation Template",
    api: {
        service: "ECR",
        create: "CreateRepositoryCreationTemplate",
        update: "UpdateRepositoryCreationTemplate",
        read: "DescribeRepositoryCreationTemplates",
        delete: "DeleteRepositoryCreationTemplate",
    },
    defaults: { imageTagMutability: "MUTABLE" },
    replaceOn: ["prefix"],
    sets: ["appliedFors"],
    equal: { lifecyclePolicy: sameJson, repositoryPolicy: samePolicy },
    taken: {
        code: "TemplateAlreadyExistsException",
        message: (id) => `A repository creation template with the prefix '${id}' already exists`,
    },
    outputs: (inputs, env) => ({ id: inputs.prefix, registryId: env.account }),
});
