import type { PolicyResourceOptions } from "@pulumi/policy";

import { Reading } from "./reading/reading";

/** A resource as rules see it. */
export interface Resource {
    urn: string;
    type: string;
    name: string;
    props: Reading;
    opts: PolicyResourceOptions;
}

/** Reads a resource of the SDK, whose properties stand behind a proxy that throws at unknown values. */
export function resourceOf(args: {
    urn: string;
    type: string;
    name: string;
    props: object;
    opts: PolicyResourceOptions;
}): Resource {
    return { urn: args.urn, type: args.type, name: args.name, props: new Reading(args.props, ""), opts: args.opts };
}

/** URN of the resource's parent, if its type chain says that the parent is of a type. */
export function parentOfType(resource: Resource, type: string): string | undefined {
    const chain = resource.urn.split("::")[2] ?? "";
    return chain.endsWith(`${type}$${resource.type}`) ? resource.opts.parent : undefined;
}

/**
 * Resources as they were registered in this run. The stack pass shows outputs: in a preview what AWS computes hides there
 * what the program wrote, and of a component its inputs are missing. So stack rules read the inputs from here.
 */
export const registered = new Map<string, Resource>();
