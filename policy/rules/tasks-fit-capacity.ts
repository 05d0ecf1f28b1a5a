import { type InstanceType, instanceTypeOf } from "../../components/ecs/instanceTypes";
import { called, groupsOf, instanceTypesOf, servicesOf, type Task } from "../graph/ecs";
import type { Node, Stack } from "../graph/stack";
import { list, number, type Values } from "../options";
import { stackRule } from "../stack-rule";
import { SERVICE } from "../types";
import type { Verdict } from "../verdict";

const options = {
    overheadPercent: number("Share of an instance's memory that the system keeps.", 8),
    overheadMiB: number("Memory that the ECS agent keeps.", 32),
    instanceTypes: list("Types that the table does not know, as type=vCPUs,MiB,network interfaces."),
};
type Settings = Values<typeof options>;
type Size = Pick<InstanceType, "vcpus" | "memoryMib" | "enis">;

function sizeOf(type: string, { instanceTypes }: Settings): Size | undefined {
    const extra = instanceTypes.find((line) => line.startsWith(`${type}=`))?.split("=")[1];
    if (!extra) return instanceTypeOf(type);
    const [vcpus = 0, memoryMib = 0, enis = 0] = extra.split(",").map(Number);
    return { vcpus, memoryMib, enis };
}

/** CPU units and MiB that one task takes: its own, else the sum of its containers' reservations. */
function needOf(task: Task): { cpu: number; memory: number } {
    const own = { cpu: task.node.props.at("cpu").number(), memory: task.node.props.at("memory").number() };
    if (own.cpu !== undefined && own.memory !== undefined) return { cpu: own.cpu, memory: own.memory };
    let cpu = 0;
    let memory = 0;
    for (const { definition } of task.containers()) {
        cpu += definition.at("cpu").number() ?? 0;
        memory += definition.at("memoryReservation").number() ?? definition.at("memory").number() ?? 0;
    }
    return { cpu: own.cpu ?? cpu, memory: own.memory ?? memory };
}

function judgeSize(service: Node, task: Task, types: string[], verdict: Verdict, settings: Settings): void {
    const unknown = types.filter((type) => !sizeOf(type, settings));
    if (types.length === 0 || unknown.length > 0) {
        if (unknown.length > 0) verdict.cannotTell(`the size of ${unknown.join(", ")}`, service.urn);
        return;
    }
    const { cpu, memory } = needOf(task);
    const usable = ({ memoryMib }: Size) =>
        Math.floor(memoryMib * (1 - settings.overheadPercent / 100)) - settings.overheadMiB;
    const sizes = types.flatMap((type) => sizeOf(type, settings) ?? []);
    if (sizes.some((size) => size.vcpus * 1024 >= cpu && usable(size) >= memory)) return;
    const biggest = `${Math.max(...sizes.map((size) => size.vcpus * 1024))} CPU units and about ${Math.max(...sizes.map(usable))} MiB`;
    verdict.report(
        `a task takes ${cpu} CPU units and ${memory} MiB, and an instance (${types.join(", ")}) offers ${biggest}; ` +
            "write smaller limits or a larger instanceType",
        service.urn,
    );
}

/** Each awsvpc task takes a network interface of its instance, which keeps one for itself. */
function judgeInterfaces(stack: Stack, service: Node, groups: Node[], verdict: Verdict, settings: Settings): void {
    const trunking = stack
        .of("aws:ecs/accountSettingDefault:AccountSettingDefault")
        .some(
            (setting) =>
                setting.props.at("name").text() === "awsvpcTrunking" && setting.props.at("value").text() === "enabled",
        );
    if (trunking || service.props.at("schedulingStrategy").text() === "DAEMON") return;
    const desired = service.props.at("desiredCount").number() ?? 1;
    let room = 0;
    for (const group of groups) {
        const sizes = instanceTypesOf(stack, group).map((type) => sizeOf(type, settings)?.enis ?? Infinity);
        room += (group.props.at("maxSize").number() ?? Infinity) * (Math.max(0, ...sizes) - 1);
    }
    if (groups.length === 0 || desired <= room) return;
    verdict.report(
        `desiredCount is ${desired} and the network interfaces of ${groups.map(called).join(", ")} hold ${room} awsvpc ` +
            "tasks; write a larger maxSize or instanceType, or networkMode bridge",
        service.urn,
    );
}

export const tasksFitCapacity = stackRule({
    name: "tasks-fit-capacity",
    description: "A task must fit on some instance that its service may get.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        "Write smaller cpu and memory for the task, or a larger instanceType or maxSize for the capacity.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",
    options,
    types: [SERVICE],
    judge(stack, verdict, settings) {
        for (const { service, task: taskOf } of servicesOf(stack)) {
            verdict.check(() => {
                const task = taskOf();
                const groups = task ? groupsOf(stack, service) : [];
                if (!task || groups.length === 0) return;
                const types = [...new Set(groups.flatMap((group) => instanceTypesOf(stack, group)))];
                verdict.check(() => judgeSize(service, task, types, verdict, settings), service.urn);
                if (task.facts?.ownInterface) judgeInterfaces(stack, service, groups, verdict, settings);
            }, service.urn);
        }
    },
});
