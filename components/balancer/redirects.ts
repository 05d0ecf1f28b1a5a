import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import { ledgerOf, reserve } from "./priorities";
import { conditionProblems, type RuleConditionArgs } from "./ruleArgs";
import { conditionsOf, priorityOf } from "./rules";

/** Requests that are sent to another address, such as those for www.example.com to example.com. */
export interface RedirectArgs extends RuleConditionArgs {
    /** Host to go to; #{host} stands for the one that was asked. Default: the same. */
    toHost?: string;
    /** Path to go to, with a / at its start; #{path} stands for the one that was asked. Default: the same. */
    toPath?: string;
    /** Whether browsers may remember it: 301, else 302. Default: true. */
    permanent?: boolean;
}

/** What is wrong with the redirects; takes the priorities that they give by number. */
export function* redirectProblems(balancer: object, redirects: RedirectArgs[]): Generator<Problem> {
    for (const [index, redirect] of redirects.entries()) {
        const path = `redirects[${index}]`;
        yield* conditionProblems(path, redirect);
        if (redirect.toHost === undefined && redirect.toPath === undefined) {
            yield { propertyPath: path, reason: "needs toHost or toPath: it would lead back to itself" };
        }
        if (redirect.toPath !== undefined && !redirect.toPath.startsWith("/")) {
            const reason = `must start with /, got ${JSON.stringify(redirect.toPath)}`;
            yield { propertyPath: `${path}.toPath`, reason };
        }
        if (redirect.priority !== undefined) {
            yield* reserve(ledgerOf(balancer), path, redirect.priority, `${path}.priority`);
        }
    }
}

/** Creates the rules that redirect. */
export function redirectRules(
    name: string,
    redirects: RedirectArgs[],
    listenerArn: pulumi.Output<string>,
    tags: Record<string, pulumi.Input<string>> | undefined,
    balancer: pulumi.Resource,
): void {
    for (const [index, redirect] of redirects.entries()) {
        const { toHost, toPath, permanent = true } = redirect;
        const own = `${name}-redirect-${index + 1}`;
        new lb.ListenerRule(
            own,
            {
                listenerArn,
                priority: priorityOf(balancer, own, redirect),
                conditions: conditionsOf(redirect),
                actions: [
                    {
                        type: "redirect",
                        redirect: {
                            statusCode: permanent ? "HTTP_301" : "HTTP_302",
                            ...(toHost === undefined ? {} : { host: toHost }),
                            ...(toPath === undefined ? {} : { path: toPath }),
                        },
                    },
                ],
                tags,
            },
            { parent: balancer },
        );
    }
}
