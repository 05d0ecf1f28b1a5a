import { strict as assert } from "node:assert";
import * as fc from "fast-check";

import {
    type ClusterRef,
    EcsCluster,
    EcsService,
    type EcsServiceArgs,
    LoadBalancer,
    type LoadBalancerRef,
    NetworkMode,
    type ServiceRef,
} from "../../../components";
import type { Engine } from "../../support/engine";
import { plan } from "../../support/plan";
import { clusterRef, serviceRef, vpcRef } from "../../support/refs";

const service = (name: string, cluster: ClusterRef, args: Partial<EcsServiceArgs> = {}) => {
    const containers = [{ name, image: "x@sha256:1", memory: 64, portMappings: [{ containerPort: 80 }] }];
    return new EcsService(name, { cluster, containers, ...args });
};
const awsvpc = { networkMode: NetworkMode.Awsvpc };

/** Rules that let somebody in, as "name: source > group ports", in the order of their names. */
function rules(engine: Engine): string[] {
    return engine.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(({ name, inputs }) => {
        const ports = inputs.fromPort === inputs.toPort ? inputs.fromPort : `${inputs.fromPort}-${inputs.toPort}`;
        return `${name}: ${inputs.referencedSecurityGroupId ?? inputs.cidrIpv4} > ${inputs.securityGroupId} ${ports}`;
    });
}

/** AWS refuses a second rule of the same source, group and ports. */
function assertNoRuleTwice(engine: Engine): void {
    const meanings = rules(engine).map((rule) => rule.split(": ")[1]);
    assert.deepEqual(
        meanings.filter((rule, index) => meanings.indexOf(rule) !== index),
        [],
    );
}

describe("connections", () => {
    const cases: [string, (cluster: ClusterRef) => void, string[]][] = [
        [
            "two bridge services connect to one awsvpc service by one rule",
            (cluster) => {
                const db = service("db", cluster, awsvpc);
                service("a", cluster, { connectsTo: [db] });
                service("b", cluster, { connectsTo: [db] });
            },
            ["db-from-shop-cluster-instances-80: sg-instances > sg-db 80"],
        ],
        [
            "two awsvpc services connect to two bridge services by one rule each",
            (cluster) => {
                const targets = [service("x", cluster), service("y", cluster)];
                service("a", cluster, { ...awsvpc, connectsTo: targets });
                service("b", cluster, { ...awsvpc, connectsTo: targets });
            },
            [
                "a-to-shop-cluster-instances: sg-a > sg-instances 32768-65535",
                "b-to-shop-cluster-instances: sg-b > sg-instances 32768-65535",
            ],
        ],
        [
            "bridge services connect to each other by one rule of the instances",
            (cluster) => {
                const targets = [service("x", cluster), service("y", cluster)];
                service("a", cluster, { connectsTo: targets });
                service("b", cluster, { connectsTo: targets });
            },
            ["x-from-shop-cluster-instances: sg-instances > sg-instances 32768-65535"],
        ],
        [
            "awsvpc services connect by a rule for each pair and port",
            (cluster) => {
                const portMappings = [{ containerPort: 80 }, { containerPort: 81 }];
                const two = [{ name: "x", image: "x@sha256:1", memory: 64, portMappings }];
                const target = service("x", cluster, { ...awsvpc, containers: two });
                service("a", cluster, { ...awsvpc, connectsTo: [target, target] });
                service("b", cluster, { ...awsvpc, connectsTo: [target] });
            },
            [
                "a-to-x-80: sg-a > sg-x 80",
                "a-to-x-81: sg-a > sg-x 81",
                "b-to-x-80: sg-b > sg-x 80",
                "b-to-x-81: sg-b > sg-x 81",
            ],
        ],
        [
            "services connect to a service of another stack",
            (cluster) => {
                const db = serviceRef();
                service("a", cluster, { connectsTo: [db] });
                service("b", cluster, { connectsTo: [db] });
                service("c", cluster, { ...awsvpc, connectsTo: [db] });
            },
            ["a-to-db-5432: sg-instances > sg-db 5432", "c-to-db-5432: sg-c > sg-db 5432"],
        ],
        [
            "two bridge services behind one balancer are let in by one rule, with two routes as well",
            (cluster) => {
                const loadBalancer = new LoadBalancer("web", { vpc: vpcRef() });
                service("a", cluster, {
                    routes: [
                        { loadBalancer, paths: ["/a"] },
                        { loadBalancer, paths: ["/c"] },
                    ],
                });
                service("b", cluster, { routes: [{ loadBalancer, paths: ["/b"] }] });
            },
            ["web-http-1: 0.0.0.0/0 > sg-web 80", "web-to-shop-cluster: sg-web > sg-instances 32768-65535"],
        ],
        [
            "a balancer that was given the cluster is not let in again",
            (cluster) => {
                const loadBalancer = new LoadBalancer("web", { vpc: vpcRef(), clusters: [cluster] });
                service("a", cluster, { routes: [{ loadBalancer, paths: ["/a"] }] });
            },
            ["web-http-1: 0.0.0.0/0 > sg-web 80", "web-to-shop-cluster: sg-web > sg-instances 32768-65535"],
        ],
        [
            "a balancer of another stack that reaches the instances already is not let in again",
            (cluster) => {
                const loadBalancer: LoadBalancerRef = {
                    listenerArn: "arn:l",
                    securityGroupId: "sg-lb",
                    arnSuffix: "app/x/1",
                    reachesInstances: true,
                };
                service("a", cluster, { routes: [{ loadBalancer, paths: ["/a"] }] });
            },
            [],
        ],
        [
            "an awsvpc service is let in on the routed port alone, once a balancer",
            (cluster) => {
                const [first, second] = ["one", "two"].map(
                    (name) => new LoadBalancer(name, { vpc: vpcRef(), internal: true }),
                );
                const routes = [first, first, second].map((loadBalancer, index) => ({
                    loadBalancer: loadBalancer as LoadBalancer,
                    paths: [`/${index}`],
                }));
                service("a", cluster, { ...awsvpc, routes });
            },
            ["a-from-balancer-2-80: sg-two > sg-a 80", "a-from-balancer-80: sg-one > sg-a 80"],
        ],
    ];
    for (const [what, program, expected] of cases) {
        it(what, async () => {
            const engine = await plan(() => program(clusterRef()));
            assert.deepEqual(rules(engine), expected);
        });
    }

    it("keeps the rules that services share when the first of them goes", async () => {
        const rulesWith = async (targets: string[]) => {
            const engine = await plan(() => {
                const cluster = new EcsCluster("shop", { vpc: vpcRef({ subnetCount: 2 }) });
                const connectsTo = targets.map((name) => service(name, cluster));
                service("a", cluster, { ...awsvpc, connectsTo });
                service("b", cluster, { connectsTo });
            });
            return engine.tree().filter((line) => line.includes("IngressRule"));
        };
        assert.deepEqual(await rulesWith(["x", "y"]), await rulesWith(["y"]));
        assert.deepEqual(await rulesWith(["x"]), [
            "ecs-ec2:index:EcsCluster$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop-instances-from-shop-instances",
            "ecs-ec2:index:EcsService$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule a-to-shop-instances",
        ]);
    });

    it("makes a service wait for what it connects to, and for the rule", async () => {
        const engine = await plan(() => {
            const cluster = clusterRef();
            service("a", cluster, { connectsTo: [service("db", cluster, awsvpc)] });
        });
        const needed = engine.needs(engine.one("aws:ecs/service:Service", "a"));
        for (const type of ["aws:ecs/service:Service", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"]) {
            const [first] = engine.all(type).filter(({ name }) => name.startsWith("db"));
            assert.ok(first && needed.has(first.urn), type);
        }
    });

    it("never makes two equal rules and lets every connection through, whatever the topology", async function () {
        this.timeout(20_000);
        const shape = fc.array(
            fc.record({
                ownGroup: fc.boolean(),
                cluster: fc.nat(1),
                targets: fc.uniqueArray(fc.nat(5)),
                routes: fc.nat(2),
            }),
            { minLength: 1, maxLength: 5 },
        );
        await fc.assert(
            fc.asyncProperty(shape, async (services) => {
                const made: EcsService[] = [];
                const engine = await plan(() => {
                    const vpc = vpcRef({ subnetCount: 2 });
                    const clusters = ["one", "two"].map((name) => new EcsCluster(name, { vpc }));
                    const loadBalancer = new LoadBalancer("web", { vpc });
                    for (const [index, { ownGroup, cluster, targets, routes }] of services.entries()) {
                        const connectsTo: ServiceRef[] = targets.flatMap((target) => made[target] ?? []);
                        const paths = Array.from({ length: routes }, (_, n) => ({
                            loadBalancer,
                            paths: [`/${index}/${n}`],
                        }));
                        const mode = ownGroup ? awsvpc : {};
                        made.push(
                            service(`s${index}`, clusters[cluster] as EcsCluster, {
                                ...mode,
                                connectsTo,
                                routes: paths,
                            }),
                        );
                    }
                });
                assertNoRuleTwice(engine);
                const open = new Set(rules(engine).map((rule) => rule.split(": ")[1]));
                const groupOf = (index: number) => {
                    const { ownGroup, cluster } = services[index] as (typeof services)[number];
                    return ownGroup ? `sg-s${index}` : `sg-${["one", "two"][cluster]}-instances`;
                };
                const portsOf = (index: number) => (services[index]?.ownGroup ? "80" : "32768-65535");
                for (const [index, { targets, routes }] of services.entries()) {
                    for (const target of targets.filter((t) => t < index)) {
                        const rule = `${groupOf(index)} > ${groupOf(target)} ${portsOf(target)}`;
                        assert.ok(open.has(rule), rule);
                    }
                    if (routes > 0) assert.ok(open.has(`sg-web > ${groupOf(index)} ${portsOf(index)}`));
                }
            }),
            { numRuns: 6 },
        );
    });
});
