import { strict as assert } from "node:assert";

import { type ContainerArgs, type DiscoveryArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const db: ContainerArgs = {
    name: "db",
    image: "postgres@sha256:1",
    memory: 128,
    portMappings: [{ containerPort: 5432 }],
};
const create = (discovery: DiscoveryArgs, args: Partial<EcsServiceArgs> = {}) =>
    new EcsService("db", { cluster: clusterRef({ ipv6: true }), containers: [db], discovery, ...args });

describe("records of EcsService in Cloud Map", () => {
    it("are A and SRV at once in awsvpc mode", async () => {
        const engine = await plan(() => create({ recordTypes: ["A", "AAAA", "SRV"], ttl: 30 }));
        assert.deepEqual(engine.one("aws:servicediscovery/service:Service").inputs.dnsConfig, {
            dnsRecords: [
                { ttl: 30, type: "A" },
                { ttl: 30, type: "AAAA" },
                { ttl: 30, type: "SRV" },
            ],
            namespaceId: "ns-1",
            routingPolicy: "MULTIVALUE",
        });
        const { serviceRegistries, networkConfiguration } = engine.one("aws:ecs/service:Service").inputs;
        assert.deepEqual(serviceRegistries, {
            containerName: "db",
            containerPort: 5432,
            registryArn: "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-db",
        });
        assert.ok(networkConfiguration);
    });

    it("keep bridge mode with SRV alone", async () => {
        const engine = await plan(() => create({ recordTypes: ["SRV"] }));
        assert.equal(engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.networkMode, "bridge");
    });

    it("stand in another namespace", async () => {
        const namespace = { namespaceId: "ns-2", namespaceName: "company.internal" };
        const engine = await plan(() => create({ namespace }, { cluster: clusterRef({ namespaceId: undefined }) }));
        const { dnsConfig } = engine.one("aws:servicediscovery/service:Service").inputs;
        assert.equal(dnsConfig.namespaceId, "ns-2");
        assert.equal(engine.one("ecs-ec2:index:EcsService").outputs?.hostName, "db.company.internal");
    });

    const refusals: Refusals<[DiscoveryArgs, Partial<EcsServiceArgs>?]> = [
        [
            "two ways to say the records, twice the same, and IPv6 that is not there",
            [{ recordType: "A", recordTypes: ["AAAA", "AAAA"] }, { cluster: clusterRef() }],
            [
                ["discovery.recordTypes", "cannot go with recordType; add that one here"],
                ["discovery.recordTypes", "must be different ones, got AAAA, AAAA"],
                ["discovery.recordTypes", "cannot have AAAA: the cluster's subnets have no IPv6"],
            ],
        ],
        [
            "an address in bridge mode",
            [{ recordTypes: ["SRV", "A"] }, { networkMode: "bridge" }],
            [
                [
                    "discovery.recordTypes",
                    'cannot be A in bridge mode, where the address is the instance\'s; use SRV, or networkMode "awsvpc"',
                ],
            ],
        ],
        [
            "a service record without a port",
            [{ recordTypes: ["A", "SRV"] }, { containers: [{ ...db, portMappings: [] }] }],
            [["discovery.recordTypes", "needs a port mapping for SRV: such a record names a port"]],
        ],
    ];
    refusalTests(refusals, ([discovery, args]) => create(discovery, args));
});
