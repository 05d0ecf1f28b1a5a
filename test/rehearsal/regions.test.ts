import { strict as assert } from "node:assert";
import { Provider, type ProviderArgs } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";

import { EcrImage, EcsCluster, EcsService, GeneratedSecret, LoadBalancer, PublicVpc } from "../../components";
import { Session, type Stack } from "./session";

/** A whole application with one provider for all of it, as a program in that account and region would have. */
function application(name: string, provider: pulumi.ProviderResource) {
    const opts = { providers: [provider] };
    const vpc = new PublicVpc(name, { interfaceEndpoints: ["secretsmanager"], flowLogs: {} }, opts);
    const cluster = new EcsCluster(name, { vpc, namespaceName: `${name}.internal` }, opts);
    const loadBalancer = new LoadBalancer(name, { vpc }, opts);
    const context = "programs/dks/app/ui";
    const image = new EcrImage(name, { context, architecture: cluster.architecture, forceDelete: true }, opts);
    const secret = new GeneratedSecret(name, { recoveryWindowInDays: 0 }, opts);
    const service = new EcsService(
        name,
        {
            cluster,
            containers: [
                {
                    name: "web",
                    image: image.uri,
                    memory: 128,
                    portMappings: [{ containerPort: 8080 }],
                    secrets: { TOKEN: secret.secretArn },
                },
            ],
            routes: [{ loadBalancer, paths: ["/*"] }],
            discovery: {},
        },
        opts,
    );
    return {
        cluster: cluster.clusterArn,
        task: service.taskDefinitionArn,
        image: image.uri,
        logs: service.logsCommand,
    };
}

const PLACES = {
    here: { provider: { region: "us-east-1" }, partition: "aws", account: "123456789012", suffix: "" },
    ireland: { provider: { region: "eu-west-1" }, partition: "aws", account: "123456789012", suffix: "" },
    other: {
        provider: { region: "us-east-1", assumeRoles: [{ roleArn: "arn:aws:iam::222222222222:role/deploy" }] },
        partition: "aws",
        account: "222222222222",
        suffix: "",
    },
    china: { provider: { region: "cn-north-1" }, partition: "aws-cn", account: "123456789012", suffix: ".cn" },
    gov: { provider: { region: "us-gov-west-1" }, partition: "aws-us-gov", account: "123456789012", suffix: "" },
};

describe("one program in several regions, accounts and partitions", function () {
    this.timeout(180_000);
    let session: Session;
    let stack: Stack;
    let outputs: Record<string, Record<string, string>>;

    before(async () => {
        session = await Session.start();
        stack = await session.stack("places", async () =>
            Object.fromEntries(
                Object.entries(PLACES).map(([name, { provider }]) => [
                    name,
                    application(name, new Provider(name, provider as ProviderArgs)),
                ]),
            ),
        );
        await stack.up();
        outputs = (await stack.outputs()) as typeof outputs;
    });

    for (const [name, { provider, partition, account, suffix }] of Object.entries(PLACES)) {
        const { region } = provider;
        it(`follows its provider to ${region} of ${account} in ${partition}`, () => {
            const made = outputs[name] ?? {};
            assert.match(made.cluster ?? "", new RegExp(`^arn:${partition}:ecs:${region}:${account}:cluster/`));
            assert.match(made.task ?? "", new RegExp(`^arn:${partition}:ecs:${region}:${account}:task-definition/`));
            assert.match(
                made.image ?? "",
                new RegExp(`^${account}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com${suffix}/`),
            );
            assert.match(made.logs ?? "", new RegExp(`--region ${region}$`));
        });
    }

    it("makes as much in each place, and nothing elsewhere", () => {
        const count = new Map<string, number>();
        for (const { type, region, account } of session.simulation.resources()) {
            // Roles belong to an account and builds to nobody, not to a region.
            if (type.startsWith("aws:iam/") || !type.startsWith("aws:")) continue;
            const place = `${region} ${account}`;
            count.set(place, (count.get(place) ?? 0) + 1);
        }
        assert.deepEqual(
            [...count.keys()].sort(),
            Object.values(PLACES)
                .map(({ provider, account }) => `${provider.region} ${account}`)
                .sort(),
        );
        assert.equal(new Set(count.values()).size, 1, JSON.stringify([...count]));
    });

    it("changes nothing in a second preview, and leaves nothing", async () => {
        assert.deepEqual(await stack.preview(), { create: [], update: [], replace: [], delete: [] });
        await stack.destroy();
        assert.deepEqual(session.left(), []);
    });

    after(() => session?.stop());
});
