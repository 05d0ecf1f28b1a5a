import { strict as assert } from "node:assert";

import { GeneratedSecret, type GeneratedSecretArgs, TaskDefinition } from "../../../components";
import { PASSWORD } from "../../support/aws";
import type { EngineOptions } from "../../support/engine";
import { dependenciesOf, difference, inputsOf, once, plan, type Refusals, refusalTests } from "../../support/plan";

const secret = (args?: GeneratedSecretArgs, options?: EngineOptions) =>
    plan(() => new GeneratedSecret("pw", args), options);
const plain = once(() => secret());
const changes = async (args: GeneratedSecretArgs) => difference(await plain(), await secret(args));

describe("GeneratedSecret", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await secret({}, { preview })).tree(), [
                "ecs-ec2:index:GeneratedSecret pw",
                "ecs-ec2:index:GeneratedSecret$aws:secretsmanager/secret:Secret pw",
                "ecs-ec2:index:GeneratedSecret$aws:secretsmanager/secretVersion:SecretVersion pw",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "secretsmanager.Secret pw": { recoveryWindowInDays: 30 },
            "secretsmanager.SecretVersion pw": {
                secretId: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pw-1a2b3c4-AbCdEf",
                secretString: "correcthorsebatterystaple",
            },
        });
        assert.deepEqual(dependenciesOf(await plain()), {
            "secretsmanager.SecretVersion pw": ["secretsmanager.Secret pw"],
        });
    });

    it("gives its ARN once the secret has a value", async () => {
        const engine = await plan(() => {
            const { secretArn } = new GeneratedSecret("pw");
            new TaskDefinition("a", { containers: [{ name: "a", image: "x", memory: 6, secrets: { PW: secretArn } }] });
        });
        const { urn } = engine.one("aws:secretsmanager/secretVersion:SecretVersion");
        assert.ok(engine.one("aws:ecs/taskDefinition:TaskDefinition").dependencies.includes(urn));
    });

    it("keeps its value secret, and the first value for good", async () => {
        const engine = await plain();
        const { secrets, ignoreChanges } = engine.one("aws:secretsmanager/secretVersion:SecretVersion");
        assert.deepEqual([secrets, ignoreChanges], [["secretString"], ["secretString"]]);
        const holders = engine.resources.filter((resource) => JSON.stringify(resource).includes(PASSWORD));
        assert.equal(holders.length, 1);
    });

    it("asks for letters and digits, as many as wanted", async () => {
        const asked = async (args: GeneratedSecretArgs) => (await secret(args)).calls.map(({ inputs }) => inputs);
        assert.deepEqual(await asked({}), [{ passwordLength: 32, excludePunctuation: true }]);
        assert.deepEqual(await asked({ length: 64 }), [{ passwordLength: 64, excludePunctuation: true }]);
    });

    const given: [string, GeneratedSecretArgs, object][] = [
        [
            "recoveryWindowInDays",
            { recoveryWindowInDays: 0 },
            { "secretsmanager.Secret pw": { recoveryWindowInDays: 0 } },
        ],
        [
            "description and tags",
            { description: "For the database", tags: { Team: "web" } },
            { "secretsmanager.Secret pw": { description: "For the database", tags: { Team: "web" } } },
        ],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    const refusals: Refusals<GeneratedSecretArgs> = [
        [
            "a length that is too short",
            { length: 7 },
            [["length", "must be a whole number, 8 to 4096 characters, got 7"]],
        ],
        [
            "a window that AWS does not have",
            { recoveryWindowInDays: 6 },
            [["recoveryWindowInDays", "must be a whole number, 7 to 30 days, or 0, got 6"]],
        ],
        [
            "both",
            { length: 4097, recoveryWindowInDays: 31 },
            [
                ["length", "must be a whole number, 8 to 4096 characters, got 4097"],
                ["recoveryWindowInDays", "must be a whole number, 7 to 30 days, or 0, got 31"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new GeneratedSecret("pw", args));
});
