import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { isUnknown, list, type Props, parseJson, same, type Value } from "../values";
import { samePolicy, validatePolicy } from "./policyDocuments";
import * as t from "./types";

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

const sameJson = (a: Value, b: Value) => same(parseJson(a) ?? a, parseJson(b) ?? b);

export function needRepository(call: Call, name: Value) {
    const message = `The repository with name '${name}' does not exist in the registry with id '${call.account}'`;
    return call.need(t.REPOSITORY, name, "RepositoryNotFoundException", message);
}

export function imagesOf(call: Call, repository: string) {
    return call.list(t.IMAGE, (image) => image.repository === repository);
}

export const repository: ResourceType = {
    token: t.REPOSITORY,
    title: "ECR Repository",
    api: {
        service: "ECR",
        create: "CreateRepository",
        update: "PutImageTagMutability",
        read: "DescribeRepositories",
        delete: "DeleteRepository",
    },
    autoName: { property: "name", max: 256, lower: true },
    defaults: { imageTagMutability: "MUTABLE" },
    replaceOn: ["name", "encryptionConfigurations"],
    seconds: { create: 2, update: 1, delete: 2 },
    validate: (inputs) =>
        typeof inputs.name === "string" &&
        !isUnknown(inputs.name) &&
        !(NAME.test(inputs.name) && inputs.name.length >= 2 && inputs.name.length <= 256)
            ? [
                  {
                      property: "name",
                      reason: `invalid value for name: 2 to 256 of lower-case letters, numbers, hyphens, underscores, periods and slashes: "${inputs.name}"`,
                  },
              ]
            : [],
    outputs: (inputs, env) => ({
        id: inputs.name,
        arn: env.arn("ecr", `repository/${inputs.name}`),
        registryId: env.account,
        repositoryUrl: `${env.account}.dkr.ecr.${env.region}.${env.dnsSuffix}/${inputs.name}`,
        ...(inputs.encryptionConfigurations
            ? {
                  encryptionConfigurations: inputs.encryptionConfigurations.map((each: Props) => ({
                      encryptionType: "AES256",
                      kmsKey: "",
                      ...each,
                  })),
              }
            : { encryptionConfigurations: [{ encryptionType: "AES256", kmsKey: "" }] }),
        imageScanningConfiguration: inputs.imageScanningConfiguration ?? { scanOnPush: false },
    }),
    create: (call, inputs) => {
        if (call.find(t.REPOSITORY, inputs.name)) {
            const text = `The repository with name '${inputs.name}' already exists in the registry with id '${call.account}'`;
            call.fail("RepositoryAlreadyExistsException", text);
        }
    },
    delete: (call) => {
        const images = imagesOf(call, call.entity.id);
        if (images.length > 0 && !call.props.forceDelete) {
            const registry = `The repository with name '${call.entity.id}' in registry with id '${call.account}'`;
            call.fail("RepositoryNotEmptyException", `${registry} cannot be deleted because it still contains images`);
        }
        for (const image of images) {
            call.remove(image);
        }
    },
};

function checkLifecycle(call: Call, text: Value): void {
    const rules = list(parseJson(text)?.rules);
    const fail = (reason: string): never =>
        call.fail(
            "InvalidParameterException",
            `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: '${reason}'`,
        );
    if (rules.length === 0 || String(text).length > 30720) {
        fail("Lifecycle policy validation failure: rules are missing");
    }
    const priorities = rules.map((rule) => rule.rulePriority);
    if (new Set(priorities).size !== priorities.length) {
        fail("Lifecycle policy validation failure: rulePriority must be unique");
    }
    for (const { selection, action } of rules) {
        const isTagged = selection?.tagStatus === "tagged";
        if (!selection?.countType || !selection.countNumber || action?.type !== "expire") {
            fail(
                "Lifecycle policy validation failure: selection needs countType and countNumber, action type must be expire",
            );
        }
        if (isTagged && !(selection.tagPrefixList ?? selection.tagPatternList)?.length) {
            fail(
                "Lifecycle policy validation failure: tagPrefixList or tagPatternList is required for tagStatus tagged",
            );
        }
        if (selection.countType === "sinceImagePushed" && !selection.countUnit) {
            fail("Lifecycle policy validation failure: countUnit is required for sinceImagePushed");
        }
    }
    const any = rules.filter((rule) => rule.selection?.tagStatus === "any");
    if (any.some((rule) => rule.rulePriority < Math.max(...priorities))) {
        fail("Lifecycle policy validation failure: the rule with tagStatus any must have the highest rulePriority");
    }
}

export const lifecyclePolicy: ResourceType = {
    token: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    title: "ECR Lifecycle Policy",
    api: {
        service: "ECR",
        create: "PutLifecyclePolicy",
        update: "PutLifecyclePolicy",
        read: "GetLifecyclePolicy",
        delete: "DeleteLifecyclePolicy",
    },
    replaceOn: ["repository", "policy"],
    equal: { policy: sameJson },
    outputs: (inputs, env) => ({ id: inputs.repository, registryId: env.account }),
    create: (call, inputs) => {
        needRepository(call, inputs.repository);
        checkLifecycle(call, inputs.policy);
    },
};

export const repositoryPolicy: ResourceType = {
    token: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    title: "ECR Repository Policy",
    api: {
        service: "ECR",
        create: "SetRepositoryPolicy",
        update: "SetRepositoryPolicy",
        read: "GetRepositoryPolicy",
        delete: "DeleteRepositoryPolicy",
    },
    replaceOn: ["repository"],
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    outputs: (inputs, env) => ({ id: inputs.repository, registryId: env.account }),
    create: (call, inputs) => {
        needRepository(call, inputs.repository);
    },
};
