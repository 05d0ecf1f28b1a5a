import { type InstanceType, instanceTypeOf } from "./instanceTypes";

/** What one task takes from its instance. */
export interface TaskNeed {
    /** CPU units. */
    cpu: number;
    /** Memory in MiB. */
    memory: number;
    gpus: number;
    /** Whether it has a network interface of its own. */
    ownInterface: boolean;
    /** Whether it takes a port of the instance that no second one can have. */
    fixedPort: boolean;
}

/** Instances that tasks may run on. */
export interface Instances {
    instanceTypes: string[];
    maxSize: number;
    /** MiB of each that the agent keeps from tasks. */
    reservedMemory: number;
    /** Whether network interfaces are trunked. */
    eniTrunking: boolean;
}

/** How many tasks of a kind one instance holds, and by what it is limited. */
export interface Room {
    tasks: number;
    /** The scarcest resource, in words. */
    limit: string;
}

// What the kernel and the firmware keep is at least 3 percent of what is sold (see registeredMemoryMib): a task above
// that fits nowhere, whatever the exact number is.
const MOST_MEMORY = 0.97;

/** Tasks that an instance of a type holds at most. */
function roomOf(need: TaskNeed, type: InstanceType, instances: Instances): Room {
    const memory = Math.floor(type.memoryMib * MOST_MEMORY) - instances.reservedMemory;
    const trunked = instances.eniTrunking && type.trunkedTasks !== 0;
    const interfaces = trunked ? (type.trunkedTasks ?? Number.POSITIVE_INFINITY) : type.enis - 1;
    const cpu = type.vcpus * 1024;
    const whole = (offer: number, wanted: number) =>
        wanted > 0 ? Math.floor(offer / wanted) : Number.POSITIVE_INFINITY;
    const rooms: Room[] = [
        { tasks: whole(cpu, need.cpu), limit: `${cpu} CPU units` },
        { tasks: whole(memory, need.memory), limit: `about ${memory} MiB of memory` },
        { tasks: whole(type.gpus, need.gpus), limit: `${type.gpus} GPUs` },
        { tasks: need.ownInterface ? interfaces : Number.POSITIVE_INFINITY, limit: "network interfaces" },
        { tasks: need.fixedPort ? 1 : Number.POSITIVE_INFINITY, limit: "the fixed host port" },
    ];
    return rooms.reduce((least, room) => (room.tasks < least.tasks ? room : least));
}

/** The roomiest type of some instances; undefined where one is not in the table, so that nothing is certain. */
export function bestRoom(need: TaskNeed, instances: Instances): (Room & { type: string }) | undefined {
    const all = instances.instanceTypes.map((name) => {
        const type = instanceTypeOf(name);
        return type && { type: name, ...roomOf(need, type, instances) };
    });
    const known = all.filter((room) => room !== undefined);
    if (known.length === 0 || known.length < all.length) return undefined;
    return known.reduce((best, room) => (room.tasks > best.tasks ? room : best));
}
