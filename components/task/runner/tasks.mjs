// What the handlers do, with the AWS clients as a parameter: { ecs, logs, sleep }.
import { createHash } from "node:crypto";

/** Seconds for which fresh rights may not be known everywhere in IAM; two calls wait so long at most. */
const FRESH_RIGHTS = 25;
/** Lines of log and stopped tasks that a report holds. */
const LOG_LINES = 15;
const STOPPED_TASKS = 5;

/**
 * Runs a task and waits until it has ended. Fails unless each of event.essential ended with exit code 0, and says
 * what ECS and the containers said. A second call for the same event joins a task that still runs: an update that was
 * cut off must not migrate twice at once.
 */
export async function runTask(event, aws) {
    const startedBy = createHash("sha256").update(JSON.stringify(event)).digest("hex").slice(0, 32);
    const { cluster } = event.task;
    const running = (await whenAllowed(() => aws.ecs.listTasks({ cluster, startedBy }), aws)).taskArns;
    const tasks = running.length > 0 ? running : await startTasks({ ...event.task, startedBy }, aws);
    const ended = await waitUntilStopped(cluster, tasks, event.timeout, aws);
    const failures = ended.filter((task) => !succeeded(task, event.essential));
    if (failures.length > 0) {
        const told = await Promise.all(failures.map((task) => withLog(report(task), event.logGroupName, aws)));
        throw new Error(told.map(words).join("; "));
    }
    return { taskArns: tasks };
}

/** Starts a task unless one of its family has not ended yet. */
export async function startUnlessRunning(event, aws) {
    const { cluster } = event.task;
    const running = (await whenAllowed(() => aws.ecs.listTasks({ cluster, family: event.family }), aws)).taskArns;
    if (running.length > 0) {
        console.log(`left out: ${running[0]} still runs`);
        return { skipped: running[0] };
    }
    return { taskArns: await startTasks(event.task, aws) };
}

/** Deployments, events and stopped tasks of a service. */
export async function inspectService({ cluster, service, taskDefinition, logGroupName }, aws) {
    const { services } = await aws.ecs.describeServices({ cluster, services: [service] });
    const found = services?.[0] ?? {};
    const { taskArns } = await aws.ecs.listTasks({ cluster, serviceName: service, desiredStatus: "STOPPED" });
    const all = taskArns.length > 0 ? (await aws.ecs.describeTasks({ cluster, tasks: taskArns })).tasks : [];
    // Newest first; those of the wanted revision if there are any, since the others say nothing about it.
    all.sort((a, b) => Number(b.stoppedAt ?? 0) - Number(a.stoppedAt ?? 0));
    const wanted = all.filter((task) => task.taskDefinitionArn === taskDefinition);
    const chosen = (wanted.length > 0 ? wanted : all).slice(0, STOPPED_TASKS).map(report);
    return {
        deployments: (found.deployments ?? []).map((each) => ({
            status: each.status,
            taskDefinition: each.taskDefinition,
            desiredCount: each.desiredCount,
            runningCount: each.runningCount,
            failedTasks: each.failedTasks,
            rolloutState: each.rolloutState,
            rolloutStateReason: each.rolloutStateReason,
        })),
        events: (found.events ?? []).slice(0, 20).map(({ message }) => message),
        stoppedTasks: await Promise.all(
            chosen.map((task, index) => (index === 0 ? withLog(task, logGroupName, aws) : task)),
        ),
    };
}

async function startTasks(task, aws) {
    const { tasks, failures } = await whenAllowed(() => aws.ecs.runTask(task), aws);
    if (failures?.length > 0 || !tasks?.length) {
        const reasons = (failures ?? []).map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": "));
        throw new Error(`ECS started no task: ${[...new Set(reasons)].join(", ") || "it gave no reason"}`);
    }
    return tasks.map(({ taskArn }) => taskArn);
}

// The first calls may come before IAM knows everywhere what the function's role may do.
async function whenAllowed(call, aws) {
    for (let waited = 0; ; waited += 5) {
        try {
            return await call();
        } catch (error) {
            const unknown = error.name === "AccessDeniedException" || /unable to assume the role/i.test(error.message);
            if (!unknown || waited >= FRESH_RIGHTS) throw error;
            await aws.sleep(5000);
        }
    }
}

async function waitUntilStopped(cluster, tasks, timeout, aws) {
    for (let waited = 0; waited < timeout; waited += 5) {
        const found = (await aws.ecs.describeTasks({ cluster, tasks })).tasks ?? [];
        if (found.length === tasks.length && found.every(({ lastStatus }) => lastStatus === "STOPPED")) return found;
        await aws.sleep(5000);
    }
    throw new Error(
        `${tasks.join(", ")} has not ended after ${timeout} seconds and goes on; the next update waits for it again`,
    );
}

const succeeded = (task, essential) =>
    essential.every((name) => task.containers.find((container) => container.name === name)?.exitCode === 0);

function report(task) {
    return {
        taskArn: task.taskArn,
        taskDefinition: task.taskDefinitionArn,
        stopCode: task.stopCode,
        stoppedReason: task.stoppedReason,
        containers: (task.containers ?? []).map(({ name, exitCode, reason }) => ({ name, exitCode, reason })),
        log: [],
    };
}

/** The last lines of the container that failed. A log that cannot be read must not hide the reason. */
async function withLog(task, logGroupName, aws) {
    const failed = task.containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
    if (!failed || !logGroupName) return task;
    const id = task.taskArn.split("/").pop();
    const logStreamName = `${failed.name}/${failed.name}/${id}`;
    try {
        const { events } = await aws.logs.getLogEvents({ logGroupName, logStreamName, limit: LOG_LINES });
        return { ...task, log: events.map(({ message }) => message) };
    } catch (error) {
        return { ...task, log: [`(no log: ${error.name})`] };
    }
}

function words({ taskArn, stoppedReason, containers, log }) {
    const exits = containers
        .filter(({ exitCode, reason }) => exitCode !== 0 || reason)
        .map(({ name, exitCode, reason }) => `container ${name}: ${reason ?? `exit code ${exitCode ?? "none"}`}`);
    const lines = log.length > 0 ? [`log: ${log.join(" | ")}`] : [];
    return [`task ${taskArn} failed`, stoppedReason, ...exits, ...lines].filter(Boolean).join(", ");
}
