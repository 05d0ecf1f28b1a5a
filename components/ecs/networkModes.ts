// What follows from a task's network mode on EC2 capacity. Sources: "Amazon ECS task networking options for EC2",
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html, and "Service discovery",
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html

/** How the containers of a task reach the network. */
export const NetworkMode = {
    /** Each task has a network interface, a private address and a security group of its own. */
    Awsvpc: "awsvpc",
    /** Tasks share the instance's address through Docker's bridge, on ports that Docker chooses. */
    Bridge: "bridge",
    /** Containers use the instance's own ports: one task a port and instance. */
    Host: "host",
    /** No network. */
    None: "none",
} as const;
/** How the containers of a task reach the network. */
export type NetworkMode = (typeof NetworkMode)[keyof typeof NetworkMode];

/** Everything that the network mode decides for the resources around a task. */
export interface NetworkModeFacts {
    /** Whether the task has an interface and security groups of its own, so that a service needs networkConfiguration. */
    ownInterface: boolean;
    /** Target type of a target group; undefined where no load balancer can reach the task. */
    targetType?: "ip" | "instance";
    /** Record types that Cloud Map may hold for the task. */
    recordTypes: readonly string[];
    /** Whether Docker chooses the host port when none is given. */
    dynamicPorts: boolean;
    /** Whether containers may be linked by name. */
    links: boolean;
    /** Whether Service Connect can be used. */
    serviceConnect: boolean;
}

export const NETWORK_MODES: Record<NetworkMode, NetworkModeFacts> = {
    awsvpc: {
        ownInterface: true,
        targetType: "ip",
        recordTypes: ["A", "AAAA", "SRV"],
        dynamicPorts: false,
        links: false,
        serviceConnect: true,
    },
    bridge: {
        ownInterface: false,
        targetType: "instance",
        recordTypes: ["SRV"],
        dynamicPorts: true,
        links: true,
        serviceConnect: true,
    },
    host: {
        ownInterface: false,
        targetType: "instance",
        recordTypes: ["SRV"],
        dynamicPorts: false,
        links: false,
        serviceConnect: false,
    },
    none: { ownInterface: false, recordTypes: [], dynamicPorts: false, links: false, serviceConnect: false },
};

/**
 * Ports that Docker takes for dynamic host ports. The kernel's range on the ECS-optimized image is 32768 to 60999 and
 * Docker falls back to 49153 to 65535, so the union is what security groups must let in.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const DYNAMIC_PORTS = { from: 32768, to: 65535 } as const;

/** Ports of an instance that tasks cannot take: SSH, Docker and the ECS agent. Same source. */
export const RESERVED_PORTS: readonly number[] = [22, 2375, 2376, 51678, 51679, 51680];
