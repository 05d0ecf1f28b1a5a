import { strict as assert } from "node:assert";

import {
    architectureOf,
    instanceTypeOf,
    isInstanceTypeName,
    registeredMemoryMib,
} from "../../../components/ecs/instanceTypes";

describe("instance types", () => {
    const arm = [
        "t4g.small",
        "m6g.large",
        "m7g.large",
        "m7gd.large",
        "c6gn.xlarge",
        "r8g.large",
        "a1.medium",
        "x2gd.large",
        "im4gn.large",
        "is4gen.large",
        "g5g.xlarge",
        "hpc7g.4xlarge",
    ];
    const x86 = [
        "t2.micro",
        "t3.small",
        "t3a.small",
        "m5.large",
        "m6i.large",
        "m7a.medium",
        "c5n.large",
        "g4dn.xlarge",
        "g5.xlarge",
        "g6e.xlarge",
        "p3.2xlarge",
        "i4i.large",
        "m7i-flex.large",
        "u-6tb1.metal",
    ];
    for (const type of arm) it(`${type} is ARM64`, () => assert.equal(architectureOf(type), "ARM64"));
    for (const type of x86) it(`${type} is X86_64`, () => assert.equal(architectureOf(type), "X86_64"));

    // From the tables named in the source: processors, GiB, interfaces, tasks with trunking, GPUs.
    const rows: [string, number, number, number, number | undefined, number][] = [
        ["t2.micro", 1, 1, 2, 0, 0],
        ["t3.small", 2, 2, 3, 0, 0],
        ["t3a.small", 2, 2, 2, 0, 0],
        ["t4g.small", 2, 2, 3, 0, 0],
        ["t3.xlarge", 4, 16, 4, 0, 0],
        ["m5.large", 2, 8, 3, 10, 0],
        ["m7g.medium", 1, 4, 2, 4, 0],
        ["c7g.2xlarge", 8, 16, 4, 40, 0],
        ["r6i.4xlarge", 16, 128, 8, 60, 0],
        ["c5.9xlarge", 36, 72, 8, 60, 0],
        ["m8g.large", 2, 8, 3, undefined, 0],
        ["g5.xlarge", 4, 16, 4, 6, 1],
        ["p3.2xlarge", 8, 61, 4, 40, 1],
    ];
    for (const [name, vcpus, gib, enis, trunkedTasks, gpus] of rows) {
        it(`knows ${name}`, () => {
            const type = instanceTypeOf(name);
            assert.deepEqual(
                [type?.vcpus, type?.memoryMib, type?.enis, type?.trunkedTasks, type?.gpus],
                [vcpus, gib * 1024, enis, trunkedTasks, gpus],
            );
        });
    }

    for (const name of ["t3.huge", "m5.9xlarge", "z9.large", "c5.8xlarge", "", "t3"]) {
        it(`does not claim to know ${JSON.stringify(name)}`, () => assert.equal(instanceTypeOf(name), undefined));
    }

    for (const [name, expected] of [
        ["m7i-flex.large", true],
        ["u-6tb1.metal", true],
        ["t3", false],
        ["T3.small", false],
        ["t3.small ", false],
    ] as const) {
        it(`${JSON.stringify(name)} ${expected ? "is" : "is not"} the name of one`, () =>
            assert.equal(isInstanceTypeName(name), expected));
    }

    it("registers less memory than is sold, and less again what is reserved", () => {
        const small = instanceTypeOf("t3.micro");
        assert.ok(small);
        assert.equal(registeredMemoryMib(small), 910);
        assert.equal(registeredMemoryMib(small, 64), 846);
    });
});
