import { strict as assert } from "node:assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// biome-ignore lint/suspicious/noExplicitAny: answers of the AWS SDK, as far as the functions read them
type Answers = Record<string, (input: any) => unknown>;

const CLUSTER = "arn:aws:ecs:eu-central-1:123456789012:cluster/shop";
const TASK = "arn:aws:ecs:eu-central-1:123456789012:task/shop/0af1";
const event = {
    task: { cluster: CLUSTER, taskDefinition: "migrate:7" },
    essential: ["migrate"],
    logGroupName: "/ecs/shop/test/migrate",
    timeout: 30,
};
const stopped = (containers: object[], more: object = {}) => ({
    tasks: [{ taskArn: TASK, lastStatus: "STOPPED", containers, ...more }],
});
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

/** The functions of the runner with an ECS and a log that answer as told; every call is recorded. */
async function runner(ecs: Answers, log: Answers = {}) {
    const source = pathToFileURL(join(__dirname, "../../../components/task/runner/tasks.mjs")).href;
    const functions = await import(source);
    const calls: [string, object][] = [];
    const recorded = (answers: Answers) =>
        Object.fromEntries(
            Object.entries(answers).map(([name, answer]) => [
                name,
                async (input: object) => {
                    calls.push([name, input]);
                    return answer(input);
                },
            ]),
        );
    const aws = { ecs: recorded(ecs), logs: recorded(log), sleep: async () => calls.push(["sleep", {}]) };
    const names = () => calls.map(([name]) => name);
    return { functions, aws, calls, names };
}

describe("the function that runs a task", () => {
    it("starts it, waits for its end and is content with exit code 0", async () => {
        let looks = 0;
        const { functions, aws, calls, names } = await runner({
            listTasks: () => ({ taskArns: [] }),
            runTask: () => ({ tasks: [{ taskArn: TASK }], failures: [] }),
            describeTasks: () => {
                looks += 1;
                return looks < 3
                    ? { tasks: [{ taskArn: TASK, lastStatus: "RUNNING" }] }
                    : stopped([{ name: "migrate", exitCode: 0 }]);
            },
        });
        assert.deepEqual(await functions.runTask(event, aws), { taskArns: [TASK] });
        assert.deepEqual(names(), [
            "listTasks",
            "runTask",
            "describeTasks",
            "sleep",
            "describeTasks",
            "sleep",
            "describeTasks",
        ]);
        const [, start] = calls[1] as [string, { startedBy: string }];
        assert.deepEqual(start, { ...event.task, startedBy: start.startedBy });
        assert.match(start.startedBy, /^[0-9a-f]{32}$/);
        assert.deepEqual(calls[0], ["listTasks", { cluster: CLUSTER, startedBy: start.startedBy }]);
    });

    it("joins a task that the same event started before, instead of a second one", async () => {
        const { functions, aws, names } = await runner({
            listTasks: () => ({ taskArns: [TASK] }),
            describeTasks: () => stopped([{ name: "migrate", exitCode: 0 }]),
        });
        await functions.runTask(event, aws);
        assert.deepEqual(names(), ["listTasks", "describeTasks"]);
    });

    it("fails with reason, exit code and log of the container that failed", async () => {
        const { functions, aws, calls } = await runner(
            {
                listTasks: () => ({ taskArns: [] }),
                runTask: () => ({ tasks: [{ taskArn: TASK }] }),
                describeTasks: () =>
                    stopped(
                        [
                            { name: "proxy", exitCode: 0 },
                            { name: "migrate", exitCode: 3 },
                        ],
                        { stoppedReason: "Essential container in task exited" },
                    ),
            },
            { getLogEvents: () => ({ events: [{ message: "connecting" }, { message: "no such table" }] }) },
        );
        await assert.rejects(functions.runTask(event, aws), {
            message: `task ${TASK} failed, Essential container in task exited, container migrate: exit code 3, log: connecting | no such table`,
        });
        assert.deepEqual(calls.at(-1), [
            "getLogEvents",
            { logGroupName: "/ecs/shop/test/migrate", logStreamName: "migrate/migrate/0af1", limit: 15 },
        ]);
    });

    it("does not mind how a container ended that need not succeed", async () => {
        const { functions, aws } = await runner({
            listTasks: () => ({ taskArns: [TASK] }),
            describeTasks: () =>
                stopped([
                    { name: "proxy", exitCode: 143 },
                    { name: "migrate", exitCode: 0 },
                ]),
        });
        await functions.runTask(event, aws);
    });

    it("fails where a container never started, and when its log cannot be read", async () => {
        const { functions, aws } = await runner({
            listTasks: () => ({ taskArns: [TASK] }),
            describeTasks: () =>
                stopped([{ name: "migrate", reason: "CannotPullContainerError: not found" }], {
                    stoppedReason: "Task failed to start",
                }),
        });
        await assert.rejects(functions.runTask(event, aws), {
            message: `task ${TASK} failed, Task failed to start, container migrate: CannotPullContainerError: not found`,
        });
        const silent = await runner(
            {
                listTasks: () => ({ taskArns: [TASK] }),
                describeTasks: () => stopped([{ name: "migrate", exitCode: 1 }]),
            },
            {
                getLogEvents: () => {
                    throw named("ResourceNotFoundException");
                },
            },
        );
        await assert.rejects(silent.functions.runTask(event, silent.aws), {
            message: `task ${TASK} failed, container migrate: exit code 1, log: (no log: ResourceNotFoundException)`,
        });
    });

    it("says why ECS started nothing", async () => {
        const { functions, aws } = await runner({
            listTasks: () => ({ taskArns: [] }),
            runTask: () => ({ tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }, { reason: "RESOURCE:MEMORY" }] }),
        });
        await assert.rejects(functions.runTask(event, aws), { message: "ECS started no task: RESOURCE:MEMORY" });
    });

    it("gives up at its time and leaves the task alone", async () => {
        const { functions, aws, names } = await runner({
            listTasks: () => ({ taskArns: [TASK] }),
            describeTasks: () => ({ tasks: [{ taskArn: TASK, lastStatus: "RUNNING" }] }),
        });
        await assert.rejects(functions.runTask(event, aws), {
            message: `${TASK} has not ended after 30 seconds and goes on; the next update waits for it again`,
        });
        assert.equal(names().filter((name) => name === "sleep").length, 6);
    });

    it("waits for fresh rights, but not for ever and not for other errors", async () => {
        const failing = async (error: Error, times: number) => {
            let left = times;
            const { functions, aws, names } = await runner({
                listTasks: () => ({ taskArns: [] }),
                runTask: () => {
                    left -= 1;
                    if (left >= 0) throw error;
                    return { tasks: [{ taskArn: TASK }] };
                },
                describeTasks: () => stopped([{ name: "migrate", exitCode: 0 }]),
            });
            const outcome = await functions.runTask(event, aws).then(
                () => "succeeded",
                ({ name }: Error) => name,
            );
            return [outcome, names().filter((name) => name === "runTask").length];
        };
        assert.deepEqual(await failing(named("AccessDeniedException"), 2), ["succeeded", 3]);
        assert.deepEqual(await failing(named("ClientException", "ECS was unable to assume the role"), 1), [
            "succeeded",
            2,
        ]);
        assert.deepEqual(await failing(named("AccessDeniedException"), 99), ["AccessDeniedException", 6]);
        assert.deepEqual(await failing(named("InvalidParameterException"), 99), ["InvalidParameterException", 1]);
    });
});

describe("the function that guards a schedule", () => {
    const schedule = { task: event.task, family: "migrate" };

    it("starts the task when none of its family runs", async () => {
        const { functions, aws, calls } = await runner({
            listTasks: () => ({ taskArns: [] }),
            runTask: () => ({ tasks: [{ taskArn: TASK }] }),
        });
        assert.deepEqual(await functions.startUnlessRunning(schedule, aws), { taskArns: [TASK] });
        assert.deepEqual(calls, [
            ["listTasks", { cluster: CLUSTER, family: "migrate" }],
            ["runTask", event.task],
        ]);
    });

    it("leaves the start out while one runs", async () => {
        const { functions, aws, names } = await runner({ listTasks: () => ({ taskArns: [TASK] }) });
        const { log } = console;
        console.log = () => {};
        try {
            assert.deepEqual(await functions.startUnlessRunning(schedule, aws), { skipped: TASK });
        } finally {
            console.log = log;
        }
        assert.deepEqual(names(), ["listTasks"]);
    });
});

describe("the function that inspects a service", () => {
    const asked = { cluster: CLUSTER, service: "web", taskDefinition: "web:8", logGroupName: "/ecs/shop/test/web" };

    it("tells deployments, events and the newest stopped tasks of the wanted revision, the first with its log", async () => {
        const task = (id: string, taskDefinitionArn: string, stoppedAt: number, exitCode: number) => ({
            taskArn: `arn:aws:ecs:eu-central-1:123456789012:task/shop/${id}`,
            taskDefinitionArn,
            stoppedAt: new Date(stoppedAt),
            stopCode: "EssentialContainerExited",
            stoppedReason: "Essential container in task exited",
            containers: [{ name: "web", exitCode }],
        });
        const { functions, aws, calls } = await runner(
            {
                describeServices: () => ({
                    services: [
                        {
                            deployments: [{ status: "PRIMARY", taskDefinition: "web:7", failedTasks: 3 }],
                            events: [{ id: "1", message: "rolling back" }],
                        },
                    ],
                }),
                listTasks: () => ({ taskArns: ["a", "b", "c"] }),
                describeTasks: () => ({
                    tasks: [task("a", "web:8", 1, 1), task("b", "web:7", 9, 0), task("c", "web:8", 2, 137)],
                }),
            },
            { getLogEvents: () => ({ events: [{ message: "boom" }] }) },
        );
        const found = await functions.inspectService(asked, aws);
        assert.deepEqual(JSON.parse(JSON.stringify(found)), {
            deployments: [{ status: "PRIMARY", taskDefinition: "web:7", failedTasks: 3 }],
            events: ["rolling back"],
            stoppedTasks: [
                {
                    taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/shop/c",
                    taskDefinition: "web:8",
                    stopCode: "EssentialContainerExited",
                    stoppedReason: "Essential container in task exited",
                    containers: [{ name: "web", exitCode: 137 }],
                    log: ["boom"],
                },
                {
                    taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/shop/a",
                    taskDefinition: "web:8",
                    stopCode: "EssentialContainerExited",
                    stoppedReason: "Essential container in task exited",
                    containers: [{ name: "web", exitCode: 1 }],
                    log: [],
                },
            ],
        });
        assert.deepEqual(calls[1], ["listTasks", { cluster: CLUSTER, serviceName: "web", desiredStatus: "STOPPED" }]);
    });

    it("tells nothing of a service that is not there", async () => {
        const { functions, aws } = await runner({
            describeServices: () => ({ services: [] }),
            listTasks: () => ({ taskArns: [] }),
        });
        assert.deepEqual(await functions.inspectService(asked, aws), { deployments: [], events: [], stoppedTasks: [] });
    });
});
