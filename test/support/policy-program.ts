// Programs for policy tests: resources with references between them, as the engine would send them in a preview, where
// references are not known yet, and in an update.

/** Placeholder that the engine sends for a text that is not known yet. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that another resource gives once it exists. */
export class Out {
    constructor(
        readonly resource: string,
        readonly property: string,
    ) {}
}
export const out = (resource: string, property = "id") => new Out(resource, property);
/** A text, such as a JSON document, that is known once everything in it is. */
export class Text {
    constructor(
        readonly content: unknown,
        readonly write: (content: unknown) => string,
    ) {}
}
export const jsonText = (content: unknown) => new Text(content, JSON.stringify);

/** A resource as a program declares it. */
export interface Declared {
    type: string;
    name: string;
    props: Record<string, unknown>;
    /** Name of the parent. */
    parent?: string;
    /** Names in the explicit dependsOn. */
    dependsOn?: string[];
    ignoreChanges?: string[];
    /** What the stack pass sees in place of the inputs: the outputs that a component registers. */
    outputs?: Record<string, unknown>;
}
export type Program = Record<string, Declared>;

export type Mode = "preview" | "update";

/** Makes a program of resources listed by type and name. */
export function program(...resources: Declared[]): Program {
    return Object.fromEntries(resources.map((resource) => [resource.name, resource]));
}
export const resource = (
    type: string,
    name: string,
    props: Record<string, unknown> = {},
    more: Partial<Declared> = {},
): Declared => ({ type, name, props, ...more });

// Properties that AWS fills in where the program says nothing: unknown in the outputs of a preview.
const COMPUTED: Record<string, string[]> = {
    "aws:ec2/securityGroup:SecurityGroup": ["ingress", "egress"],
    "aws:ecs/service:Service": ["capacityProviderStrategies", "launchType", "networkConfiguration"],
    "aws:autoscaling/group:Group": ["desiredCapacity"],
};

/** A resource as the engine knows it. */
export interface Resolved {
    urn: string;
    type: string;
    name: string;
    parent?: string;
    props: object;
    outputs: object;
    dependencies: string[];
    propertyDependencies: Record<string, string[]>;
    ignoreChanges: string[];
}

/** URN of a resource of the program. */
export function urnOf(declared: Program, name: string): string {
    const chain: string[] = [];
    for (let one: Declared | undefined = declared[name]; one; one = one.parent ? declared[one.parent] : undefined) {
        chain.unshift(one.type);
    }
    return `urn:pulumi:dev::shop::${chain.join("$")}::${name}`;
}

/** What the engine sends of a resource. */
export function resolve(declared: Program, one: Declared, mode: Mode): Resolved {
    const outs = (value: unknown): Out[] =>
        value instanceof Out
            ? [value]
            : value instanceof Text
              ? outs(value.content)
              : value instanceof Object
                ? Object.values(value).flatMap(outs)
                : [];
    const plain = (value: unknown): unknown => {
        if (value instanceof Out) return mode === "preview" ? UNKNOWN_TEXT : known(declared, value);
        if (value instanceof Text) {
            return mode === "preview" && outs(value).length > 0 ? UNKNOWN_TEXT : value.write(plain(value.content));
        }
        if (Array.isArray(value)) return value.map(plain);
        if (!(value instanceof Object)) return value;
        const entries = Object.entries(value).filter(([, below]) => below !== undefined);
        return Object.fromEntries(entries.map(([key, below]) => [key, plain(below)]));
    };
    const urns = (names: string[]) => names.filter((name) => declared[name]).map((name) => urnOf(declared, name));
    const propertyDependencies = Object.fromEntries(
        Object.entries(one.props).map(([key, value]) => [key, urns([...new Set(outs(value).map((o) => o.resource))])]),
    );
    const computed = Object.fromEntries(
        ["id", "arn", "name", ...(COMPUTED[one.type] ?? [])]
            .filter((key) => !(key in one.props))
            .map((key) => [key, mode === "preview" ? UNKNOWN_TEXT : known(declared, out(one.name, key))]),
    );
    const props = plain(one.props) as object;
    return {
        urn: urnOf(declared, one.name),
        type: one.type,
        name: one.name,
        ...(one.parent && { parent: urnOf(declared, one.parent) }),
        props,
        outputs: one.outputs ? (plain(one.outputs) as object) : { ...computed, ...props },
        dependencies: [...new Set([...Object.values(propertyDependencies).flat(), ...urns(one.dependsOn ?? [])])],
        propertyDependencies,
        ignoreChanges: one.ignoreChanges ?? [],
    };
}

// What the resource is called once it exists: its own words where it has them, else an ARN or a name made from its own.
function known(declared: Program, { resource: name, property }: Out): string {
    const written = declared[name]?.props[property];
    if (typeof written === "string") return written;
    if (property === "arn") return `arn:aws:ecs:eu-central-1:123456789012:thing/${name}`;
    if (property === "ref") return `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${name}@sha256:${"0".repeat(64)}`;
    return `${name}-${property}`;
}
