import type { StackValidation, StackValidationPolicy } from "@pulumi/policy";

import { reasonFor } from "./exceptions";
import { Stack } from "./graph/stack";
import { matchesAny, type Options, type Values, valuesOf } from "./options";
import { type Metadata, policyOf, publish } from "./rule";
import { Verdict } from "./verdict";

/** A rule on how resources fit together. It judges what is in the stack: a reference that leads out of it is not judged. */
export interface StackRule<O extends Options> extends Metadata<O> {
    /** Tokens of the types without which there is nothing to judge. */
    types: readonly string[];
    judge(stack: Stack, verdict: Verdict, options: Values<O>): void;
}

/** Makes a policy of the SDK from a rule. */
export function stackRule<const O extends Options>(rule: StackRule<O>): StackValidationPolicy {
    const needed = new Set(rule.types);
    const validateStack: StackValidation & { __pulumiType?: string } = (args, report) => {
        if (!args.resources.some(({ type }) => needed.has(type))) return;
        const options = valuesOf(rule.options, args.getConfig());
        const stack = new Stack(args.resources);
        const verdict = new Verdict();
        verdict.check(() => rule.judge(stack, verdict, options));
        verdict.forget((urn) => urn !== undefined && matchesAny(options.exclude, urn));
        publish(rule, verdict, report, (message, urn) =>
            reasonFor(rule.name, urn ?? "", stack.get(urn), options.exceptions, message),
        );
    };
    // The server skips the rule, and the decoding of the whole stack, where the stack has none of a type.
    if (needed.size === 1) validateStack.__pulumiType = [...needed][0];
    return { ...policyOf(rule), validateStack };
}
