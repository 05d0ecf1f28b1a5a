import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

// Left out of the SDK's types, but the only way to tell before a hook is made: an engine without them fails the program.
const { getStore } = require("@pulumi/pulumi/runtime/state") as { getStore: () => { supportsErrorHooks: boolean } };

// Names of hooks are one's own for each engine, not for each resource.
const taken = new WeakMap<object, Set<string>>();

/** Option that runs something when the engine could not create or update a resource. The operation fails all the same. */
export function explanationHook(
    name: string,
    // biome-ignore lint/suspicious/noExplicitAny: inputs of any resource
    explain: (inputs: Record<string, any>, errors: string[]) => Promise<void>,
): Pick<pulumi.CustomResourceOptions, "hooks"> {
    const engine = pulumi.runtime.getMonitor() as { registerErrorHook?: unknown } & object;
    if (!getStore().supportsErrorHooks || engine.registerErrorHook === undefined) return {};
    // The engine calls from outside of the program, which an inline program of the Automation API tells by the context.
    const inProgram = AsyncResource.bind(async (args: pulumi.ErrorHookArgs) => {
        if (args.failedOperation !== "delete") {
            // An explanation that cannot be had must not hide the error.
            await explain(args.newInputs ?? {}, args.errors).catch((error: Error) =>
                pulumi.log.warn(`no diagnosis: ${error.message}`),
            );
        }
        return false;
    });
    const hook = new pulumi.ErrorHook(unusedName(engine, `${name}-explanation`), (args) => inProgram(args));
    return { hooks: { onError: [hook] } };
}

function unusedName(engine: object, name: string): string {
    const names = taken.get(engine) ?? new Set<string>();
    taken.set(engine, names);
    let unused = name;
    for (let index = 2; names.has(unused); index += 1) unused = `${name}-${index}`;
    names.add(unused);
    return unused;
}
