import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { task } from "./cluster";
import { refused, Stack } from "./stack";

describe("simulation: what RegisterTaskDefinition refuses", () => {
    const refusals: [string, RegExp, Props, Props][] = [
        ["no memory", /At least one of 'memory' or 'memoryReservation'/, { memory: undefined }, {}],
        ["four MiB", /at least 6 MiB/, { memory: 4 }, {}],
        [
            "a reservation above the limit",
            /must be greater than 'memoryReservation'/,
            { memory: 64, memoryReservation: 128 },
            {},
        ],
        ["containers larger than the task", /more than the task's/, { memory: 512 }, { memory: "256" }],
        [
            "another host port in awsvpc",
            /the host ports and container ports in port mappings must match/,
            { portMappings: [{ containerPort: 80, hostPort: 81 }] },
            { networkMode: "awsvpc" },
        ],
        ["the agent's port", /reserved/, { portMappings: [{ containerPort: 80, hostPort: 51678 }] }, {}],
        [
            "links in awsvpc",
            /Links is not supported when networkMode=awsvpc/,
            { links: ["a"] },
            { networkMode: "awsvpc" },
        ],
        ["secrets without an execution role", /executionRoleArn/, { secrets: [{ name: "A", valueFrom: "arn" }] }, {}],
        [
            "awslogs without a region",
            /Log driver awslogs requires options: awslogs-region/,
            { logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "g" } } },
            {},
        ],
        ["no essential container", /At least one container must be essential/, { essential: false }, {}],
        ["an unknown volume", /Unknown volume 'data'/, { mountPoints: [{ sourceVolume: "data" }] }, {}],
        [
            "an access point without encryption",
            /TransitEncryption/,
            {},
            {
                volumes: [
                    {
                        name: "v",
                        efsVolumeConfiguration: {
                            fileSystemId: "fs-1",
                            authorizationConfig: { accessPointId: "fsap-1" },
                        },
                    },
                ],
            },
        ],
        ["a health check every second", /interval/, { healthCheck: { command: ["CMD", "x"], interval: 1 } }, {}],
        [
            "a dependency on nothing",
            /depends on 'db'/,
            { dependsOn: [{ containerName: "db", condition: "START" }] },
            {},
        ],
        ["a dependency on itself", /cycle/, { dependsOn: [{ containerName: "web", condition: "START" }] }, {}],
        ["64 CPU units for the task", /Invalid 'cpu' setting/, {}, { cpu: "64" }],
    ];
    for (const [what, pattern, container, args] of refusals) {
        it(`refuses ${what}`, () => refused(pattern, () => task(new Stack(), "web", container, args)));
    }

    it("counts revisions, and keeps a revision that is not to be destroyed", () => {
        const stack = new Stack();
        const first = task(stack, "web", {}, { skipDestroy: true });
        const second = task(stack, "web", { memory: 64 });
        assert.match(second.state.arn, /task-definition\/web:2$/);
        assert.equal(second.id, "web");
        stack.down(first);
        const lookup = (taskDefinition: string) =>
            stack.operations.invoke("aws:ecs/getTaskDefinition:getTaskDefinition", { taskDefinition }).status;
        assert.equal(lookup("web:1"), "ACTIVE");
        stack.down(second);
        assert.equal(lookup("web:2"), "INACTIVE");
        assert.deepEqual(stack.left(), []);
    });

    it("stores containers as ECS does", () => {
        const [container] = JSON.parse(task(new Stack(), "web").state.containerDefinitions);
        assert.deepEqual(container, {
            cpu: 0,
            environment: [],
            essential: true,
            image: "nginx:1.27",
            memory: 128,
            mountPoints: [],
            name: "web",
            portMappings: [{ protocol: "tcp", containerPort: 80, hostPort: 0 }],
            systemControls: [],
            volumesFrom: [],
        });
    });
});
