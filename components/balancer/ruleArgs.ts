import { MAX_CONDITION_VALUES } from "../ecs/limits";
import type { Problem } from "../errors";
import { parseCidr } from "../network/subnets";

/** A query string that a request must have. */
export interface QueryStringConditionArgs {
    /** Name of the parameter. Default: any. */
    key?: string;
    /** Pattern of its value; * stands for any text and ? for one character. */
    value: string;
}

/**
 * What a request must be like for a listener rule to take it: all conditions must hold, and of each one any value. A
 * rule takes up to five values in all.
 */
export interface RuleConditionArgs {
    /** Path patterns, such as /api/*; * stands for any text and ? for one character. Default: every path. */
    paths?: string[];
    /** Host name patterns, such as shop.example.com. Default: every host. */
    hosts?: string[];
    /** HTTP methods, such as GET. Default: every method. */
    methods?: string[];
    /** Patterns of values by the name of an HTTP header other than Host. Default: none. */
    headers?: Record<string, string[]>;
    /** Query strings, of which one must be there. Default: none. */
    queryStrings?: QueryStringConditionArgs[];
    /** IPv4 or IPv6 blocks of which the client, or the proxy in front, has its address. Default: every address. */
    sourceIps?: string[];
    /** Number of the rule, 1 to 50000, lower ones first. Default: from the conditions, specific ones first. */
    priority?: number;
}

/** Number of values that each condition beside hosts and paths has. */
function otherValues({ methods, headers, queryStrings, sourceIps }: RuleConditionArgs): number[] {
    return [methods, ...Object.values(headers ?? {}), queryStrings, sourceIps].flatMap((values) =>
        values === undefined || values.length === 0 ? [] : [values.length],
    );
}

/** The conditions as far as they decide which of two rules comes first. */
export const rankOf = (args: RuleConditionArgs) => ({
    hosts: args.hosts ?? [],
    paths: args.paths ?? [],
    others: otherValues(args).length,
});

/** What is wrong with the conditions of a rule: API_RuleCondition; "Quotas for your Application Load Balancers". */
export function* conditionProblems(path: string, args: RuleConditionArgs): Generator<Problem> {
    const { hosts, paths, others } = rankOf(args);
    const count = hosts.length + paths.length + otherValues(args).reduce((sum, values) => sum + values, 0);
    if (count === 0) {
        yield { propertyPath: path, reason: 'needs paths or hosts; for everything write paths: ["/*"]' };
    }
    if (count > MAX_CONDITION_VALUES) {
        const what = others === 0 ? "hosts and paths" : "condition values";
        const reason = `has ${count} ${what}; a rule takes ${MAX_CONDITION_VALUES}, so make two routes`;
        yield { propertyPath: path, reason };
    }
    for (const [at, pattern] of paths.entries()) {
        if (!/^[/*][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/.test(pattern)) {
            const reason = `must start with / and have up to 128 characters that a path may have, got ${JSON.stringify(pattern)}`;
            yield { propertyPath: `${path}.paths[${at}]`, reason };
        }
    }
    for (const [at, pattern] of hosts.entries()) {
        if (!/^[A-Za-z0-9.*?-]{1,128}$/.test(pattern) || !pattern.includes(".")) {
            const reason = `must be a host name such as shop.example.com, got ${JSON.stringify(pattern)}`;
            yield { propertyPath: `${path}.hosts[${at}]`, reason };
        }
    }
    yield* otherProblems(path, args);
}

function* otherProblems(path: string, args: RuleConditionArgs): Generator<Problem> {
    for (const [at, method] of (args.methods ?? []).entries()) {
        if (!/^[A-Z_-]{1,40}$/.test(method)) {
            const reason = `must be an HTTP method in capital letters, up to 40, got ${JSON.stringify(method)}`;
            yield { propertyPath: `${path}.methods[${at}]`, reason };
        }
    }
    for (const [header, values] of Object.entries(args.headers ?? {})) {
        const at = `${path}.headers.${header}`;
        if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/.test(header)) {
            yield { propertyPath: at, reason: "must be the name of a header, up to 40 characters without wildcards" };
        } else if (header.toLowerCase() === "host") {
            yield { propertyPath: at, reason: "cannot be matched as a header; use hosts" };
        }
        if (values.length === 0) yield { propertyPath: at, reason: "needs a value; * stands for any" };
        for (const value of values) yield* patternProblems(at, value);
    }
    for (const [at, { key, value }] of (args.queryStrings ?? []).entries()) {
        if (key !== undefined) yield* patternProblems(`${path}.queryStrings[${at}].key`, key);
        yield* patternProblems(`${path}.queryStrings[${at}].value`, value);
    }
    for (const [at, block] of (args.sourceIps ?? []).entries()) {
        if (!isBlock(block)) {
            const reason = `must be an IPv4 or IPv6 block such as 203.0.113.0/24, got ${JSON.stringify(block)}`;
            yield { propertyPath: `${path}.sourceIps[${at}]`, reason };
        }
    }
}

function* patternProblems(propertyPath: string, value: string): Generator<Problem> {
    if (value.length === 0 || value.length > 128) {
        yield { propertyPath, reason: `must be 1 to 128 characters, got ${value.length}` };
    }
}

/** Whether text is an IPv4 or IPv6 block. */
export function isBlock(text: string): boolean {
    return parseCidr(text) !== undefined || /^[0-9a-f:]*:[0-9a-f:]*\/(\d|[1-9]\d|1[01]\d|12[0-8])$/i.test(text);
}
