import { strict as assert } from "node:assert";

import { remediated } from "../support/policy";
import { resource } from "../support/policy-program";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };

describe("remediation", () => {
    for (const [what, type, props, expected] of [
        [
            "writes a retention, and takes it from what the provider filled in",
            "aws:cloudwatch/logGroup:LogGroup",
            { name: "a", retentionInDays: 0, __defaults: ["retentionInDays", "skipDestroy"], kmsKeyId: SECRET },
            { name: "a", retentionInDays: 7, __defaults: ["skipDestroy"], kmsKeyId: SECRET },
        ],
        [
            "writes a circuit breaker",
            "aws:ecs/service:Service",
            { desiredCount: 1 },
            { desiredCount: 1, deploymentCircuitBreaker: { enable: true, rollback: true } },
        ],
        [
            "leaves a service that CodeDeploy rolls out",
            "aws:ecs/service:Service",
            { deploymentController: { type: "CODE_DEPLOY" } },
            undefined,
        ],
        [
            "turns insights on beside the other settings",
            "aws:ecs/cluster:Cluster",
            { settings: [{ name: "other", value: "x" }] },
            {
                settings: [
                    { name: "other", value: "x" },
                    { name: "containerInsights", value: "enabled" },
                ],
            },
        ],
        [
            "asks for IMDSv2 and keeps the other options",
            "aws:ec2/launchTemplate:LaunchTemplate",
            { metadataOptions: { httpEndpoint: "enabled", httpPutResponseHopLimit: 3 } },
            { metadataOptions: { httpEndpoint: "enabled", httpPutResponseHopLimit: 1, httpTokens: "required" } },
        ],
        [
            "keeps a secret block secret",
            "aws:ec2/launchTemplate:LaunchTemplate",
            { metadataOptions: { ...SECRET, value: { httpTokens: "optional" } } },
            { metadataOptions: { ...SECRET, value: { httpTokens: "required" } } },
        ],
        [
            "encrypts a launch template's volumes, in the provider's spelling",
            "aws:ec2/launchTemplate:LaunchTemplate",
            { metadataOptions: { httpTokens: "required" }, blockDeviceMappings: [{ ebs: { volumeSize: 30 } }, {}] },
            {
                metadataOptions: { httpTokens: "required" },
                blockDeviceMappings: [{ ebs: { volumeSize: 30, encrypted: "true" } }, {}],
            },
        ],
        [
            "makes a repository immutable and scanned",
            "aws:ecr/repository:Repository",
            { name: "a", imageTagMutability: "MUTABLE", __defaults: ["imageTagMutability"] },
            {
                name: "a",
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                __defaults: [],
            },
        ],
        [
            "drops invalid headers",
            "aws:lb/loadBalancer:LoadBalancer",
            { internal: false },
            { internal: false, dropInvalidHeaderFields: true },
        ],
        [
            "shortens draining",
            "aws:lb/targetGroup:TargetGroup",
            { healthCheck: { path: "/" } },
            { healthCheck: { path: "/" }, deregistrationDelay: 120 },
        ],
        [
            "names a TLS policy where there is none",
            "aws:lb/listener:Listener",
            { protocol: "HTTPS" },
            { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
        ],
        [
            "never touches containers",
            "aws:ecs/taskDefinition:TaskDefinition",
            { containerDefinitions: "[{}]" },
            undefined,
        ],
        ["leaves what is right", "aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 90 }, undefined],
    ] as const) {
        it(what, async () => {
            assert.deepEqual(await remediated(resource(type, "x", props as never)), expected);
        });
    }

    it("leaves an unknown value alone", async () => {
        const props = { retentionInDays: "3eeb2bf0-c639-47a8-9e75-3b44932eb421" };
        assert.equal(await remediated(resource("aws:cloudwatch/logGroup:LogGroup", "x", props)), undefined);
    });

    it("leaves an excepted and an excluded resource alone", async () => {
        const logs = (tags?: object) => resource("aws:cloudwatch/logGroup:LogGroup", "x", { ...(tags && { tags }) });
        assert.equal(await remediated(logs({ "policy-exception/log-group-retention": "audited" })), undefined);
        assert.equal(await remediated(logs(), { "log-group-retention": { exclude: ["::x$"] } }), undefined);
    });

    it("writes what the configuration says", async () => {
        const config = { "log-group-retention": { min: 30, remediateTo: 90 } };
        const written = await remediated(resource("aws:cloudwatch/logGroup:LogGroup", "x"), config);
        assert.deepEqual(written, { retentionInDays: 90 });
    });
});
