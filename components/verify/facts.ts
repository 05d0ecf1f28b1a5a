/** One container of a task that has stopped. */
export interface StoppedContainer {
    /** Name of the container. */
    name: string;
    /** Its exit code; absent where it never ran. */
    exitCode?: number;
    /** What Docker or the agent said. */
    reason?: string;
}

/** A task that has stopped. ECS knows of it for an hour or so. */
export interface StoppedTask {
    /** ARN of the task. */
    taskArn: string;
    /** ARN of its task definition with the revision. */
    taskDefinition: string;
    /** Such as EssentialContainerExited or TaskFailedToStart. */
    stopCode?: string;
    /** What ECS said. */
    stoppedReason?: string;
    /** Its containers. */
    containers: StoppedContainer[];
    /** Last lines of the container that failed, where they were read. */
    log: string[];
}

/** One deployment of a service, as DescribeServices tells it. */
export interface DeploymentState {
    /** PRIMARY for the one that ECS works towards, ACTIVE for one that it replaces. */
    status: string;
    /** ARN of its task definition with the revision. */
    taskDefinition: string;
    /** Tasks that shall run. */
    desiredCount?: number;
    /** Tasks that run. */
    runningCount?: number;
    /** Tasks in a row that did not become healthy. */
    failedTasks?: number;
    /** IN_PROGRESS, COMPLETED or FAILED. */
    rolloutState?: string;
    /** What ECS said of it. */
    rolloutStateReason?: string;
}

/** What there is to know of a service's deployment. */
export interface DeploymentFacts {
    /** Its deployments. */
    deployments: DeploymentState[];
    /** Its events, newest first. */
    events: string[];
    /** Tasks that stopped, newest first. Only a DeploymentInspector reads them. */
    stoppedTasks: StoppedTask[];
}

/** ARN of the revision that a service works towards: the requested one, or an older one after a rollback. */
export function revisionOf({ deployments }: DeploymentFacts): string | undefined {
    return deployments.find(({ status }) => status === "PRIMARY")?.taskDefinition;
}
