import { strict as assert } from "node:assert";

import { PullThroughCache, type PullThroughCacheArgs, TaskDefinition } from "../../../components";
import { inputsOf, plan, type Refusals, refusalTests } from "../../support/plan";

const quay: PullThroughCacheArgs = { upstreamRegistryUrl: "quay.io", repositoryPrefix: "quay" };
const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";

describe("PullThroughCache", () => {
    for (const preview of [false, true]) {
        it(`has one rule in ${preview ? "a preview" : "an update"}`, async () => {
            const engine = await plan(() => new PullThroughCache("quay", quay), { preview });
            assert.deepEqual(engine.tree(), [
                "ecs-ec2:index:PullThroughCache quay",
                "ecs-ec2:index:PullThroughCache$aws:ecr/pullThroughCacheRule:PullThroughCacheRule quay",
            ]);
        });
    }

    it("gives the rule exactly these inputs, and goes before it comes anew", async () => {
        const hub = { upstreamRegistryUrl: "registry-1.docker.io", repositoryPrefix: "hub", credentialArn: secret };
        const engine = await plan(() => new PullThroughCache("hub", hub));
        assert.deepEqual(inputsOf(engine), {
            "ecr.PullThroughCacheRule hub": {
                credentialArn: secret,
                ecrRepositoryPrefix: "hub",
                upstreamRegistryUrl: "registry-1.docker.io",
            },
        });
        assert.equal(engine.one("aws:ecr/pullThroughCacheRule:PullThroughCacheRule").deleteBeforeReplace, true);
    });

    it("names copies by account and region, also in a preview", async () => {
        const engine = await plan(
            () => {
                const { url } = new PullThroughCache("quay", quay);
                new TaskDefinition("a", {
                    containers: [{ name: "a", image: url.apply((u) => `${u}/org/a:1`), memory: 6 }],
                });
            },
            { preview: true },
        );
        const { containerDefinitions } = engine.one("ecs-ec2:index:TaskDefinition").inputs;
        assert.equal(containerDefinitions[0].image, "123456789012.dkr.ecr.eu-central-1.amazonaws.com/quay/org/a:1");
    });

    const refusals: Refusals<Partial<PullThroughCacheArgs>> = [
        [
            "a URL where a host is meant",
            { upstreamRegistryUrl: "https://quay.io" },
            [["upstreamRegistryUrl", 'must be a host without scheme and path, such as quay.io, got "https://quay.io"']],
        ],
        [
            "a prefix with capitals",
            { repositoryPrefix: "Quay" },
            [["repositoryPrefix", 'must be 2 to 30 lower-case letters and digits, joined by one of . _ -, got "Quay"']],
        ],
        [
            "Docker Hub without credentials",
            { upstreamRegistryUrl: "registry-1.docker.io" },
            [["credentialArn", "is missing: registry-1.docker.io lets ECR in with credentials only"]],
        ],
    ];
    refusalTests(refusals, (args) => new PullThroughCache("quay", { ...quay, ...args }));
});
