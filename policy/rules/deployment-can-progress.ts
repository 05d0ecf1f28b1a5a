import { architectureOf } from "../../components/ecs/instanceTypes";
import { called, capacityOf, clusterOf, groupOf, groupsOf, instanceTypesOf, servicesOf, type Task } from "../graph/ecs";
import type { Node, Stack } from "../graph/stack";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";
import type { Verdict } from "../verdict";

const SCALING = "aws:appautoscaling/target:Target";
const IMAGE = "docker-build:index:Image";

const isDaemon = (service: Node) => service.props.at("schedulingStrategy").text() === "DAEMON";
const desiredOf = (service: Node) => service.props.at("desiredCount").number() ?? 1;
const keptOf = (service: Node) =>
    Math.ceil((desiredOf(service) * (service.props.at("deploymentMinimumHealthyPercent").number() ?? 100)) / 100);

/** Neither may an old task stop nor a new one start: the deployment waits for ever. */
function judgeBounds(service: Node, verdict: Verdict): void {
    const desired = desiredOf(service);
    const maximum = service.props.at("deploymentMaximumPercent").number() ?? 200;
    if (isDaemon(service) || desired === 0 || keptOf(service) < desired) return;
    if (Math.floor((desired * maximum) / 100) > desired) return;
    verdict.report(
        `with desiredCount ${desired} no task may stop and none may start; write deploymentMaximumPercent: 200, or a ` +
            "smaller deploymentMinimumHealthyPercent",
        service.urn,
    );
}

/** Ports of the instance that a task fixes: an instance holds one task with each. */
function fixedPorts(task: Task): number[] {
    if (task.facts?.ownInterface) return [];
    const mappings = task.containers().flatMap(({ definition }) => definition.at("portMappings").items());
    const places = mappings.map((mapping) =>
        task.facts?.dynamicPorts ? mapping.at("hostPort") : mapping.at("containerPort"),
    );
    return places.flatMap((place) => place.number() ?? []).filter((port) => port !== 0);
}

function judgePorts(stack: Stack, service: Node, task: Task, taken: Map<string, Node>, verdict: Verdict): void {
    const ports = fixedPorts(task);
    if (ports.length === 0) return;
    const cluster = clusterOf(stack, service);
    for (const port of ports) {
        const key = `${cluster?.urn ?? service.props.at("cluster").text()} ${port}`;
        const other = taken.get(key);
        taken.set(key, other ?? service);
        if (!other || other === service) continue;
        verdict.report(
            `service ${called(other)} takes port ${port} of the instances too; write hostPort: 0`,
            service.urn,
        );
        return;
    }
    const groups = groupsOf(stack, service);
    const instances = groups.reduce((sum, group) => sum + (group.props.at("maxSize").number() ?? Infinity), 0);
    const needed = keptOf(service) + 1;
    if (groups.length === 0 || isDaemon(service) || keptOf(service) < desiredOf(service) || needed <= instances) return;
    verdict.report(
        `port ${ports[0]} of the instances is fixed and a deployment needs ${needed} of the ${instances} instances; ` +
            "write hostPort: 0 or a larger maxSize",
        service.urn,
    );
}

/** What autoscaling decides must not be written back by every update. */
function judgeScaling(stack: Stack, service: Node, verdict: Verdict): void {
    if (!service.props.at("desiredCount").isPresent || service.opts.ignoreChanges.includes("desiredCount")) return;
    const scaled = stack.of(SCALING).some((target) => {
        const place = target.props.at("resourceId");
        if (stack.refer(target, place, SERVICE).includes(service)) return true;
        const name = service.outputs.at("name");
        return !place.isUnknown && !name.isUnknown && (place.text() ?? "").endsWith(`/${name.text()}`);
    });
    if (scaled) verdict.report('every update undoes autoscaling; write ignoreChanges: ["desiredCount"]', service.urn);
}

function judgeGroups(stack: Stack, service: Node, verdict: Verdict): void {
    for (const provider of capacityOf(stack, service)) {
        const group = groupOf(stack, provider);
        if (!group?.props.at("desiredCapacity").isPresent) continue;
        if (group.opts.ignoreChanges.includes("desiredCapacity")) continue;
        if (provider.props.at("autoScalingGroupProvider", "managedScaling", "status").text() !== "ENABLED") continue;
        verdict.report('every update undoes managed scaling; write ignoreChanges: ["desiredCapacity"]', group.urn);
    }
}

/** The program, its task definition and its image must be of the instances' architecture. */
function judgeArchitecture(stack: Stack, service: Node, task: Task, verdict: Verdict): void {
    const types = groupsOf(stack, service).flatMap((group) => instanceTypesOf(stack, group));
    const architectures = new Set(types.map(architectureOf));
    const [architecture] = architectures;
    if (architectures.size !== 1 || !architecture) return;
    const instances = `the instances (${[...new Set(types)].join(", ")}) are ${architecture}`;
    const declared = task.node.props.at("runtimePlatform", "cpuArchitecture").text();
    if (declared && declared !== architecture) {
        const message = `runtimePlatform.cpuArchitecture is ${declared} and ${instances}; write ${architecture}`;
        verdict.report(message, task.written.urn);
    }
    const docker = architecture === "ARM64" ? "arm64" : "amd64";
    const images = [
        ...(task.node.edges.get("containerDefinitions") ?? []),
        ...(task.written.edges.get("containerDefinitions") ?? []),
    ];
    for (const image of new Set(images.filter(({ type }) => type === IMAGE))) {
        verdict.check(() => {
            const platforms = image.props.at("platforms").texts();
            if (platforms.length === 0 || platforms.some((platform) => platform.split("/")[1] === docker)) return;
            verdict.report(
                `it is built for ${platforms.join(", ")} and ${instances}; write platforms: ["linux/${docker}"]`,
                image.urn,
            );
        }, image.urn);
    }
}

export const deploymentCanProgress = stackRule({
    name: "deployment-can-progress",
    description: "A deployment must be able to start new tasks, and an update must not undo what scaling decided.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Leave room between deploymentMinimumHealthyPercent and deploymentMaximumPercent, let Docker choose host ports, " +
        "ignore changes of what is scaled, and build for the instances' architecture.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
    options: {},
    types: [SERVICE],
    judge(stack, verdict) {
        const taken = new Map<string, Node>();
        const services = [...servicesOf(stack)].sort((a, b) => a.service.urn.localeCompare(b.service.urn));
        for (const { service, task: taskOf } of services) {
            verdict.check(() => judgeBounds(service, verdict), service.urn);
            verdict.check(() => judgeScaling(stack, service, verdict), service.urn);
            verdict.check(() => judgeGroups(stack, service, verdict), service.urn);
            verdict.check(() => {
                const task = taskOf();
                if (!task) return;
                verdict.check(() => judgePorts(stack, service, task, taken, verdict), service.urn);
                judgeArchitecture(stack, service, task, verdict);
            }, service.urn);
        }
    },
});
