import { strict as assert } from "node:assert";

import { EcsCluster, EcsService, type EcsServiceArgs, LoadBalancer, NetworkMode, PublicVpc } from "../../components";
import { outputsOf } from "../support/aws";
import type { Registration } from "../support/engine";
import { plan } from "../support/plan";
import { type Config, type Finding, judged } from "../support/policy";
import { type Resolved, UNKNOWN_TEXT } from "../support/policy-program";
import { UNKNOWN } from "../support/wire";

/** Our components as a program: a service behind a load balancer and one found by name. */
function shop(web: Partial<EcsServiceArgs> = {}, image = "repo/web@sha256:1"): void {
    const vpc = new PublicVpc("shop");
    const cluster = new EcsCluster("shop", {
        vpc,
        capacities: {
            main: { instanceTypes: ["t3.small"], minSize: 1, maxSize: 4, managedTerminationProtection: true },
        },
    });
    const loadBalancer = new LoadBalancer("shop", { vpc });
    const container = { memory: 128, user: "1000:1000", image, portMappings: [{ containerPort: 8080 }] };
    const db = new EcsService("db", { cluster, containers: [{ name: "db", ...container }], discovery: {} });
    new EcsService("web", {
        cluster,
        containers: [{ name: "web", ...container }],
        networkMode: NetworkMode.Bridge,
        routes: [{ loadBalancer, paths: ["/*"], healthCheck: { path: "/health" } }],
        connectsTo: [db],
        ...web,
    });
}

const onTheWire = (value: unknown): unknown =>
    value === UNKNOWN
        ? UNKNOWN_TEXT
        : Array.isArray(value)
          ? value.map(onTheWire)
          : value instanceof Object
            ? Object.fromEntries(Object.entries(value).map(([key, below]) => [key, onTheWire(below)]))
            : value;

function seen(one: Registration, preview: boolean): Resolved {
    const props = onTheWire(one.inputs) as Record<string, unknown>;
    const isComponent = one.type.startsWith("ecs-ec2:");
    const computed = preview
        ? { id: UNKNOWN_TEXT, arn: UNKNOWN_TEXT }
        : isComponent
          ? {}
          : outputsOf(one.type, one.name, one.inputs);
    const outputs = isComponent ? (onTheWire(one.outputs ?? {}) as object) : { ...computed, ...props };
    return { ...one, props, outputs };
}

async function said(program: () => void, preview: boolean, config: Config = {}): Promise<Finding[]> {
    const engine = await plan(program, { preview });
    const resources = engine.resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    return judged(
        resources.map((one) => seen(one, preview)),
        config,
    );
}

const HTTP: Config = { "lb-safe-edge": { allowHttp: true } };

describe("our components", () => {
    for (const preview of [true, false]) {
        it(`break no rule ${preview ? "in a first preview" : "in an update"}`, async () => {
            const found = await said(() => shop(), preview, HTTP);
            const violations = found.filter(({ message }) => !message.startsWith("cannot tell yet"));
            assert.deepEqual(
                violations.map(({ rule, level, on }) => `${level} ${rule} ${on}`),
                [
                    // A database calls nobody, and whether it writes beside its volumes is the program's to say.
                    "advisory awsvpc-has-internet-path db",
                    "advisory readonly-root-filesystem db",
                    "advisory readonly-root-filesystem web",
                ],
            );
        });

        it(`are judged by their structured containers ${preview ? "in a first preview" : "in an update"}`, async () => {
            const root = {
                name: "web",
                image: "repo/web",
                memory: 128,
                user: "root",
                portMappings: [{ containerPort: 8080 }],
            };
            const found = await said(() => shop({ containers: [root] }), preview, HTTP);
            const about = found.filter(({ rule }) => ["non-root-containers", "pinned-images"].includes(rule));
            assert.deepEqual(
                about.map(({ rule, on, message }) => [rule, on, message]),
                [
                    ["non-root-containers", "web", 'container "web" runs as root; write user: "1000:1000"'],
                    [
                        "pinned-images",
                        "web",
                        'container "web" takes whatever image is the latest; write a digest, or a tag that never moves',
                    ],
                ],
            );
        });
    }

    it("leave nothing unread in an update", async () => {
        const found = await said(() => shop(), false, HTTP);
        assert.deepEqual(
            found.filter(({ message }) => message.startsWith("cannot tell yet")),
            [],
        );
    });
});
