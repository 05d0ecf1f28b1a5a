// The JSON of a task definition as ECS itself gives it back: what is stored in this form never shows a difference in a
// later preview. What ECS fills in: API_ContainerDefinition, and the provider's comparison of container definitions.

/** A container of a task definition in the API's own words. */
export interface ContainerDefinition {
    name: string;
    image: string;
    essential?: boolean;
    [property: string]: unknown;
}

const ALWAYS_LISTS = ["environment", "mountPoints", "portMappings", "systemControls", "volumesFrom"];
const SORTED_BY: Record<string, string> = { environment: "name", secrets: "name" };

/** The canonical form of container definitions, of which it is a fixed point. The order of containers is kept. */
export function canonicalContainers(containers: ContainerDefinition[], networkMode: string): ContainerDefinition[] {
    return containers.map((container) => {
        const out: Record<string, unknown> = { cpu: 0, essential: true };
        for (const list of ALWAYS_LISTS) out[list] = [];
        for (const [key, value] of Object.entries(container)) {
            if (isEmpty(value) && !ALWAYS_LISTS.includes(key)) continue;
            out[key] = value ?? out[key];
        }
        for (const [list, by] of Object.entries(SORTED_BY)) {
            if (out[list] !== undefined) {
                out[list] = [...(out[list] as Record<string, string>[])].sort(comparing(by));
            }
        }
        out.portMappings = (out.portMappings as PortMapping[]).map((port) => canonicalPort(port, networkMode));
        return sortKeys(out) as unknown as ContainerDefinition;
    });
}

interface PortMapping {
    containerPort?: number;
    hostPort?: number;
    protocol?: string;
    [property: string]: unknown;
}

function canonicalPort(port: PortMapping, networkMode: string): PortMapping {
    const host = networkMode === "bridge" ? 0 : port.containerPort;
    const hostPort = port.hostPort ?? host;
    return sortKeys({
        ...withoutEmpty(port),
        protocol: port.protocol ?? "tcp",
        ...(hostPort === undefined || port.containerPortRange !== undefined ? {} : { hostPort }),
    }) as PortMapping;
}

const isEmpty = (value: unknown) =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const comparing = (by: string) => (a: Record<string, string>, b: Record<string, string>) =>
    (a[by] ?? "") < (b[by] ?? "") ? -1 : (a[by] ?? "") > (b[by] ?? "") ? 1 : 0;

const withoutEmpty = (value: object) => Object.fromEntries(Object.entries(value).filter(([, v]) => !isEmpty(v)));

/** Objects with their keys in order and without empty members, at every depth; lists keep their order. */
function sortKeys(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sortKeys);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, v]) => v !== undefined && v !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, v]) => [key, sortKeys(v)]),
    );
}
