import { strict as assert } from "node:assert";
import * as fc from "fast-check";

import { type ContainerDefinition, canonicalContainers } from "../../../components/ecs/containerDefinitions";

const text = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const pairs = (value: string) =>
    fc.uniqueArray(fc.record({ name: text, [value]: text }), { selector: ({ name }) => name });
const ports = fc.array(
    fc.record(
        {
            containerPort: fc.integer({ min: 1, max: 65535 }),
            hostPort: fc.nat(65535),
            protocol: fc.constantFrom("tcp", "udp"),
            name: fc.constantFrom(null, "http"),
        },
        { requiredKeys: ["containerPort"] },
    ),
    { maxLength: 3 },
);
const containers = fc.array(
    fc.record(
        {
            name: text,
            image: text,
            essential: fc.boolean(),
            cpu: fc.nat(1024),
            memory: optional(fc.nat(4096)),
            environment: optional(pairs("value")),
            secrets: optional(pairs("valueFrom")),
            command: fc.option(fc.array(text)),
            portMappings: optional(ports),
            mountPoints: optional(fc.constant([])),
            dockerLabels: fc.dictionary(text, text),
            linuxParameters: fc.record({ initProcessEnabled: fc.boolean(), tmpfs: fc.constantFrom(null, undefined) }),
        },
        { requiredKeys: ["name", "image"] },
    ),
    { minLength: 1, maxLength: 4 },
);
const modes = fc.constantFrom("awsvpc", "bridge", "host", "none");

/** The same containers with members and named lists in another order. */
function shuffled(value: unknown): unknown {
    if (Array.isArray(value)) {
        const named = value.every((item) => item && typeof item === "object" && "name" in item && !("image" in item));
        return (named && !value.some((item) => "containerPort" in item) ? [...value].reverse() : value).map(shuffled);
    }
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, shuffled(inner)]),
    );
}

describe("canonicalContainers", () => {
    it("is a fixed point", () => {
        fc.assert(
            fc.property(containers, modes, (all, mode) => {
                const once = canonicalContainers(all as ContainerDefinition[], mode);
                assert.equal(JSON.stringify(canonicalContainers(once, mode)), JSON.stringify(once));
            }),
        );
    });

    it("is one text whatever the order of members, variables and secrets", () => {
        fc.assert(
            fc.property(containers, modes, (all, mode) => {
                const one = canonicalContainers(all as ContainerDefinition[], mode);
                const other = canonicalContainers(shuffled(all) as ContainerDefinition[], mode);
                assert.equal(JSON.stringify(one), JSON.stringify(other));
            }),
        );
    });

    it("changes no value that was given, and keeps the order of containers", () => {
        fc.assert(
            fc.property(containers, modes, (all, mode) => {
                const out = canonicalContainers(all as ContainerDefinition[], mode);
                assert.deepEqual(
                    out.map(({ name, image, cpu, essential }) => ({ name, image, cpu, essential })),
                    all.map(({ name, image, cpu, essential }) => ({
                        name,
                        image,
                        cpu: cpu ?? 0,
                        essential: essential ?? true,
                    })),
                );
            }),
        );
    });

    it("leaves no null behind", () => {
        fc.assert(
            fc.property(containers, modes, (all, mode) => {
                assert.doesNotMatch(JSON.stringify(canonicalContainers(all as ContainerDefinition[], mode)), /null/);
            }),
        );
    });

    for (const [mode, hostPort] of [
        ["awsvpc", 80],
        ["host", 80],
        ["bridge", 0],
    ] as const) {
        it(`fills in what ECS fills in, in ${mode} mode`, () => {
            const given = [{ name: "a", image: "b", portMappings: [{ containerPort: 80 }] }];
            assert.deepEqual(canonicalContainers(given, mode), [
                {
                    cpu: 0,
                    environment: [],
                    essential: true,
                    image: "b",
                    mountPoints: [],
                    name: "a",
                    portMappings: [{ containerPort: 80, hostPort, protocol: "tcp" }],
                    systemControls: [],
                    volumesFrom: [],
                },
            ]);
        });
    }

    it("gives a range of ports no host port", () => {
        const given = [{ name: "a", image: "b", portMappings: [{ containerPortRange: "1-9" }] }];
        const [{ portMappings }] = canonicalContainers(given, "bridge") as [ContainerDefinition];
        assert.deepEqual(portMappings, [{ containerPortRange: "1-9", protocol: "tcp" }]);
    });
});
