import { strict as assert } from "node:assert";

import {
    type ContainerArgs,
    EcsCluster,
    type EcsClusterArgs,
    EcsService,
    type EcsServiceArgs,
} from "../../../components";
import { plan, type Refusals, refusalTests } from "../../support/plan";
import { clusterRef, vpcRef } from "../../support/refs";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128, portMappings: [{ containerPort: 80 }] };
const facts = (...instanceTypes: string[]) =>
    clusterRef({
        capacityFacts: { main: { instanceTypes, maxSize: 2, isDefault: true }, large: { instanceTypes, maxSize: 9 } },
    });
const create = (args: Partial<EcsServiceArgs>) =>
    new EcsService("web", { cluster: facts("t3.small"), containers: [web], ...args });
const fits = (args: Partial<EcsServiceArgs>) => plan(() => create(args));

describe("the capacity preflight of EcsService", () => {
    const refusals: Refusals<Partial<EcsServiceArgs>> = [
        [
            "a task with more memory than any instance",
            { containers: [{ ...web, memory: 4096, memoryReservation: 1990 }] },
            [
                [
                    "containers",
                    "need 0 CPU units, 1990 MiB, 0 GPUs, which no instance of the cluster holds: t3.small has about 1986 MiB " +
                        "of memory. Lower it or take larger instanceTypes",
                ],
            ],
        ],
        [
            "a task with more processors than any instance",
            { cpu: 2049 },
            [
                [
                    "containers",
                    "need 2049 CPU units, 128 MiB, 0 GPUs, which no instance of the cluster holds: t3.small has 2048 CPU units. " +
                        "Lower it or take larger instanceTypes",
                ],
            ],
        ],
        [
            "a task with a GPU on instances without",
            { containers: [{ ...web, gpus: 1 }] },
            [
                [
                    "containers",
                    "need 0 CPU units, 128 MiB, 1 GPUs, which no instance of the cluster holds: t3.small has 0 GPUs. Lower it " +
                        "or take larger instanceTypes",
                ],
            ],
        ],
        [
            "tasks of which a deployment has no interface for one more",
            { networkMode: "awsvpc", desiredCount: 4 },
            [
                [
                    "desiredCount",
                    "is more than fits while a deployment replaces tasks (5 tasks), and the cluster holds at most 4: 2 t3.small " +
                        'with 2 each by network interfaces. Use networkMode "bridge", eniTrunking, a larger maxSize or fewer tasks',
                ],
            ],
        ],
        [
            "more tasks with a fixed port than instances",
            { containers: [{ ...web, portMappings: [{ containerPort: 80, hostPort: 8080 }] }], desiredCount: 2 },
            [
                [
                    "desiredCount",
                    "is more than fits while a deployment replaces tasks (3 tasks), and the cluster holds at most 2: 2 t3.small " +
                        "with 1 each by the fixed host port. Use a larger maxSize or fewer tasks",
                ],
            ],
        ],
        [
            "a peak that never fits",
            { networkMode: "awsvpc", autoScaling: { minCapacity: 1, maxCapacity: 5 } },
            [
                [
                    "autoScaling.maxCapacity",
                    "is more than fits (5 tasks), and the cluster holds at most 4: 2 t3.small with 2 each by network " +
                        'interfaces. Use networkMode "bridge", eniTrunking, a larger maxSize or fewer tasks',
                ],
            ],
        ],
        [
            "twice the tasks of a BLUE_GREEN deployment",
            {
                networkMode: "awsvpc",
                desiredCount: 3,
                deployment: { strategy: "BLUE_GREEN" },
                serviceConnect: { namespaceArn: "arn:ns", services: [{ portName: "http" }] },
                containers: [{ ...web, portMappings: [{ name: "http", containerPort: 80 }] }],
            },
            [
                [
                    "desiredCount",
                    "is more than fits while a deployment replaces tasks (6 tasks), and the cluster holds at most 4: 2 t3.small " +
                        'with 2 each by network interfaces. Use networkMode "bridge", eniTrunking, a larger maxSize or fewer tasks',
                ],
            ],
        ],
    ];
    refusalTests(refusals, create);

    const fitting: [string, Partial<EcsServiceArgs>][] = [
        [
            "tasks that make room for each other",
            { networkMode: "awsvpc", desiredCount: 4, deployment: { minimumHealthyPercent: 50 } },
        ],
        ["tasks with Docker's own ports", { desiredCount: 20 }],
        [
            "a capacity that is named and larger",
            { networkMode: "awsvpc", desiredCount: 6, capacityProviderStrategy: [{ capacity: "large" }] },
        ],
        ["one of several types that is large enough", { cluster: facts("t3.small", "t3.large"), memory: 4000 }],
        ["a type that the table does not know", { cluster: facts("x9.huge"), memory: 9_000_000 }],
        [
            "a capacity of which nothing is known",
            { capacityProviderStrategy: [{ capacity: "arm" }], memory: 9_000_000 },
        ],
        ["a cluster of another stack", { cluster: clusterRef(), memory: 9_000_000 }],
    ];
    for (const [what, args] of fitting) it(`lets pass ${what}`, () => fits(args));

    it("knows an EcsCluster by itself, its reserved memory and its trunks", async () => {
        const factsOf = async (args: Partial<EcsClusterArgs>) => {
            let cluster: EcsCluster | undefined;
            await plan(() => {
                cluster = new EcsCluster("shop", { vpc: vpcRef(), ...args });
            });
            return cluster?.capacityFacts;
        };
        assert.deepEqual(await factsOf({}), {
            main: { instanceTypes: ["t3.small"], maxSize: 4, reservedMemory: 64, eniTrunking: false, isDefault: true },
        });
        const capacities = {
            a: { instanceTypes: ["m7g.large"], agentConfig: { ECS_RESERVED_MEMORY: "256" }, maxSize: 2 },
            b: { instanceTypes: ["m7g.xlarge"] },
            c: { autoScalingGroupArn: "arn:asg" },
        };
        assert.deepEqual(await factsOf({ capacities, eniTrunking: false }), {
            a: { instanceTypes: ["m7g.large"], maxSize: 2, reservedMemory: 256, eniTrunking: false, isDefault: true },
            b: { instanceTypes: ["m7g.xlarge"], maxSize: 4, reservedMemory: 64, eniTrunking: false, isDefault: false },
        });
    });

    it("counts the trunks of interfaces", () =>
        fits({
            cluster: clusterRef({
                capacityFacts: {
                    main: { instanceTypes: ["m6i.large"], maxSize: 1, eniTrunking: true, isDefault: true },
                },
            }),
            networkMode: "awsvpc",
            desiredCount: 9,
        }));
});
