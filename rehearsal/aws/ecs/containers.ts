import type { Failure } from "../../errors";
import { isEmpty, isObject, isUnknown, list, type Props, parseJson, same, type Value } from "../../values";

/** Lists that the ECS API returns even when they are empty. */
const RETURNED = ["environment", "mountPoints", "portMappings", "systemControls", "volumesFrom"];

/** Members of a container definition that the API knows; others the SDK drops. */
const NUMBERS = ["cpu", "memory", "memoryReservation", "startTimeout", "stopTimeout"];

/** Container definitions as ECS returns them. */
export function stored(text: string, networkMode: string): string {
    const containers: Props[] = parseJson(text) ?? [];
    return JSON.stringify(containers.map((container) => storedContainer(container, networkMode)));
}

function storedContainer(container: Props, networkMode: string): Props {
    const result: Props = { cpu: 0, essential: true };
    for (const property of RETURNED) {
        result[property] = [];
    }
    for (const [property, value] of Object.entries(container)) {
        const dropped = value === null || (Array.isArray(value) && value.length === 0 && !RETURNED.includes(property));
        if (!dropped) {
            result[property] = value;
        }
    }
    result.environment = sortedByName(result.environment);
    if (result.secrets) {
        result.secrets = sortedByName(result.secrets);
    }
    result.portMappings = list(result.portMappings).map((port) => storedPort(port, networkMode));
    if (result.healthCheck) {
        result.healthCheck = { interval: 30, retries: 3, timeout: 5, ...result.healthCheck };
    }
    if (result.firelensConfiguration) {
        result.user ??= "0";
    }
    return Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function storedPort(port: Props, networkMode: string): Props {
    const sameAsContainer = networkMode === "awsvpc" || networkMode === "host";
    const hostPort = port.containerPortRange ? undefined : sameAsContainer ? port.containerPort : (port.hostPort ?? 0);
    return { protocol: "tcp", ...port, ...(hostPort === undefined ? {} : { hostPort }) };
}

function sortedByName(items: Value): Value[] {
    return [...list(items)].sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
}

/**
 * The provider's equivalence of two texts. It forgets the order of containers, environment and secrets, empty lists,
 * and the defaults of essential, health check, protocol and host port; everything else is a difference.
 * https://github.com/hashicorp/terraform-provider-aws, internal/service/ecs/container_definitions.go
 */
export function equivalent(a: Value, b: Value, isAwsvpc: boolean): boolean {
    const one = reduced(a, isAwsvpc);
    const other = reduced(b, isAwsvpc);
    return one !== undefined && other !== undefined && same(one, other);
}

function reduced(text: Value, isAwsvpc: boolean): Value {
    const containers = parseJson(text);
    return Array.isArray(containers)
        ? sortedByName(containers.filter(isObject)).map((container) => reducedContainer(container, isAwsvpc))
        : undefined;
}

function reducedContainer(container: Props, isAwsvpc: boolean): Props {
    const result: Props = { essential: true };
    for (const [property, value] of Object.entries(container)) {
        const isUnset =
            value === null || (Array.isArray(value) && value.length === 0) || (property === "cpu" && value === 0);
        if (!isUnset) {
            result[property] = Array.isArray(value) ? value.filter((item) => !isBlank(item)) : value;
        }
    }
    if (result.environment) {
        result.environment = sortedByName(result.environment);
    }
    if (result.secrets) {
        result.secrets = sortedByName(result.secrets);
    }
    if (result.healthCheck) {
        result.healthCheck = { interval: 30, retries: 3, timeout: 5, ...result.healthCheck };
    }
    if (result.portMappings) {
        result.portMappings = result.portMappings.map((port: Props) => {
            const { protocol, hostPort, ...rest } = port;
            const host = hostPort || (isAwsvpc ? port.containerPort : undefined);
            return {
                ...rest,
                ...(protocol && protocol !== "tcp" ? { protocol } : {}),
                ...(host ? { hostPort: host } : {}),
            };
        });
    }
    return result;
}

function isBlank(item: Value): boolean {
    return isObject(item) && Object.values(item).every(isEmpty);
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** What the provider finds when it decodes the text. */
export function validateContainers(text: Value): Failure[] {
    if (typeof text !== "string" || isUnknown(text)) {
        return [];
    }
    const property = "containerDefinitions";
    const invalid = "ECS Task Definition container_definitions is invalid: ";
    const containers = parseJson(text);
    if (!Array.isArray(containers)) {
        return [{ property, reason: `${invalid}Error decoding JSON: the text is no JSON array of containers` }];
    }
    const failures: Failure[] = [];
    for (const [index, container] of containers.entries()) {
        if (!isObject(container) || Object.keys(container).length === 0) {
            failures.push({ property, reason: `${invalid}invalid container definition supplied at index (${index})` });
            continue;
        }
        for (const member of NUMBERS.filter((name) => typeof container[name] === "string")) {
            const field = `Go struct field ContainerDefinition.${member.charAt(0).toUpperCase()}${member.slice(1)}`;
            failures.push({
                property,
                reason: `${invalid}Error decoding JSON: json: cannot unmarshal string into ${field} of type int32`,
            });
        }
        if (list(container.environment).some((item) => typeof item.value !== "string" && item.value !== undefined)) {
            const field = "Go struct field KeyValuePair.Value";
            failures.push({
                property,
                reason: `${invalid}Error decoding JSON: json: cannot unmarshal non-string into ${field} of type string`,
            });
        }
    }
    return failures;
}

export function isName(text: Value): boolean {
    return typeof text === "string" && NAME.test(text);
}
