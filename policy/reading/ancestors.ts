import type { Resource } from "../resource";

// A parent is always registered before its children, so what was said of it is known when they come.
const parents = new Map<string, string | undefined>();
const marked = new Set<string>();

/** Remembers whether a fault was reported at a component, whose children will repeat it. */
export function mark(resource: Resource, faulty: boolean): void {
    parents.set(resource.urn, resource.opts.parent);
    if (faulty) marked.add(resource.urn);
    else marked.delete(resource.urn);
}

/** Whether a fault was reported at a component above this resource. */
export function isBelowMarked(resource: Resource): boolean {
    for (let urn = resource.opts.parent; urn; urn = parents.get(urn)) {
        if (marked.has(urn)) return true;
    }
    return false;
}
