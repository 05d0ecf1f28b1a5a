import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";

import { EcrImage, type EcrImageArgs } from "../../../components";
import { PASSWORD } from "../../support/aws";
import type { EngineOptions } from "../../support/engine";
import { assertDestroyOrder, dependenciesOf, difference, inputsOf, once, plan } from "../../support/plan";
import { UNKNOWN } from "../../support/wire";

const context = path.relative(process.cwd(), path.join(__dirname, "context"));
const image = (args: EcrImageArgs = {}, options?: EngineOptions) =>
    plan(() => new EcrImage("api", { context, ...args }), options);
const plain = once(() => image());
const changes = async (args: EcrImageArgs) => difference(await plain(), await image(args));

describe("EcrImage", () => {
    // The tag follows the files' modes, of which git keeps only one bit.
    before(() => {
        for (const file of fs.readdirSync(context)) fs.chmodSync(path.join(context, file), 0o644);
    });

    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await image({}, { preview })).tree(), [
                "ecs-ec2:index:EcrImage api",
                "ecs-ec2:index:EcrImage$aws:ecr/lifecyclePolicy:LifecyclePolicy api",
                "ecs-ec2:index:EcrImage$aws:ecr/repository:Repository api",
                "ecs-ec2:index:EcrImage$docker-build:index:Image api",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "docker-build.Image api": {
                buildArgs: {},
                buildOnPreview: false,
                cacheFrom: [{ registry: { ref: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:cache" } }],
                cacheTo: [
                    {
                        registry: {
                            imageManifest: true,
                            mode: "max",
                            ociMediaTypes: true,
                            ref: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:cache",
                        },
                    },
                ],
                context: { location: "test/components/image/context" },
                dockerfile: { location: "test/components/image/context/Dockerfile" },
                network: "default",
                platforms: ["linux/amd64"],
                push: true,
                registries: [
                    {
                        address: "https://123456789012.dkr.ecr.eu-central-1.amazonaws.com",
                        password: "correcthorsebatterystaple",
                        username: "AWS",
                    },
                ],
                tags: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:content-b53734acbe68d34f"],
            },
            "ecr.LifecyclePolicy api": {
                policy: {
                    json: {
                        rules: [
                            {
                                rulePriority: 1,
                                description: "Untagged layers of former build caches",
                                selection: {
                                    tagStatus: "untagged",
                                    countType: "sinceImagePushed",
                                    countUnit: "days",
                                    countNumber: 7,
                                },
                                action: { type: "expire" },
                            },
                            {
                                rulePriority: 2,
                                description: "All but the last 30 builds",
                                selection: {
                                    tagStatus: "tagged",
                                    tagPrefixList: ["content-"],
                                    countType: "imageCountMoreThan",
                                    countNumber: 30,
                                },
                                action: { type: "expire" },
                            },
                        ],
                    },
                },
                repository: "api-1a2b3c4",
            },
            "ecr.Repository api": {
                encryptionConfigurations: [{ encryptionType: "AES256" }],
                forceDelete: false,
                imageScanningConfiguration: { scanOnPush: true },
                imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
                imageTagMutabilityExclusionFilters: [{ filter: "cache*", filterType: "WILDCARD" }],
            },
        });
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "docker-build.Image api": ["ecr.Repository api"],
            "ecr.LifecyclePolicy api": ["ecr.Repository api"],
        });
    });

    it("registers a reference by digest, and the tag of its content", async () => {
        assert.deepEqual((await plain()).one("ecs-ec2:index:EcrImage").outputs, {
            repositoryArn: "arn:aws:ecr:eu-central-1:123456789012:repository/api-1a2b3c4",
            repositoryUrl: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4",
            tag: "content-b53734acbe68d34f",
            uri: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4@sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e",
        });
    });

    it("has no reference in a preview, but a tag", async () => {
        const { outputs } = (await image({}, { preview: true })).one("ecs-ec2:index:EcrImage");
        assert.deepEqual([outputs?.uri, outputs?.tag], [UNKNOWN, "content-b53734acbe68d34f"]);
    });

    it("keeps the registry's password secret", async () => {
        const engine = await plain();
        assert.deepEqual(engine.one("docker-build:index:Image").secrets, ["registries[0].password"]);
        const holders = engine.resources.filter((resource) => JSON.stringify(resource).includes(PASSWORD));
        assert.equal(holders.length, 1);
    });

    const given: [string, EcrImageArgs, object][] = [
        [
            "architecture",
            { architecture: "ARM64" },
            {
                "docker-build.Image api": {
                    platforms: ["linux/arm64"],
                    tags: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:content-179616bff320bccc"],
                },
            },
        ],
        [
            "target and buildArgs",
            { target: "web", buildArgs: { A: "1" } },
            {
                "docker-build.Image api": {
                    buildArgs: { A: "1" },
                    tags: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:content-16a0bdb8ed4410e0"],
                    target: "web",
                },
            },
        ],
        [
            "keepImages",
            { keepImages: 5 },
            {
                "ecr.LifecyclePolicy api": {
                    policy: {
                        json: {
                            rules: [
                                {
                                    rulePriority: 1,
                                    description: "Untagged layers of former build caches",
                                    selection: {
                                        tagStatus: "untagged",
                                        countType: "sinceImagePushed",
                                        countUnit: "days",
                                        countNumber: 7,
                                    },
                                    action: { type: "expire" },
                                },
                                {
                                    rulePriority: 2,
                                    description: "All but the last 5 builds",
                                    selection: {
                                        tagStatus: "tagged",
                                        tagPrefixList: ["content-"],
                                        countType: "imageCountMoreThan",
                                        countNumber: 5,
                                    },
                                    action: { type: "expire" },
                                },
                            ],
                        },
                    },
                },
            },
        ],
        [
            "forceDelete, kmsKeyArn and tags",
            { forceDelete: true, kmsKeyArn: "arn:key", tags: { Team: "web" } },
            {
                "ecr.Repository api": {
                    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:key" }],
                    forceDelete: true,
                    tags: { Team: "web" },
                },
            },
        ],
        [
            "buildSecrets, which change no tag",
            { buildSecrets: { TOKEN: "x" } },
            {
                "docker-build.Image api": {
                    ignoreSecretsInDiffCalculation: ["TOKEN"],
                    secretInputs: ["registries[0].password", "secrets"],
                    secrets: { TOKEN: "x" },
                },
            },
        ],
        [
            "platforms",
            { platforms: ["linux/amd64", "linux/arm64"] },
            {
                "docker-build.Image api": {
                    platforms: ["linux/amd64", "linux/arm64"],
                    tags: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/api-1a2b3c4:content-3b147fa1e63c36a6"],
                },
            },
        ],
        ["no cache", { cache: "none" }, { "docker-build.Image api": { cacheFrom: undefined, cacheTo: undefined } }],
        [
            "pullPrincipals",
            { pullPrincipals: ["arn:aws:iam::111122223333:root"] },
            {
                "ecr.RepositoryPolicy api": {
                    added: {
                        policy: {
                            json: {
                                Version: "2012-10-17",
                                Statement: [
                                    {
                                        Sid: "Pull",
                                        Effect: "Allow",
                                        Principal: { AWS: ["arn:aws:iam::111122223333:root"] },
                                        Action: [
                                            "ecr:BatchCheckLayerAvailability",
                                            "ecr:BatchGetImage",
                                            "ecr:GetDownloadUrlForLayer",
                                        ],
                                    },
                                ],
                            },
                        },
                        repository: "api-1a2b3c4",
                    },
                },
            },
        ],
        [
            "a repository that exists",
            { repository: { repositoryUrl: "1.dkr.ecr.eu.amazonaws.com/a", repositoryArn: "arn:a" } },
            {
                "docker-build.Image api": {
                    cacheFrom: [{ registry: { ref: "1.dkr.ecr.eu.amazonaws.com/a:cache" } }],
                    cacheTo: [
                        {
                            registry: {
                                imageManifest: true,
                                mode: "max",
                                ociMediaTypes: true,
                                ref: "1.dkr.ecr.eu.amazonaws.com/a:cache",
                            },
                        },
                    ],
                    tags: ["1.dkr.ecr.eu.amazonaws.com/a:content-b53734acbe68d34f"],
                },
                "ecr.LifecyclePolicy api": "removed",
                "ecr.Repository api": "removed",
            },
        ],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    it("mirrors an image for each architecture under a tag of its own, since tags never move", async () => {
        const mirror = (args: EcrImageArgs) =>
            plan(() => new EcrImage("db", { mirrorOf: "postgres:16.4-alpine", ...args }));
        const [x86, arm] = [await mirror({}), await mirror({ architecture: "ARM64" })];
        const [one, other] = [x86, arm].map((engine) => engine.one("docker-build:index:Image").inputs);
        assert.equal(
            one?.buildArgs.SOURCE,
            "postgres:16.4-alpine@sha256:5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e",
        );
        assert.notDeepEqual(one?.tags, other?.tags);
    });

    it("is destroyed image first", async () => {
        assertDestroyOrder(await plain(), ["docker-build.Image api", "ecr.Repository api"]);
    });
});
