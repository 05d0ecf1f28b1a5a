import * as pulumi from "@pulumi/pulumi";

/** One argument that cannot be accepted: where it stands in the args, and what would be right. */
export interface Problem {
    propertyPath: string;
    reason: string;
}

/**
 * Arguments that a component refuses. In a program it prints as one line a problem under the component's own URN,
 * without a stack trace; from a component plugin it reaches the caller as a list of property paths.
 */
export class ArgumentError extends pulumi.ResourceError {
    // The brand by which the plugin server of @pulumi/pulumi knows an error that names properties.
    readonly __pulumiInputPropertiesError = true;

    constructor(
        component: pulumi.Resource,
        readonly errors: Problem[],
    ) {
        super(errors.map((p) => `${p.propertyPath}: ${p.reason}`).join("\n"), component, /* hideStack */ true);
        this.name = "ArgumentError";
    }
}

/** Throws one ArgumentError that names every problem, or nothing when there is none. */
export function refuse(component: pulumi.Resource, problems: Iterable<Problem>): void {
    const all = [...problems];
    if (all.length > 0) {
        throw new ArgumentError(component, all);
    }
}
