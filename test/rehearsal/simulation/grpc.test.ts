import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { guarded, revealed } from "../../../rehearsal/secretValues";
import { type Simulation, startSimulation } from "../../../rehearsal/simulation";
import { UNKNOWN, type Value } from "../../../rehearsal/values";

const CLUSTER = "aws:ecs/cluster:Cluster";

/** One provider instance, as the engine drives it over its own connection. */
class Engine {
    private readonly client: ResourceProviderClient;

    constructor(port: string) {
        // A connection of its own, as the engine opens one for each provider instance.
        const Client = ResourceProviderClient as unknown as new (...args: unknown[]) => ResourceProviderClient;
        const options = { "grpc.use_local_subchannel_pool": 1 };
        this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
    }

    call(method: string, request: unknown): Promise<Value> {
        const client = this.client as unknown as Record<string, (...args: unknown[]) => void>;
        const send = promisify((client[method] as (request: unknown, done: () => void) => void).bind(client));
        return send(request as never);
    }

    configure(args: object): Promise<Value> {
        return this.call("configure", new proto.ConfigureRequest().setArgs(Struct.fromJavaScript(args as never)));
    }

    create(token: string, name: string, inputs: object, preview = false): Promise<Value> {
        const urn = `urn:pulumi:dev::grpc::${token}::${name}`;
        const properties = Struct.fromJavaScript(inputs as never);
        return this.call("create", new proto.CreateRequest().setUrn(urn).setProperties(properties).setPreview(preview));
    }

    close(): void {
        this.client.close();
    }
}

describe("simulation: the provider protocol", () => {
    let folder = "";
    let simulation: Simulation;
    let engines: Engine[] = [];
    const attach = () => {
        const engine = new Engine(/^aws:(\d+)/.exec(simulation.debugProviders)?.[1] ?? "");
        engines.push(engine);
        return engine;
    };
    beforeEach(async () => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "simulation-"));
        const faults = [
            { type: "ec2/vpc:Vpc", operation: "create" as const, code: "Throttling", message: "Rate exceeded" },
        ];
        simulation = await startSimulation({ stateFile: path.join(folder, "account.json"), faults });
    });
    afterEach(async () => {
        for (const engine of engines) {
            engine.close();
        }
        engines = [];
        await simulation.stop();
        fs.rmSync(folder, { recursive: true });
    });

    it("serves three packages, each on its own port", () => {
        assert.match(simulation.debugProviders, /^aws:\d+,docker-build:\d+,docker:\d+$/);
    });

    it("tells provider instances apart by their connection", async () => {
        const [here, there] = [attach(), attach()];
        await here.configure({ region: "eu-central-1" });
        await there.configure({ region: "us-east-1" });
        const arn = async (engine: Engine) =>
            (await engine.create(CLUSTER, "main", { name: "main" })).getProperties().toJavaScript().arn;
        assert.match(await arn(here), /eu-central-1/);
        assert.match(await arn(there), /us-east-1/);
        assert.deepEqual(
            simulation
                .resources()
                .map((each) => each.region)
                .sort(),
            ["eu-central-1", "us-east-1"],
        );
    });

    it("refuses to be configured without a valid region", async () => {
        await assert.rejects(attach().configure({ region: "nowhere" }), /Invalid AWS Region/);
    });

    it("leaves in preview unknown what only AWS knows, and creates nothing", async () => {
        const engine = attach();
        await engine.configure({ region: "eu-central-1" });
        const state = (await engine.create(CLUSTER, "main", { name: "main" }, true)).getProperties().toJavaScript();
        assert.equal(state.arn, UNKNOWN);
        assert.equal(state.name, "main");
        assert.equal(state.region, "eu-central-1");
        assert.deepEqual(simulation.resources(), []);
    });

    it("answers with differences that name their paths", async () => {
        const engine = attach();
        await engine.configure({ region: "eu-central-1" });
        const made = await engine.create(CLUSTER, "main", { name: "main", tags: { a: "1" } });
        const request = new proto.DiffRequest()
            .setUrn(`urn:pulumi:dev::grpc::${CLUSTER}::main`)
            .setOlds(made.getProperties())
            .setOldInputs(Struct.fromJavaScript({ name: "main", tags: { a: "1" } }))
            .setNews(Struct.fromJavaScript({ name: "other", tags: { a: "2" } }));
        const answer = await engine.call("diff", request);
        assert.deepEqual(answer.getReplacesList(), ["name"]);
        const paths: string[] = [];
        answer.getDetaileddiffMap().forEach((kind: proto.PropertyDiff, at: string) => {
            paths.push(`${at} ${kind.getKind()}`);
        });
        const { Kind } = proto.PropertyDiff;
        assert.deepEqual(paths.sort(), [
            `name ${Kind.UPDATE_REPLACE}`,
            `tags.a ${Kind.UPDATE}`,
            `tagsAll ${Kind.UPDATE}`,
        ]);
    });

    it("records each operation with the time that AWS takes", async () => {
        const engine = attach();
        await engine.configure({ region: "eu-central-1" });
        await engine.create(CLUSTER, "main", { name: "main" });
        const [event] = simulation.events();
        assert.equal(event?.action, "ECS:CreateCluster");
        assert.equal(event?.seconds, 10);
    });

    it("fails a call on demand, once", async () => {
        const engine = attach();
        await engine.configure({ region: "eu-central-1" });
        const vpc = { cidrBlock: "10.0.0.0/16" };
        await assert.rejects(engine.create("aws:ec2/vpc:Vpc", "vpc", vpc), /api error Throttling: Rate exceeded/);
        await engine.create("aws:ec2/vpc:Vpc", "vpc", vpc);
        assert.equal(simulation.events()[0]?.error?.includes("Throttling"), true);
    });

    it("hands over what exists but is not well, so that the engine keeps it", async () => {
        const engine = attach();
        await engine.configure({ region: "eu-central-1" });
        await engine.create(CLUSTER, "main", { name: "main" });
        const containers = '[{"name":"a","image":"b","memory":9}]';
        const family = { family: "web", containerDefinitions: containers };
        const made = await engine.create("aws:ecs/taskDefinition:TaskDefinition", "web", family);
        const service = {
            name: "web",
            cluster: "main",
            taskDefinition: "web",
            desiredCount: 1,
            waitForSteadyState: true,
        };
        const failure = await engine.create("aws:ecs/service:Service", "web", service).catch((error) => error);
        assert.ok(made.getId());
        assert.match(failure.message, /No Container Instances were found/);
        assert.ok(failure.metadata.get("grpc-status-details-bin").length > 0);
        assert.ok(simulation.resources().some((each) => each.type === "aws:ecs/service:Service"));
    });
});

describe("simulation: secrets", () => {
    const secret = (value: Value) => ({
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        value,
    });

    it("are marked in the answer where they were, and wherever else their text is", () => {
        const answer = {
            value: "hunter2",
            tags: { a: "hunter2", b: "x" },
            tagsAll: { a: "hunter2" },
            json: '{"p":"hunter2"}',
            id: 1,
        };
        const request = { value: secret("hunter2"), tags: { a: secret("hunter2"), b: "x" } };
        assert.deepEqual(guarded(answer, request), {
            value: secret("hunter2"),
            tags: { a: secret("hunter2"), b: "x" },
            tagsAll: secret({ a: "hunter2" }),
            json: secret('{"p":"hunter2"}'),
            id: 1,
        });
    });

    it("are plain inside, and a list that changed its length is secret as a whole", () => {
        assert.deepEqual(revealed({ a: [secret({ b: secret("c") })] }), { a: [{ b: "c" }] });
        assert.deepEqual(guarded({ a: ["x", "y"] }, { a: [secret("xxxxx")] }), { a: secret(["x", "y"]) });
    });
});
