import type { Call } from "../call";
import type { Failure } from "../errors";
import { isUnknown, list, type Props, parseJson, same, type Value } from "../values";

/** A policy document in one form: lists for everything that may be a list, in one order. */
export function canonicalPolicy(text: Value): Value {
    const document = parseJson(text);
    if (!document) {
        return text;
    }
    const sorted = (value: Value) => (Array.isArray(value) ? [...value].sort() : value === undefined ? value : [value]);
    const members = (value: Value): Value =>
        value && typeof value === "object" && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]))
            : value;
    const statements = list(document.Statement).map((statement: Props) => ({
        ...statement,
        Action: sorted(statement.Action),
        NotAction: sorted(statement.NotAction),
        Resource: sorted(statement.Resource),
        NotResource: sorted(statement.NotResource),
        Principal: members(statement.Principal),
        Condition:
            statement.Condition &&
            Object.fromEntries(Object.entries(statement.Condition).map(([key, member]) => [key, members(member)])),
    }));
    return { ...document, Statement: statements.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

/** AWS's equivalence of policy documents: order and single values against lists mean nothing. */
export const samePolicy = (a: Value, b: Value): boolean => same(canonicalPolicy(a), canonicalPolicy(b));

export function validatePolicy(inputs: Props, property: string): Failure[] {
    const text = inputs[property];
    if (text === undefined || isUnknown(text)) {
        return [];
    }
    const document = parseJson(text);
    if (!document || typeof document !== "object") {
        return [{ property, reason: `"${property}" contains an invalid JSON policy` }];
    }
    return [];
}

/** What IAM itself finds in a document. */
export function checkDocument(call: Call, text: Value, isTrust: boolean): void {
    const statements = list(parseJson(text)?.Statement);
    if (statements.length === 0) {
        call.fail("MalformedPolicyDocument", "Syntax errors in policy.");
    }
    for (const statement of statements) {
        const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
        if (!["Allow", "Deny"].includes(Effect) || !(Action || NotAction)) {
            call.fail("MalformedPolicyDocument", "Syntax errors in policy.");
        }
        if (isTrust && !(Principal || NotPrincipal)) {
            call.fail(
                "MalformedPolicyDocument",
                "Trust Policy statement actions can only be sts actions with a principal",
            );
        }
        if (isTrust && list(Action).some((action) => !/^sts:/.test(action))) {
            call.fail("MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions.");
        }
        if (!isTrust && Principal) {
            call.fail("MalformedPolicyDocument", "Policy document should not specify a principal.");
        }
        if (!isTrust && !(Resource || NotResource)) {
            call.fail("MalformedPolicyDocument", "Policy statement must contain resources.");
        }
        const partition = call.environment.partition;
        for (const arn of list(Resource).filter((each) => typeof each === "string" && each.startsWith("arn:"))) {
            if (![partition, "*"].includes(arn.split(":")[1])) {
                call.fail(
                    "MalformedPolicyDocument",
                    `Partition "${arn.split(":")[1]}" is not valid for resource "${arn}".`,
                );
            }
        }
    }
}
