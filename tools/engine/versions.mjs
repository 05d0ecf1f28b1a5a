// Which Pulumi CLI this package runs on, and how versions compare.

/**
 * The oldest CLI that is used as it is. The policy pack stands on @pulumi/policy 1.21, which is written against
 * @pulumi/pulumi 3.204: from there on the CLI starts policy packs and component plugins through the language host's
 * RunPlugin, sends packs their stack's tags and configuration, and knows the severities that the pack reports.
 */
export const MINIMUM_PULUMI = "3.204.0";

/** The CLI that is fetched or built where there is none: the version of tools/engine/go/go.mod. */
export const PULUMI = "3.250.0";

/** The official language hosts that it is built with: the newest that the Go module proxy holds. */
export const LANGUAGE_HOSTS = "3.68.0";

/** The oldest Go that builds it: its go.mod asks for Go 1.25. */
export const MINIMUM_GO = "1.25";

/** "v3.250.0-alpha.1" to [3, 250, 0]; undefined where there is no version in the text. */
export function parseVersion(text) {
    const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? "");
    return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

/** Whether version `a` is older than version `b`. */
export function isOlder(a, b) {
    const left = parseVersion(a);
    const right = parseVersion(b);
    for (let index = 0; index < 3; index++) {
        if (left[index] !== right[index]) return left[index] < right[index];
    }
    return false;
}
