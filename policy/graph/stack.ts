import type { PolicyResource } from "@pulumi/policy";

import { type Reading, Unknown } from "../reading/reading";
import { type Resource, registered, resourceOf } from "../resource";

/** A resource of the stack with its edges. `props` are its inputs where this run saw them registered. */
export interface Node extends Resource {
    outputs: Reading;
    parent?: Node;
    /** What the resource waits for, by dependsOn and by every property. */
    dependencies: Node[];
    /** What the values of a property come from. */
    edges: Map<string, Node[]>;
}

// Outputs by which other resources refer to one.
const KEYS = ["id", "arn", "name", "family", "arnWithoutRevision"];

/** The stack's resources as a graph, which answers what a property refers to even while its value is unknown. */
export class Stack {
    readonly nodes: Node[] = [];
    private readonly byUrn = new Map<string, Node>();
    private readonly byType = new Map<string, Node[]>();
    private readonly byKey = new Map<string, Node[]>();

    constructor(resources: readonly PolicyResource[]) {
        for (const resource of resources) this.add(nodeOf(resource));
        for (const resource of resources) {
            const node = this.byUrn.get(resource.urn) as Node;
            node.parent = resource.parent && this.byUrn.get(resource.parent.urn);
            for (const [property, targets] of Object.entries(resource.propertyDependencies)) {
                node.edges.set(property, this.known(targets));
            }
            node.dependencies = [
                ...new Set([...this.known(resource.dependencies), ...[...node.edges.values()].flat()]),
            ];
        }
        for (const node of this.nodes) this.indexKeys(node);
    }

    of(types: string | readonly string[]): Node[] {
        return [types].flat().flatMap((type) => this.byType.get(type) ?? []);
    }

    /**
     * Resources of some types that the value at a place refers to. None means that it leads out of the stack, which
     * nobody can judge from here. Throws Unknown where the value is not known and nothing says where it comes from.
     */
    refer(from: Node, place: Reading, types: string | readonly string[]): Node[] {
        if (!place.isPresent) return [];
        const wanted = [types].flat();
        const edges = (from.edges.get(rootOf(place.path)) ?? []).filter(({ type }) => wanted.includes(type));
        if (place.isUnknown) {
            if (edges.length === 0) throw new Unknown(place.path);
            return edges;
        }
        const items = place.isList ? place.items() : undefined;
        if (items) return [...new Set(items.flatMap((item) => this.refer(from, item, types)))];
        const found = (this.byKey.get(place.text() ?? "") ?? []).filter(({ type }) => wanted.includes(type));
        return found.length > 0 ? found : edges;
    }

    /** Resources of a type that refer to one by a property. Throws Unknown as `refer` does. */
    referring(types: string | readonly string[], path: string | string[], to: Node): Node[] {
        return this.of(types).filter((node) => this.refer(node, node.props.at(...[path].flat()), to.type).includes(to));
    }

    /** Everything that a resource waits for, directly or through others. */
    closure(node: Node): Set<Node> {
        const seen = new Set<Node>();
        const open = [node];
        for (let next = open.pop(); next; next = open.pop()) {
            for (const dependency of next.dependencies) {
                if (!seen.has(dependency)) open.push(dependency);
                seen.add(dependency);
            }
        }
        return seen;
    }

    get(urn: string | undefined): Node | undefined {
        return urn === undefined ? undefined : this.byUrn.get(urn);
    }

    private add(node: Node): void {
        this.nodes.push(node);
        this.byUrn.set(node.urn, node);
        this.byType.set(node.type, [...(this.byType.get(node.type) ?? []), node]);
    }

    private known(resources: readonly PolicyResource[]): Node[] {
        return resources.flatMap(({ urn }) => this.byUrn.get(urn) ?? []);
    }

    private indexKeys(node: Node): void {
        const keys = new Set(
            KEYS.flatMap((key) => {
                const place = node.outputs.at(key);
                return place.isUnknown ? [] : (place.text() ?? []);
            }),
        );
        for (const key of keys) this.byKey.set(key, [...(this.byKey.get(key) ?? []), node]);
    }
}

function nodeOf(resource: PolicyResource): Node {
    const seen = resourceOf(resource);
    const inputs = registered.get(resource.urn)?.props ?? seen.props;
    return { ...seen, props: inputs, outputs: seen.props, dependencies: [], edges: new Map() };
}

const rootOf = (path: string) => path.split(/[.[]/)[0] ?? path;
