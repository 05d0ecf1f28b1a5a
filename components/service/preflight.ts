import type { CapacityFacts } from "../cluster/clusterRef";
import { bestRoom, type TaskNeed } from "../ecs/fit";
import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { deploymentBounds } from "./deployment";
import { shiftsTraffic } from "./deploymentStrategy";
import { desiredCount } from "./desiredCount";
import type { EcsServiceArgs } from "./ecsService";

/**
 * Why the cluster's instances could never hold the service, as far as that follows from plain arguments: a deployment
 * would wait for room until it times out. Other services take room as well; that they fit together is not promised.
 */
export function* preflightProblems(args: EcsServiceArgs, networkMode: NetworkMode): Generator<Problem> {
    const usable = usableCapacities(args);
    if (!usable) return;
    const need = needOf(args, networkMode);
    const rooms = usable.map((facts) => {
        const { instanceTypes, maxSize, reservedMemory = 0, eniTrunking = false } = facts;
        return { maxSize, room: bestRoom(need, { instanceTypes, maxSize, reservedMemory, eniTrunking }) };
    });
    const known = rooms.flatMap(({ maxSize, room }) => (room ? [{ maxSize, ...room }] : []));
    if (known.length < rooms.length) return;
    const words = (of: (each: (typeof known)[number]) => string) => known.map(of).join("; ");
    if (known.every(({ tasks }) => tasks === 0)) {
        const wants = `${need.cpu} CPU units, ${need.memory} MiB, ${need.gpus} GPUs`;
        const have = words(({ type, limit }) => `${type} has ${limit}`);
        const reason = `need ${wants}, which no instance of the cluster holds: ${have}. Lower it or take larger instanceTypes`;
        yield { propertyPath: "containers", reason };
        return;
    }
    if (args.daemon) return;
    const total = known.reduce((sum, { tasks, maxSize }) => sum + tasks * maxSize, 0);
    const wanted = mostTasks(args);
    if (wanted.tasks > total) {
        const have = words(({ type, tasks, maxSize, limit }) => `${maxSize} ${type} with ${tasks} each by ${limit}`);
        const way = need.ownInterface ? 'networkMode "bridge", eniTrunking, ' : "";
        const reason = `is ${wanted.why} (${wanted.tasks} tasks), and the cluster holds at most ${total}: ${have}. Use ${way}a larger maxSize or fewer tasks`;
        yield { propertyPath: wanted.propertyPath, reason };
    }
}

/** The capacities that the service may use; undefined where one of them is not known plainly. */
function usableCapacities({ cluster, capacityProviderStrategy }: EcsServiceArgs): CapacityFacts[] | undefined {
    const facts = cluster.capacityFacts;
    if (!facts) return undefined;
    const named = capacityProviderStrategy?.filter(({ weight, base }) => weight !== 0 || (base ?? 0) > 0);
    const usable = named
        ? named.map(({ capacity }) => facts[capacity])
        : Object.values(facts).filter(({ isDefault }) => isDefault);
    const known = usable.filter((each) => each !== undefined);
    return known.length > 0 && known.length === usable.length ? known : undefined;
}

function needOf(args: EcsServiceArgs, networkMode: NetworkMode): TaskNeed {
    const sum = (of: (container: EcsServiceArgs["containers"][number]) => number | undefined) =>
        args.containers.reduce((total, container) => total + (of(container) ?? 0), 0);
    const ports = args.containers.flatMap(({ portMappings }) => portMappings ?? []);
    return {
        cpu: args.cpu ?? sum(({ cpu }) => cpu),
        memory: args.memory ?? sum(({ memory, memoryReservation }) => memoryReservation ?? memory),
        gpus: sum(({ gpus }) => gpus),
        ownInterface: NETWORK_MODES[networkMode].ownInterface,
        fixedPort:
            networkMode === NetworkMode.Host
                ? ports.length > 0
                : networkMode === NetworkMode.Bridge && ports.some(({ hostPort }) => (hostPort ?? 0) > 0),
    };
}

/** Most tasks that must fit at once, and why: those of a deployment that stops none before, or those of a peak. */
function mostTasks(args: EcsServiceArgs): { tasks: number; why: string; propertyPath: string } {
    const desired = desiredCount(args);
    const { minimum } = deploymentBounds(args.deployment);
    const surge = desired > 0 && Math.ceil((desired * minimum) / 100) >= desired ? 1 : 0;
    const tasks = shiftsTraffic(args.deployment) ? desired * 2 : desired + surge;
    const peak = args.autoScaling?.maxCapacity ?? 0;
    if (peak > tasks) {
        return { tasks: peak, why: "more than fits", propertyPath: "autoScaling.maxCapacity" };
    }
    const propertyPath = args.autoScaling ? "autoScaling.minCapacity" : "desiredCount";
    const why = tasks > desired ? "more than fits while a deployment replaces tasks" : "more than fits";
    return { tasks, why, propertyPath };
}
