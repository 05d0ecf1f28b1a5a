import { type Exception, matchesAny } from "./options";
import type { Resource } from "./resource";

/** Key of the tag by which a resource records, beside its own properties, why it may break a rule. */
export const EXCEPTION_TAG = "policy-exception/";

/**
 * Why a resource may break a rule, or undefined when nobody said. A reason stands either in the resource's own tag
 * `policy-exception/<rule>`, or in the rule's configuration for the many AWS types that have no tags. An exception
 * without a reason, or past its last day, is none.
 */
export function reasonFor(
    rule: string,
    urn: string,
    resource: Resource | undefined,
    exceptions: readonly Exception[],
    message?: string,
    today = new Date().toISOString().slice(0, 10),
): string | undefined {
    const tag = resource?.props.at("tags", EXCEPTION_TAG + rule);
    const tagged = tag && !tag.isUnknown ? tag.text()?.trim() : undefined;
    if (tagged) return tagged;
    const configured = exceptions.find(
        ({ resource, violation, reason, until }) =>
            reason?.trim() &&
            !(until && until < today) &&
            matchesAny([resource], urn) &&
            (violation === undefined || (message !== undefined && matchesAny([violation], message))),
    );
    return configured?.reason.trim();
}
