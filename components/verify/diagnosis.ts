import type { DeploymentFacts, StoppedTask } from "./facts";

/** What a text of ECS, Docker or Elastic Load Balancing means, and what to do. */
interface Meaning {
    pattern: RegExp;
    words: (...groups: (string | undefined)[]) => string;
}

// The first that matches a text holds, so specific ones stand before general ones. The texts are those of "Service event
// messages" and "Stopped tasks error messages",
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html and
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
const PULL: Meaning[] = [
    {
        pattern: /CannotPull.*(?:no matching manifest|image operating system|does not match the .*platform)/is,
        words: () => "The image was not built for the architecture of the instances. Build it for the cluster's own.",
    },
    {
        pattern: /CannotPull.*(?:toomanyrequests|rate limit)/is,
        words: () =>
            "Docker Hub's limit of pulls is reached. Pull through a PullThroughCache, or copy the image to ECR.",
    },
    {
        pattern: /CannotPull.*(?:denied|unauthorized|no basic auth|not authorized|\b403\b)/is,
        words: () =>
            "The registry refuses the pull. For ECR the execution role or the repository's policy lacks the right; for another registry it is the credentials.",
    },
    {
        pattern: /CannotPull.*(?:not found|manifest unknown|does not exist)/is,
        words: () =>
            "The image is not in its registry. The tag is wrong, the push failed, or a lifecycle policy has removed it.",
    },
    {
        pattern: /CannotPull.*no space left/is,
        words: () => "The instance's disk is full. Give it a larger rootVolumeSize, or clean images up sooner.",
    },
    {
        pattern:
            /(?:CannotPull|ResourceInitializationError).*(?:i\/o timeout|timed? ?out|deadline exceeded|dial tcp|no such host|connection refused|Client\.Timeout)/is,
        words: () =>
            "The instance does not reach the registry or AWS. It needs a public address with a route to the internet gateway, NAT, or the endpoints ecr.api, ecr.dkr and S3.",
    },
    { pattern: /CannotPull/i, words: () => "The image could not be pulled. The reason above is the registry's own." },
];

const PLACEMENT: Meaning[] = [
    {
        pattern: /unable to place a task.*insufficient (CPU|memory)|RESOURCE:(CPU|MEMORY)/is,
        words: (inEvent, inCall) =>
            `No instance has enough ${/cpu/i.test(inEvent ?? inCall ?? "") ? "CPU units" : "memory"} left. Lower what the task reserves, raise the capacity's maxSize, or take a larger instance type.`,
    },
    {
        pattern: /RESOURCE:ENI|(?:insufficient|not enough).*(?:ENI|network interface)|network interface provisioning/is,
        words: () =>
            "No instance has a network interface left: each awsvpc task takes one. Use bridge mode, more or larger instances, or eniTrunking.",
    },
    {
        pattern: /already using a port|RESOURCE:PORTS/i,
        words: () =>
            "The fixed host port is taken on every instance. Leave hostPort out, so that Docker chooses, or run fewer tasks than instances.",
    },
    {
        pattern: /RESOURCE:GPU|insufficient GPU/i,
        words: () => "No instance has a GPU left. Use an instance type with GPUs, or more of them.",
    },
    {
        pattern: /missing an attribute|unsatisfied|\bATTRIBUTE\b/i,
        words: () =>
            "No instance has what the task asks for: its architecture, an attribute, or a placement constraint. Compare them with the cluster's capacities.",
    },
    {
        pattern: /no container instances were found|No Container Instances/i,
        words: () =>
            "The cluster has no instance. Either its capacity is at zero, or instances start and never register: the cluster's doctorCommand says why.",
    },
    {
        pattern: /encountered error "?'?AGENT|agent.*(?:disconnected|not connected)/i,
        words: () => "The ECS agent of the instance does not answer. The cluster's doctorCommand shows its log.",
    },
    {
        pattern: /unable to place a task/i,
        words: () =>
            "ECS finds no instance for the task. Compare the CPU, memory, ports and interfaces that it wants with what the instances have.",
    },
];

const HEALTH: Meaning[] = [
    {
        pattern: /failed with these codes: \[([\d, ]+)\]/i,
        words: (codes) =>
            `The load balancer's check got status ${codes}. Its path or matcher is not what the application answers, or the application is not ready yet: raise healthCheckGracePeriod.`,
    },
    {
        pattern: /(?:\(port (\d+)\).*)?(?:unhealthy in|ELB health checks).*(?:Request timed out|timeout)/is,
        words: (port) =>
            `The load balancer's check gets no answer${port ? ` on port ${port}` : ""}. The application listens on another port or only on 127.0.0.1, takes longer than the check's timeout, or a security group is in the way.`,
    },
    {
        pattern: /unhealthy in|failed ELB health checks/i,
        words: () =>
            "The load balancer finds the tasks unhealthy. Compare the check's path, port and matcher with what the application answers.",
    },
    {
        pattern: /failed container health checks/i,
        words: () =>
            "The container's own health check fails. Its command must exist in the image; raise startPeriod where the start takes long.",
    },
];

const START: Meaning[] = [
    {
        pattern: /exec format error/i,
        words: () => "The image is of another architecture than the instance. Build it for the cluster's own.",
    },
    {
        pattern: /port is already allocated|address already in use/i,
        words: () => "The host port is taken on that instance. Leave hostPort out, so that Docker chooses.",
    },
    {
        pattern: /executable file not found|no such file or directory.*unknown/is,
        words: () => "The command or entry point is not in the image.",
    },
    {
        pattern: /OutOfMemory|OOMKilled/i,
        words: () => "The container needed more memory than it may have. Raise its memory, or make it use less.",
    },
    {
        pattern: /unable to assume.*role|role.*(?:cannot|could not) be assumed/is,
        words: () =>
            "ECS cannot take the task's role or execution role. Its trust policy must name ecs-tasks.amazonaws.com; a role made a moment ago may need another try.",
    },
    {
        pattern: /(?:secret|ssm|parameter).*(?:AccessDenied|not authorized)|unable to (?:pull|retrieve) secret/is,
        words: () =>
            "A secret could not be read. The execution role needs the right on its ARN and, with a key of one's own, on that key.",
    },
    {
        pattern:
            /(?:secret|parameter).*(?:ResourceNotFound|can't find|invalid parameter)|retrieved secret .* did not contain/is,
        words: () => "A secret or one of its keys is not there. Give it a value first, and check the name of the key.",
    },
    {
        pattern: /logging driver|CreateLogStream/i,
        words: () =>
            "The container's log cannot be opened. The log group must be there, and the execution role must be able to write to it.",
    },
    {
        pattern: /EFS|mount\.nfs|volume plugin/i,
        words: () =>
            "A volume could not be mounted. For EFS look at the mount target of the zone, port 2049 in its security group, and the access point's rights.",
    },
    {
        pattern: /DockerTimeoutError|Could not transition to (?:created|started)/i,
        words: () =>
            "Docker on the instance is too slow, often for lack of disk throughput or memory. Look at the instance.",
    },
];

const EXITS: Record<number, string> = {
    1: "The application ended by itself with an error: its log says which.",
    126: "The command is in the image but may not be executed.",
    127: "The command is not in the image.",
    134: "The application aborted itself: its log says why.",
    137: "The container was killed: out of memory, unless it did not stop within stopTimeout. Look at its memory.",
    139: "The application crashed (segmentation fault), perhaps an image for another architecture or library.",
    143: "The container was asked to stop and did, so something else stopped the task: another container or a check.",
};

/** What went wrong, in plain words, each cause once and the most frequent first. Pure: it asks nobody. */
export function diagnose(facts: DeploymentFacts): string[] {
    const found = [
        ...facts.stoppedTasks.flatMap(meaningsOfTask),
        ...facts.deployments.flatMap(({ rolloutStateReason }) => meaningOf(rolloutStateReason, [...PULL, ...START])),
        ...facts.events.flatMap((event) => meaningOf(event, [...PULL, ...PLACEMENT, ...HEALTH, ...START])),
    ];
    const counts = new Map<string, number>();
    for (const words of found) counts.set(words, (counts.get(words) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a).map(([words]) => words);
}

function meaningsOfTask({ stoppedReason, containers, log }: StoppedTask): string[] {
    const said = [stoppedReason, ...containers.map(({ reason }) => reason)];
    const known = said.flatMap((text) => meaningOf(text, [...PULL, ...HEALTH, ...PLACEMENT, ...START]));
    // What an application logs is its own language; only the kernel's word on the architecture is certain.
    const logged = log.some((line) => /exec format error/i.test(line)) ? meaningOf("exec format error", START) : [];
    if (known.length + logged.length > 0) return [...new Set([...known, ...logged])];
    const codes = containers.flatMap(({ exitCode }) => (exitCode ? [exitCode] : []));
    return codes.map((code) => EXITS[code] ?? `The application ended with exit code ${code}: its log says why.`);
}

function meaningOf(text: string | undefined, meanings: Meaning[]): string[] {
    if (text === undefined) return [];
    for (const { pattern, words } of meanings) {
        const match = pattern.exec(text);
        if (match) return [words(...match.slice(1))];
    }
    return [];
}
