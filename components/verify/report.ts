import { diagnose } from "./diagnosis";
import { type DeploymentFacts, revisionOf, type StoppedTask } from "./facts";

const EVENTS = 8;

/** The part of an ARN that people call it by: family:7, or the id of a task. */
const shortly = (arn: string) => arn.split("/").at(-1) as string;

/**
 * What went wrong with a deployment: diagnosis, deployments, events, stopped tasks and the end of a log. `errors` are what
 * the provider said, which is shown elsewhere and still says what is wrong.
 */
export function describeFailure(requested: string, facts: DeploymentFacts, errors: string[] = []): string {
    const running = revisionOf(facts);
    const outcome =
        running === undefined || running === requested
            ? `revision ${shortly(requested)} does not run as it should`
            : `revision ${shortly(requested)} was asked for, but ${shortly(running)} runs: ECS has rolled the deployment back, or somebody has deployed beside this program`;
    return [
        outcome,
        ...section("Diagnosis", diagnose({ ...facts, events: [...facts.events, ...errors] })),
        ...section("Deployments", facts.deployments.map(deploymentLine)),
        ...section("Events, newest first", facts.events.slice(0, EVENTS)),
        ...section("Stopped tasks, newest first", facts.stoppedTasks.flatMap(taskLines)),
    ].join("\n");
}

const section = (title: string, lines: string[]) =>
    lines.length > 0 ? [`${title}:`, ...lines.map((line) => `  ${line}`)] : [];

function deploymentLine(deployment: DeploymentFacts["deployments"][number]): string {
    const { status, taskDefinition, runningCount, desiredCount, failedTasks, rolloutState, rolloutStateReason } =
        deployment;
    const parts = [
        `${status} ${shortly(taskDefinition)}`,
        runningCount === undefined ? undefined : `${runningCount} of ${desiredCount} tasks run`,
        failedTasks ? `${failedTasks} failed` : undefined,
        rolloutState,
        rolloutStateReason,
    ];
    return parts.filter((part) => part !== undefined && part !== "").join(", ");
}

function taskLines({ taskArn, taskDefinition, stoppedReason, containers, log }: StoppedTask): string[] {
    const exits = containers.map(({ name, exitCode, reason }) => {
        const code = exitCode === undefined ? "never ran" : `exit code ${exitCode}`;
        return [`${name}: ${code}`, reason].filter(Boolean).join(", ");
    });
    const first = [`${shortly(taskArn)} of ${shortly(taskDefinition)}`, stoppedReason].filter(Boolean).join(": ");
    return [first, ...exits.map((line) => `  ${line}`), ...log.map((line) => `  | ${line.trimEnd()}`)];
}
