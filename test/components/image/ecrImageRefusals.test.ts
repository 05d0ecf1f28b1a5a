import { strict as assert } from "node:assert";
import * as path from "node:path";

import { EcrImage, type EcrImageArgs } from "../../../components";
import { refused } from "../../support/plan";

const context = path.relative(process.cwd(), path.join(__dirname, "context"));

describe("EcrImage in its refusals", () => {
    const refusals: [string, EcrImageArgs, [string, string][]][] = [
        [
            "a context that is not there",
            { context: "no/such/folder" },
            [["context", "must be a folder; there is none at <cwd>/no/such/folder"]],
        ],
        [
            "a context without a Dockerfile",
            { context: "test/support" },
            [["context", "there is no Dockerfile at <cwd>/test/support/Dockerfile"]],
        ],
        [
            "a Dockerfile that is not there",
            { dockerfile: "no/Dockerfile" },
            [["dockerfile", "there is no Dockerfile at <cwd>/no/Dockerfile"]],
        ],
        [
            "a context beside a mirror",
            { mirrorOf: "postgres:16" },
            [["context", "give one of context and mirrorOf, got both"]],
        ],
        ["neither", { context: undefined }, [["context", "give one of context and mirrorOf, got neither"]]],
        [
            "platforms beside an architecture",
            { platforms: ["windows/amd64"], architecture: "ARM64" },
            [
                ["platforms[0]", 'must be linux/amd64 or linux/arm64, got "windows/amd64"'],
                ["platforms", "must name one or more, and cannot go with architecture"],
            ],
        ],
        [
            "two at once",
            { keepImages: 0, buildArgs: { A: "1" }, buildSecrets: { A: "2" } },
            [
                ["keepImages", "must be a whole number, 1 to 1000 images, got 0"],
                ["buildArgs.A", "is a build secret as well; leave it out here"],
            ],
        ],
    ];
    for (const [what, args, problems] of refusals) {
        it(`refuses ${what}`, async () => {
            const found = await refused(() => new EcrImage("api", { context, ...args }));
            assert.deepEqual(
                found.map(({ propertyPath, reason }) => [propertyPath, reason.replaceAll(process.cwd(), "<cwd>")]),
                problems,
            );
        });
    }
});
