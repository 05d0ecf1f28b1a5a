import type { Entity } from "../../account";
import type { Call } from "../../call";
import { list, type Props } from "../../values";
import { offerOf } from "../instances";
import * as t from "../types";
import type { ResolvedTask } from "./taskDefinition";

/** What one task of a definition takes from its instance. */
export interface Need {
    cpu: number;
    memory: number;
    gpus: number;
    ownInterface: boolean;
    /** Fixed host ports, as `8080/tcp`. */
    ports: string[];
}

export function needOf(task: ResolvedTask): Need {
    const mode = task.props.networkMode ?? "bridge";
    const sum = (of: (container: Props) => number) => task.containers.reduce((total, each) => total + of(each), 0);
    const gpu = (container: Props) =>
        list(container.resourceRequirements).reduce((n, each) => n + (each.type === "GPU" ? Number(each.value) : 0), 0);
    const ports = task.containers.flatMap((container) =>
        list(container.portMappings).map((port) => ({
            ...port,
            host: mode === "host" ? port.containerPort : port.hostPort,
        })),
    );
    return {
        cpu: task.props.cpu ? Number(task.props.cpu) : sum((container) => container.cpu ?? 0),
        memory: task.props.memory
            ? Number(task.props.memory)
            : sum((each) => each.memoryReservation ?? each.memory ?? 0),
        gpus: sum(gpu),
        ownInterface: mode === "awsvpc",
        ports:
            mode === "awsvpc"
                ? []
                : ports.filter((port) => port.host).map((port) => `${port.host}/${port.protocol ?? "tcp"}`),
    };
}

interface Room {
    instance: Entity;
    cpu: number;
    memory: number;
    interfaces: number;
    gpus: number;
    architecture: string;
    ports: Set<string>;
    tasks: Entity[];
}

/** What is free on each instance now. */
function rooms(call: Call, instances: Entity[]): Room[] {
    const tasks = call.list(t.TASK);
    return instances.flatMap((instance) => {
        const offer = offerOf(call, instance);
        if (!offer) {
            return [];
        }
        const here = tasks.filter((task) => task.props.instanceId === instance.id);
        const used = (of: (need: Need) => number) => here.reduce((total, task) => total + of(task.props.need), 0);
        return [
            {
                instance,
                cpu: offer.cpu - used((need) => need.cpu),
                memory: offer.memory - used((need) => need.memory),
                interfaces: offer.interfaces - used((need) => (need.ownInterface ? 1 : 0)),
                gpus: offer.gpus - used((need) => need.gpus),
                architecture: offer.architecture,
                ports: new Set(here.flatMap((task) => task.props.need.ports)),
                tasks: here,
            },
        ];
    });
}

/** Evaluates the comparisons of the cluster query language that constraints usually hold. */
function matchesExpression(room: Room, expression: string): boolean {
    const attributes: Record<string, string> = {
        "ecs.cpu-architecture": room.architecture.toLowerCase(),
        "ecs.instance-type": room.instance.props.instanceType,
        "ecs.availability-zone": room.instance.props.availabilityZone,
        "ecs.subnet-id": room.instance.props.subnetId,
        "ecs.os-type": "linux",
    };
    return expression.split(/\s+(?:and|&&)\s+/).every((term) => {
        const match = /^\(?\s*attribute:([\w.-]+)\s*(==|!=|=~|in|not_in)\s*(.+?)\s*\)?$/.exec(term.trim());
        if (!match) {
            return true;
        }
        const [, name = "", operator, operand = ""] = match;
        const value = attributes[name];
        const values = operand
            .replace(/[[\]]/g, "")
            .split(",")
            .map((each) => each.trim().toLowerCase());
        const pattern = new RegExp(`^${operand.replace(/\./g, "\\.").replace(/\*/g, ".*")}$`, "i");
        const is = operator === "=~" ? pattern.test(value ?? "") : values.includes(String(value).toLowerCase());
        return operator === "!=" || operator === "not_in" ? !is : is;
    });
}

function shortage(call: Call, room: Room, need: Need, service: Props, task: ResolvedTask): string | undefined {
    const constraints = [...list(service.placementConstraints), ...list(task.props.placementConstraints)];
    const ownTasks = room.tasks.filter((each) => each.props.service === service.arn);
    if (constraints.some((each) => each.type === "memberOf" && !matchesExpression(room, String(each.expression)))) {
        return "is missing an attribute required by your task";
    }
    if (ownTasks.length > 0 && constraints.some((each) => each.type === "distinctInstance")) {
        return "already runs a task of this service (distinctInstance)";
    }
    if (need.ports.some((port) => room.ports.has(port))) {
        return "is already using a port required by your task";
    }
    if (need.memory > room.memory) {
        return `has insufficient memory available: the task needs ${need.memory} MiB, ${room.memory} MiB are left`;
    }
    if (need.cpu > room.cpu) {
        return `has insufficient CPU units available: the task needs ${need.cpu}, ${room.cpu} are left`;
    }
    if (need.gpus > room.gpus) {
        return "has insufficient GPU resources available";
    }
    if (need.ownInterface && room.interfaces < 1) {
        return 'encountered error "RESOURCE:ENI": it has no network interface left for an awsvpc task';
    }
    const subnets = list(service.networkConfiguration?.subnets).map(
        (id) => call.find(t.SUBNET, id)?.props.availabilityZone,
    );
    if (need.ownInterface && !subnets.includes(room.instance.props.availabilityZone)) {
        return "is in an Availability Zone that none of the service's subnets is in";
    }
    return undefined;
}

/** Orders rooms by the service's placement strategy. */
function preferred(candidates: Room[], service: Props, all: Room[]): Room | undefined {
    const strategies = list(service.orderedPlacementStrategies);
    const zoneCount = (room: Room) =>
        all
            .filter((each) => each.instance.props.availabilityZone === room.instance.props.availabilityZone)
            .reduce((total, each) => total + each.tasks.filter((task) => task.props.service === service.arn).length, 0);
    const score = (room: Room, { type, field }: Props): number => {
        if (type === "spread") {
            const own = room.tasks.filter((task) => task.props.service === service.arn).length;
            return /availability-zone/.test(field ?? "") ? zoneCount(room) : own;
        }
        return type === "binpack" ? (/cpu/i.test(field ?? "") ? room.cpu : room.memory) : 0;
    };
    const rules = strategies.length > 0 ? strategies : [{ type: "spread", field: "attribute:ecs.availability-zone" }];
    return [...candidates].sort((a, b) => {
        for (const rule of rules) {
            const difference = score(a, rule) - score(b, rule);
            if (difference !== 0) {
                return difference;
            }
        }
        return a.tasks.length - b.tasks.length;
    })[0];
}

/** The instance for one more task, or why there is none, in ECS's words. */
export function place(
    call: Call,
    service: Props,
    task: ResolvedTask,
    instances: Entity[],
): { instance?: Entity; reason?: string } {
    const need = needOf(task);
    const all = rooms(call, instances);
    if (all.length === 0) {
        return { reason: "No Container Instances were found in your cluster" };
    }
    const short = new Map(all.map((room) => [room, shortage(call, room, need, service, task)]));
    const fitting = all.filter((room) => short.get(room) === undefined);
    const chosen = preferred(fitting, service, all);
    if (chosen) {
        return { instance: chosen.instance };
    }
    const closest = [...all].sort((a, b) => b.memory - a.memory)[0];
    return {
        reason: `The closest matching container-instance ${closest?.instance.id} ${closest && short.get(closest)}`,
    };
}
