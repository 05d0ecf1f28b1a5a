import type {
    Policy,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceRemediation,
    ResourceValidation,
    ResourceValidationPolicy,
    Severity,
} from "@pulumi/policy";

import { reasonFor } from "./exceptions";
import { matchesAny, type Options, schemaOf, type Values, valuesOf } from "./options";
import { type Container, containersOf } from "./reading/containers";
import { parentOfType, type Resource, registered, resourceOf } from "./resource";
import { CONTAINER_HOLDERS, TASK_DEFINITION_COMPONENT } from "./types";
import { type Problem, Verdict } from "./verdict";

/** What every rule says of itself. */
export interface Metadata<O extends Options> {
    /** Kebab-case, and the name of the rule's file. */
    name: string;
    /** One sentence: what must be so. It is printed above every violation. */
    description: string;
    enforcementLevel: "mandatory" | "advisory";
    severity: Severity;
    /** Control of a published standard, as `Foundational Security Best Practices`. */
    framework?: PolicyComplianceFramework;
    /** Further controls, such as NIST 800-53 r5 and CIS ids. */
    tags?: string[];
    /** What to write to satisfy the rule. */
    remediationSteps: string;
    url: string;
    options: O;
}

/** A rule that judges one resource by its own properties. */
export interface ResourceRule<O extends Options> extends Metadata<O> {
    /** Tokens of the types it judges; "any" for all. */
    types: readonly string[] | "any";
    judge(resource: Resource, verdict: Verdict, options: Values<O>): void;
    /** Writes what the rule wants. Runs only where the configuration raises the rule's level to `remediate`. */
    remediate?(props: Record<string, unknown>, resource: Resource, options: Values<O>): boolean;
}

/** Control of AWS Foundational Security Best Practices, by its Security Hub id. */
export const fsbp = (reference: string, specification: string): PolicyComplianceFramework => ({
    name: "AWS Foundational Security Best Practices",
    version: "1.0.0",
    reference,
    specification,
});

/** Makes a policy of the SDK from a rule; the names of all rules end up in the same shape. */
export function resourceRule<const O extends Options>(rule: ResourceRule<O>): ResourceValidationPolicy {
    const judged = rule.types === "any" ? undefined : new Set(rule.types);
    const validate: ResourceValidation & { __pulumiType?: string } = (args, report) => {
        if (judged && !judged.has(args.type)) return;
        const resource = resourceOf(args);
        registered.set(resource.urn, resource);
        const options = valuesOf(rule.options, args.getConfig());
        if (matchesAny(options.exclude, args.urn)) return;
        const verdict = new Verdict();
        verdict.check(() => rule.judge(resource, verdict, options));
        leaveToComponent(rule.name, resource, verdict);
        publish(rule, verdict, report, (message, urn) =>
            reasonFor(rule.name, urn ?? args.urn, resource, options.exceptions, message),
        );
    };
    // The server skips a rule of one type before it decodes the properties, which is most of a rule's cost.
    if (judged?.size === 1) validate.__pulumiType = [...judged][0];
    const remediateResource = rule.remediate && remediation(rule, rule.remediate.bind(rule));
    return { ...policyOf(rule), validateResource: validate, ...(remediateResource && { remediateResource }) };
}

function remediation<O extends Options>(
    rule: ResourceRule<O>,
    remediate: NonNullable<ResourceRule<O>["remediate"]>,
): ResourceRemediation {
    return (args) => {
        if (rule.types !== "any" && !rule.types.includes(args.type)) return undefined;
        const options = valuesOf(rule.options, args.getConfig());
        const resource = resourceOf(args);
        if (matchesAny(options.exclude, args.urn)) return undefined;
        if (reasonFor(rule.name, args.urn, resource, options.exceptions)) return undefined;
        let changed = false;
        new Verdict().check(() => {
            changed = remediate(args.props, resource, options);
        });
        return changed ? args.props : undefined;
    };
}

/** A rule on each container of a task definition, wherever the containers are written. */
export function containerRule<const O extends Options>(
    rule: Omit<ResourceRule<O>, "types" | "judge"> & {
        judgeContainer(container: Container, verdict: Verdict, options: Values<O>, resource: Resource): void;
    },
): ResourceValidationPolicy {
    const { judgeContainer, ...rest } = rule;
    return resourceRule<O>({
        ...rest,
        types: CONTAINER_HOLDERS,
        judge(resource, verdict, options) {
            for (const container of containersOf(resource.type, resource.props)) {
                verdict.check(() => judgeContainer(container, verdict, options, resource));
            }
        },
    });
}

/** The part of the SDK's policy that is the same for resource rules and stack rules. */
export function policyOf<O extends Options>(rule: Metadata<O>): Policy {
    const { name, description, enforcementLevel, severity, framework, tags, remediationSteps, url } = rule;
    const configSchema = schemaOf(rule.options);
    return {
        ...{ name, description, enforcementLevel, severity, remediationSteps, url, configSchema },
        ...(framework && { framework }),
        ...(tags && { tags }),
    };
}

type Advise = (violation: { message: string; urn?: string; enforcementLevel: "advisory" }) => void;

/** Hands a verdict to the SDK: violations, excepted ones as advisory, and once a resource what could not be read. */
export function publish(
    rule: { name: string; description: string },
    verdict: Verdict,
    report: ReportViolation,
    reason: (message: string, urn?: string) => string | undefined,
): void {
    // The server takes an object with a level of its own, which the SDK's types do not tell.
    const advise = (message: string, urn?: string) =>
        (report as unknown as Advise)({
            message: `${rule.description}\n${message}`,
            urn,
            enforcementLevel: "advisory",
        });
    const sorted = [...verdict.problems].sort((a, b) => `${a.urn}${a.message}`.localeCompare(`${b.urn}${b.message}`));
    for (const { message, urn, advisory } of sorted) {
        const excepted = reason(message, urn);
        if (excepted !== undefined) advise(`excepted, because ${excepted}: ${message}`, urn);
        else if (advisory) advise(message, urn);
        else report(message, urn);
    }
    for (const [urn, places] of verdict.unknown) {
        advise(`cannot tell yet: ${[...places].sort().join(", ")} is not known`, urn);
    }
}

const judgedComponents = new Map<string, Problem[]>();

/**
 * Reports a fault once: a task definition that our component made repeats the component's containers, so what was
 * said of the component is not said again. What somebody changed in between (`transforms`) still is.
 */
function leaveToComponent(rule: string, resource: Resource, verdict: Verdict): void {
    if (resource.type === TASK_DEFINITION_COMPONENT) {
        judgedComponents.set(`${rule} ${resource.urn}`, [...verdict.problems]);
        return;
    }
    const parent = parentOfType(resource, TASK_DEFINITION_COMPONENT);
    const said = parent && judgedComponents.get(`${rule} ${parent}`);
    if (!said) return;
    const messages = new Set(said.map(({ message }) => message));
    const news = verdict.problems.filter(({ message }) => !messages.has(message));
    verdict.problems.splice(0, verdict.problems.length, ...news);
    verdict.unknown.get(undefined)?.delete("containerDefinitions");
    if (verdict.unknown.get(undefined)?.size === 0) verdict.unknown.delete(undefined);
}
