import { strict as assert } from "node:assert";
import * as path from "node:path";
import * as aws from "@pulumi/aws/provider";

import {
    EcrImage,
    EcsCluster,
    EcsService,
    EfsVolume,
    GeneratedSecret,
    LoadBalancer,
    PublicVpc,
    TaskDefinition,
} from "../../components";
import { plan } from "../support/plan";

const context = path.relative(process.cwd(), path.join(__dirname, "image", "context"));
const container = (name: string) => ({ name, image: "x@sha256:1", memory: 64, portMappings: [{ containerPort: 80 }] });

/** One of each component, and a service with everything around it. */
function everything(name: string, opts = {}): void {
    const vpc = new PublicVpc(name, {}, opts);
    const cluster = new EcsCluster(name, { vpc }, opts);
    const loadBalancer = new LoadBalancer(name, { vpc }, opts);
    const { secretArn } = new GeneratedSecret(name, {}, opts);
    const { uri } = new EcrImage(name, { context, architecture: cluster.architecture }, opts);
    const efs = new EfsVolume(name, { cluster }, opts);
    new TaskDefinition(`${name}-alone`, { containers: [container("a")] }, opts);
    const db = new EcsService(`${name}-db`, { cluster, containers: [container("db")], discovery: {} }, opts);
    new EcsService(
        `${name}-web`,
        {
            cluster,
            containers: [{ ...container("web"), image: uri, secrets: { PASSWORD: secretArn } }],
            volumes: [{ name: "data", efs }],
            connectsTo: [db],
            routes: [{ loadBalancer, paths: ["/*"] }],
            autoScaling: { minCapacity: 1, maxCapacity: 2 },
        },
        opts,
    );
}

describe("components together", () => {
    for (const preview of [false, true]) {
        it(`do not collide when each is there twice, in ${preview ? "a preview" : "an update"}`, async () => {
            const engine = await plan(
                () => {
                    everything("one");
                    everything("two");
                },
                { preview },
            );
            const renamed = engine.tree().filter((line) => line.includes(" one"));
            assert.equal(renamed.length * 2, engine.tree().length);
        });
    }

    it("have every child below a component, none beside", async () => {
        const engine = await plan(() => everything("one"));
        const stray = engine.resources.filter(({ type, parent }) => !type.startsWith("ecs-ec2:") && parent === "");
        assert.deepEqual(
            stray.map(({ urn }) => urn),
            [],
        );
    });

    it("ask AWS once who and where they are, however many they are", async () => {
        const engine = await plan(() => {
            everything("one");
            everything("two");
        });
        const asked = engine.calls.map(({ token }) => token).filter((token) => token.startsWith("aws:index/get"));
        assert.deepEqual(asked.filter((token) => !token.includes("Zones")).sort(), [
            "aws:index/getCallerIdentity:getCallerIdentity",
            "aws:index/getPartition:getPartition",
            "aws:index/getRegion:getRegion",
        ]);
    });

    it("make and ask everything through the provider that they are given", async () => {
        const engine = await plan(() => {
            const provider = new aws.Provider("other", { region: "eu-north-1" });
            everything("one", { provider });
        });
        const own = engine.resources.filter(({ type }) => type.startsWith("aws:"));
        const strange = [...own, ...engine.calls.map((call) => ({ ...call, urn: call.token }))].filter(
            ({ urn, provider }) => urn.includes("aws:") && !provider?.includes("::other"),
        );
        assert.deepEqual(
            strange.map(({ urn }) => urn),
            [],
        );
    });

    it("speak of the partition and the region that they are in", async () => {
        const here = { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
        const calls = {
            "aws:index/getPartition:getPartition": () => here,
            "aws:index/getRegion:getRegion": () => ({ region: "cn-north-1" }),
        };
        const engine = await plan(() => everything("one"), { calls });
        const attached = engine.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
        assert.deepEqual(
            attached
                .map(({ inputs }) => inputs.policyArn)
                .filter((arn) => !arn.startsWith("arn:aws-cn:iam::aws:policy/")),
            [],
        );
        const { assumeRolePolicy } = engine.one("aws:iam/role:Role", "one-instances").inputs;
        assert.equal(JSON.parse(assumeRolePolicy).Statement[0].Principal.Service, "ec2.amazonaws.com.cn");
        const gateways = engine.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => inputs.serviceName);
        assert.deepEqual(gateways, ["com.amazonaws.cn-north-1.dynamodb", "com.amazonaws.cn-north-1.s3"]);
        const [task] = engine.all("aws:ecs/taskDefinition:TaskDefinition");
        assert.match(task?.inputs.containerDefinitions, /"awslogs-region":"cn-north-1"/);
    });
});
