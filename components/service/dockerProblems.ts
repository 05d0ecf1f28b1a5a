import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { rangeProblems } from "../names";
import type { ContainerArgs } from "./containers";
import { linuxProblems } from "./linuxParameters";

// API_Ulimit.
const ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
    " ",
);

/** What is wrong with the parts of a container that ECS hands on to Docker: API_ContainerDefinition. */
export function* dockerProblems(
    path: string,
    container: ContainerArgs,
    all: ContainerArgs[],
    networkMode: NetworkMode,
): Generator<Problem> {
    yield* linuxProblems(`${path}.linuxParameters`, container.linuxParameters);
    yield* rangeProblems(`${path}.gpus`, container.gpus, { min: 1, unit: "GPUs" });
    for (const [at, { name, softLimit, hardLimit }] of (container.ulimits ?? []).entries()) {
        if (!ULIMITS.includes(name)) {
            const reason = `must be one of ${ULIMITS.join(", ")}, got ${JSON.stringify(name)}`;
            yield { propertyPath: `${path}.ulimits[${at}].name`, reason };
        }
        if (hardLimit !== -1 && softLimit > hardLimit) {
            const reason = `must be at most the hardLimit (${hardLimit}), got ${softLimit}`;
            yield { propertyPath: `${path}.ulimits[${at}].softLimit`, reason };
        }
    }
    yield* linkProblems(path, container, all, networkMode);
    yield* hostProblems(path, container, networkMode);
    yield* restartProblems(`${path}.restartPolicy`, container);
    yield* referenceProblems(path, container);
}

function* linkProblems(
    path: string,
    { name, links = [] }: ContainerArgs,
    all: ContainerArgs[],
    networkMode: NetworkMode,
): Generator<Problem> {
    if (links.length > 0 && !NETWORK_MODES[networkMode].links) {
        const way = networkMode === NetworkMode.None ? "" : "; containers of one task reach each other at localhost";
        yield { propertyPath: `${path}.links`, reason: `are for bridge mode, not ${networkMode}${way}` };
        return;
    }
    for (const [at, link] of links.entries()) {
        const propertyPath = `${path}.links[${at}]`;
        const [other = ""] = link.split(":");
        if (!all.some((container) => container.name === other)) {
            yield { propertyPath, reason: `must name a container of this task, got ${JSON.stringify(link)}` };
        } else if (linked(other, name, all, new Set())) {
            yield { propertyPath, reason: `makes a circle: ${other} is linked to ${name} as well` };
        }
    }
}

function linked(from: string, to: string, all: ContainerArgs[], seen: Set<string>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const next = all.find(({ name }) => name === from)?.links ?? [];
    return next.some((link) => linked(link.split(":")[0] as string, to, all, seen));
}

function* hostProblems(path: string, container: ContainerArgs, networkMode: NetworkMode): Generator<Problem> {
    for (const key of ["hostname", "extraHosts", "dnsServers", "dnsSearchDomains"] as const) {
        if (container[key] !== undefined && networkMode === NetworkMode.Awsvpc) {
            yield {
                propertyPath: `${path}.${key}`,
                reason: "cannot be set in awsvpc mode, where the VPC decides; use bridge",
            };
        }
    }
    if (container.hostname !== undefined && networkMode === NetworkMode.Host) {
        yield { propertyPath: `${path}.hostname`, reason: "cannot be set in host mode, where it is the instance's" };
    }
    for (const parameter of Object.keys(container.systemControls ?? {})) {
        if (parameter.startsWith("net.") && networkMode === NetworkMode.Host) {
            const reason = "cannot be set in host mode: it would be the instance's";
            yield { propertyPath: `${path}.systemControls.${parameter}`, reason };
        } else if (!/^(net\.|kernel\.(msg|sem|shm)|fs\.mqueue\.)/.test(parameter)) {
            const reason = "must belong to the container: net.*, kernel.msg*, kernel.sem*, kernel.shm* or fs.mqueue.*";
            yield { propertyPath: `${path}.systemControls.${parameter}`, reason };
        }
    }
    for (const [at, { from, to, protocol }] of (container.portRanges ?? []).entries()) {
        const propertyPath = `${path}.portRanges[${at}]`;
        if (networkMode === NetworkMode.Host || networkMode === NetworkMode.None) {
            yield { propertyPath, reason: `cannot be in network mode ${networkMode}; use awsvpc or bridge` };
        }
        if (
            !Number.isInteger(from) ||
            !Number.isInteger(to) ||
            from < 1 ||
            to > 65535 ||
            to <= from ||
            to - from > 99
        ) {
            const reason = `must be 2 to 100 ports in a row from 1 to 65535, got ${from} to ${to}`;
            yield { propertyPath, reason };
        }
        if (protocol !== undefined && !["tcp", "udp"].includes(protocol)) {
            yield {
                propertyPath: `${propertyPath}.protocol`,
                reason: `must be tcp or udp, got ${JSON.stringify(protocol)}`,
            };
        }
    }
}

function* restartProblems(path: string, { restartPolicy }: ContainerArgs): Generator<Problem> {
    if (!restartPolicy) return;
    const { ignoredExitCodes = [], restartAttemptPeriod } = restartPolicy;
    yield* rangeProblems(`${path}.restartAttemptPeriod`, restartAttemptPeriod, { min: 60, max: 1800, unit: "seconds" });
    if (ignoredExitCodes.length > 50) {
        yield { propertyPath: `${path}.ignoredExitCodes`, reason: `must be up to 50, got ${ignoredExitCodes.length}` };
    }
}

/** References of which a wrong one would only show when a task starts. */
function* referenceProblems(path: string, container: ContainerArgs): Generator<Problem> {
    for (const [at, file] of (container.environmentFiles ?? []).entries()) {
        if (typeof file === "string" && !/^arn:[^:]+:s3:::[^/]+\/.+\.env$/.test(file)) {
            const reason = `must be the ARN of a file in S3 that ends in .env, got ${JSON.stringify(file)}`;
            yield { propertyPath: `${path}.environmentFiles[${at}]`, reason };
        }
    }
    const { imageCredentials, firelens } = container;
    if (typeof imageCredentials === "string" && !/^arn:[^:]+:secretsmanager:/.test(imageCredentials)) {
        const reason = "must be the ARN of a Secrets Manager secret, never the password itself";
        yield { propertyPath: `${path}.imageCredentials`, reason };
    }
    if (firelens && !["fluentbit", "fluentd"].includes(firelens.type)) {
        const reason = `must be fluentbit or fluentd, got ${JSON.stringify(firelens.type)}`;
        yield { propertyPath: `${path}.firelens.type`, reason };
    }
}

/** What is wrong with the way of logs through the log router: "Send Amazon ECS logs to an AWS service" by FireLens. */
export function* firelensProblems(containers: ContainerArgs[]): Generator<Problem> {
    const routers = containers.filter(({ firelens }) => firelens);
    if (routers.length > 1) {
        const names = routers.map(({ name }) => name).join(", ");
        yield { propertyPath: "containers", reason: `may have one log router, got ${names}` };
    }
    for (const [index, { firelens, logConfiguration }] of containers.entries()) {
        if (logConfiguration?.logDriver !== "awsfirelens") continue;
        const propertyPath = `containers[${index}].logConfiguration.logDriver`;
        if (firelens) {
            yield { propertyPath, reason: "cannot be awsfirelens for the log router itself; leave it out for awslogs" };
        } else if (routers.length === 0) {
            yield { propertyPath, reason: "is awsfirelens, but no container has firelens; add a log router" };
        }
    }
}
