import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { difference, plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef, serviceRef } from "../../support/refs";

const namespaceArn = "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-1";
const api: ContainerArgs = {
    name: "api",
    image: "api@sha256:1",
    memory: 128,
    portMappings: [
        { name: "http", containerPort: 8080, appProtocol: "http" },
        { name: "admin", containerPort: 9090 },
        { name: "dns", containerPort: 53, protocol: "udp" },
    ],
};
const cluster = clusterRef({ namespaceArn });
const create = (args: Partial<EcsServiceArgs>, name = "api") =>
    new EcsService(name, { cluster, containers: [api], ...args });
const service = (args: Partial<EcsServiceArgs>) => plan(() => create(args));
const inputs = async (args: Partial<EcsServiceArgs>) => (await service(args)).one("aws:ecs/service:Service").inputs;

describe("Service Connect", () => {
    const logConfiguration = {
        logDriver: "awslogs",
        options: {
            "awslogs-group": "/ecs/shop/test/api",
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": "service-connect",
            "max-buffer-size": "25m",
            mode: "non-blocking",
        },
    };
    for (const networkMode of ["bridge", "awsvpc"] as const) {
        it(`names ports of a service in ${networkMode} mode, and logs what the proxy says`, async () => {
            const args = {
                networkMode,
                serviceConnect: { services: [{ portName: "http" }, { portName: "admin", port: 90 }] },
            };
            assert.deepEqual((await inputs(args)).serviceConnectConfiguration, {
                enabled: true,
                logConfiguration,
                namespace: namespaceArn,
                services: [
                    { clientAlias: [{ dnsName: "api", port: 8080 }], discoveryName: "api", portName: "http" },
                    {
                        clientAlias: [{ dnsName: "api-admin", port: 90 }],
                        discoveryName: "api-admin",
                        portName: "admin",
                    },
                ],
            });
        });
    }

    it("only calls others without services", async () => {
        const found = difference(await service({}), await service({ serviceConnect: {} }));
        assert.deepEqual(found, {
            "ecs.Service api": {
                serviceConnectConfiguration: { enabled: true, logConfiguration, namespace: namespaceArn, services: [] },
            },
        });
    });

    it("has names, times and TLS of one's own, with a role for the certificates", async () => {
        const engine = await service({
            networkMode: "awsvpc",
            serviceConnect: {
                namespaceArn: `${namespaceArn}2`,
                services: [
                    {
                        portName: "http",
                        discoveryName: "backend",
                        dnsName: "api.local",
                        ingressPortOverride: 15000,
                        idleTimeout: 60,
                        perRequestTimeout: 0,
                        tls: { certificateAuthorityArn: "arn:ca", kmsKeyArn: "arn:key" },
                    },
                ],
            },
        });
        const { serviceConnectConfiguration: found } = engine.one("aws:ecs/service:Service").inputs;
        assert.equal(found.namespace, `${namespaceArn}2`);
        assert.deepEqual(found.services, [
            {
                clientAlias: [{ dnsName: "api.local", port: 8080 }],
                discoveryName: "backend",
                ingressPortOverride: 15000,
                portName: "http",
                timeout: { idleTimeoutSeconds: 60, perRequestTimeoutSeconds: 0 },
                tls: {
                    issuerCertAuthority: { awsPcaAuthorityArn: "arn:ca" },
                    kmsKey: "arn:key",
                    roleArn: "arn:aws:iam::123456789012:role/api-infrastructure-1a2b3c4",
                },
            },
        ]);
        assert.equal(
            engine.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "api-infrastructure").inputs.policyArn,
            "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
        );
    });

    it("starts clients after servers, and anew when they see another name", async () => {
        const engine = await plan(() => {
            const db = create({ serviceConnect: { services: [{ portName: "http" }] } }, "db");
            create({ serviceConnect: {}, connectsTo: [db], connectionVariables: { db: "DB" } }, "web");
        });
        const web = engine.one("aws:ecs/service:Service", "web");
        assert.deepEqual(web.inputs.triggers, { aliases: "db:8080" });
        assert.ok(engine.needs(web).has(engine.one("aws:ecs/service:Service", "db").urn));
        const [container] = JSON.parse(
            engine.one("aws:ecs/taskDefinition:TaskDefinition", "web").inputs.containerDefinitions,
        );
        assert.deepEqual(container.environment.slice(1), [
            { name: "DB_HOST", value: "db" },
            { name: "DB_PORT", value: "8080" },
        ]);
    });

    it("gives the host name of discovery to clients without a proxy, whose own variables win", async () => {
        const db = serviceRef({ hostName: "db.shop.internal", aliases: [{ dnsName: "d", port: 1 }] });
        const engine = await service({
            containers: [{ ...api, environment: { DB_PORT: "6432" } }],
            connectsTo: [db],
            connectionVariables: { db: "DB" },
        });
        const [container] = JSON.parse(engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions);
        assert.deepEqual(container.environment.slice(1), [
            { name: "DB_HOST", value: "db.shop.internal" },
            { name: "DB_PORT", value: "6432" },
        ]);
        assert.equal(engine.one("aws:ecs/service:Service").inputs.triggers, undefined);
    });

    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "a mode without a proxy and a cluster without a namespace",
            {
                cluster: clusterRef(),
                networkMode: "host",
                serviceConnect: {},
                deployment: { minimumHealthyPercent: 0 },
            },
            [
                ["serviceConnect", "cannot be in network mode host; use awsvpc or bridge"],
                ["serviceConnect.namespaceArn", "is missing: the cluster has no namespaceArn either"],
            ],
        ],
        [
            "ports that it cannot carry",
            {
                serviceConnect: {
                    services: [
                        { portName: "https" },
                        { portName: "dns", discoveryName: "api", ingressPortOverride: 1 },
                        { portName: "admin", perRequestTimeout: 5, port: 0 },
                    ],
                },
            },
            [
                ["serviceConnect.services[0].portName", 'must be the name of a port mapping, got "https"'],
                ["serviceConnect.services[1].portName", "is a UDP port; Service Connect carries TCP only"],
                ["serviceConnect.services[1].discoveryName", "is api, which services[0] has"],
                [
                    "serviceConnect.services[1].ingressPortOverride",
                    "cannot be in bridge mode, where Docker chooses it; leave it out",
                ],
                ["serviceConnect.services[2].port", "must be a whole number, 1 to 65535, got 0"],
                [
                    "serviceConnect.services[2].perRequestTimeout",
                    "needs an appProtocol of the port mapping: plain TCP has no requests",
                ],
            ],
        ],
        [
            "variables that cannot hold an address",
            {
                connectsTo: [
                    serviceRef(),
                    serviceRef({ name: "queue", dynamicPorts: true, hostName: "q.shop.internal" }),
                ],
                connectionVariables: { db: "1DB", queue: "QUEUE", cache: "CACHE" },
            },
            [
                [
                    "connectionVariables.db",
                    "has no name and port that a variable could hold: give db an A record by discovery, or both serviceConnect",
                ],
                ["connectionVariables.db", 'must be the start of a variable\'s name, such as DB, got "1DB"'],
                [
                    "connectionVariables.queue",
                    "has no name and port that a variable could hold: give queue an A record by discovery, or both serviceConnect",
                ],
                ["connectionVariables.cache", "must be a service of connectsTo (db, queue)"],
            ],
        ],
    ];
    refusalTests(refusals, (args) => create(args));
});
