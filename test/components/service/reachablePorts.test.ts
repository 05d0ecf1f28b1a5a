import { strict as assert } from "node:assert";

import { type ContainerArgs, EcsService, type EcsServiceArgs } from "../../../components";
import { plan } from "../../support/plan";
import { clusterRef } from "../../support/refs";

const dns: ContainerArgs = {
    name: "dns",
    image: "dns@sha256:1",
    memory: 64,
    portMappings: [
        { containerPort: 53, protocol: "udp" },
        { containerPort: 80, hostPort: 8080 },
        { containerPort: 90 },
    ],
};

/** Protocol and ports of the rules that a client of the service gets. */
async function rules(args: Partial<EcsServiceArgs>) {
    const engine = await plan(() => {
        const server = new EcsService("dns", {
            cluster: clusterRef(),
            containers: [dns],
            deployment: { minimumHealthyPercent: 0 },
            ...args,
        });
        new EcsService("web", {
            cluster: clusterRef(),
            containers: [{ ...dns, portMappings: [] }],
            connectsTo: [server],
            networkMode: "awsvpc",
        });
    });
    return engine
        .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .map(({ inputs }) => `${inputs.ipProtocol} ${inputs.fromPort}-${inputs.toPort}`)
        .sort();
}

describe("a client of EcsService", () => {
    it("reaches Docker's ports by TCP and UDP, and a fixed port of the instance", async () => {
        assert.deepEqual(await rules({}), ["tcp 32768-65535", "tcp 8080-8080", "udp 32768-65535"]);
    });

    it("reaches the ports of a task in awsvpc mode by their own protocols", async () => {
        const containers = [{ ...dns, portMappings: dns.portMappings?.map(({ hostPort: _, ...port }) => port) }];
        assert.deepEqual(await rules({ networkMode: "awsvpc", containers }), ["tcp 80-80", "tcp 90-90", "udp 53-53"]);
    });
});
