import type * as lb from "@pulumi/aws/lb";

import { allocate, ledgerOf } from "./priorities";
import { type RuleConditionArgs, rankOf } from "./ruleArgs";

/** The conditions in AWS's words. */
export function conditionsOf(args: RuleConditionArgs): NonNullable<lb.ListenerRuleArgs["conditions"]> {
    const some = <T>(values: T[] | undefined) => values !== undefined && values.length > 0;
    return [
        ...(some(args.hosts) ? [{ hostHeader: { values: args.hosts as string[] } }] : []),
        ...(some(args.paths) ? [{ pathPattern: { values: args.paths as string[] } }] : []),
        ...(some(args.methods) ? [{ httpRequestMethod: { values: args.methods as string[] } }] : []),
        ...Object.entries(args.headers ?? {})
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([httpHeaderName, values]) => ({ httpHeader: { httpHeaderName, values } })),
        ...(some(args.queryStrings)
            ? [
                  {
                      queryStrings: args.queryStrings?.map(({ key, value }) =>
                          key === undefined ? { value } : { key, value },
                      ),
                  },
              ]
            : []),
        ...(some(args.sourceIps) ? [{ sourceIp: { values: args.sourceIps as string[] } }] : []),
    ];
}

/** The number of a rule: the one that was given, which is taken already, or a free one by its conditions. */
export function priorityOf(balancer: object, name: string, args: RuleConditionArgs): number {
    return args.priority ?? allocate(ledgerOf(balancer), name, rankOf(args));
}
