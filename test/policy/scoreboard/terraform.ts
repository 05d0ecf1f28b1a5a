import { Out, type Program, Text } from "../../support/policy-program";

const NAMES: Record<string, string> = {
    "aws:ec2/fleet:Fleet": "aws_ec2_fleet",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:cloudwatch/eventTarget:EventTarget": "aws_cloudwatch_event_target",
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    "aws:servicediscovery/service:Service": "aws_service_discovery_service",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": "aws_service_discovery_private_dns_namespace",
};
// Lists that Terraform writes as repeated blocks with a singular name.
const BLOCKS: Record<string, string> = {
    capacityProviderStrategies: "capacity_provider_strategy",
    defaultCapacityProviderStrategies: "default_capacity_provider_strategy",
    loadBalancers: "load_balancer",
    settings: "setting",
    defaultActions: "default_action",
    actions: "action",
    conditions: "condition",
    volumes: "volume",
    overrides: "override",
    targetGroups: "target_group",
    vpcZoneIdentifiers: "vpc_zone_identifier",
    routes: "route",
    inlinePolicies: "inline_policy",
};
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Terraform's name of a type, or undefined where Terraform has none. */
export function terraformType(type: string): string | undefined {
    const [pkg, path = ""] = type.split(":");
    if (pkg !== "aws") return undefined;
    const [module, name = ""] = path.split("/");
    return NAMES[type] ?? (module === "ec2" ? `aws_${snake(name)}` : `aws_${module}_${snake(name)}`);
}

type Address = (name: string) => string | undefined;

// Objects with keys of the user's own, which Terraform writes as a map.
const MAPS = new Set(["tags", "options"]);

/** A program in Terraform's language. What Terraform cannot say is left out. */
export function terraform(program: Program): string {
    const address: Address = (name) => {
        const type = program[name] && terraformType(program[name].type);
        return type && `${type}.${snake(name).replace(/[^a-z0-9_]/g, "_")}`;
    };
    return Object.values(program)
        .flatMap((one) => {
            const [type, name] = address(one.name)?.split(".") ?? [];
            if (!type) return [];
            const isGroup = one.type === "aws:autoscaling/group:Group";
            const { tags, ...rest } = one.props;
            const props = isGroup ? { ...rest, tag: tags } : one.props;
            const dependsOn = (one.dependsOn ?? []).flatMap((other) => address(other) ?? []);
            const ignored = (one.ignoreChanges ?? []).map(snake);
            return [
                `resource "${type}" "${name}" {`,
                ...block(props, address),
                ...(dependsOn.length > 0 ? [`depends_on = [${dependsOn.join(", ")}]`] : []),
                ...(ignored.length > 0 ? [`lifecycle {\nignore_changes = [${ignored.join(", ")}]\n}`] : []),
                "}",
            ];
        })
        .join("\n");
}

function block(props: object, address: Address): string[] {
    return Object.entries(props).flatMap(([key, value]) => {
        if (value === undefined) return [];
        const name = BLOCKS[key] ?? snake(key);
        const isBlock = (one: unknown) => isObject(one) && !MAPS.has(key);
        if (Array.isArray(value) && value.some(isBlock)) {
            return value.flatMap((one) => [`${name} {`, ...block(one, address), "}"]);
        }
        if (isBlock(value)) return [`${name} {`, ...block(value, address), "}"];
        return [`${name} = ${expression(value, address)}`];
    });
}

const isObject = (value: unknown): value is object =>
    value instanceof Object && !Array.isArray(value) && !(value instanceof Out) && !(value instanceof Text);

function expression(value: unknown, address: Address): string {
    if (value instanceof Out) {
        const target = address(value.resource);
        const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/x@sha256:${"0".repeat(64)}`;
        return target ? `${target}.${snake(value.property)}` : JSON.stringify(image);
    }
    if (value instanceof Text) {
        if (value.write === JSON.stringify) return `jsonencode(${expression(value.content, address)})`;
        return JSON.stringify(value.write(plain(value.content)));
    }
    if (Array.isArray(value)) return `[${value.map((one) => expression(one, address)).join(", ")}]`;
    if (isObject(value)) {
        const entries = Object.entries(value).filter(([, below]) => below !== undefined);
        return `{${entries.map(([key, below]) => `${JSON.stringify(key)} = ${expression(below, address)}`).join(", ")}}`;
    }
    return JSON.stringify(value);
}

function plain(value: unknown): unknown {
    if (value instanceof Out) return "shop";
    if (Array.isArray(value)) return value.map(plain);
    if (!(value instanceof Object)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, plain(below)]));
}
