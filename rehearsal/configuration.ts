import { Environment, partitionOf } from "./environment";
import { digits, isObject, list, type Props, parseJson, type Value } from "./values";

/** The account that a provider without profile, role or allowed accounts reaches. */
export const DEFAULT_ACCOUNT = "123456789012";

/** One provider instance's configuration, as AWS needs it: who and where. */
export interface Configuration {
    account: string;
    region: string;
    defaultTags: Record<string, string>;
    ignoreTags: { keys: string[]; keyPrefixes: string[] };
    /** What was assumed, for getCallerIdentity. */
    roleArn?: string;
}

/** Provider properties are strings on the wire; lists and objects are JSON in them. */
function decode(value: Value): Value {
    const parsed = typeof value === "string" && /^[[{]/.test(value) ? parseJson(value) : undefined;
    return parsed ?? value;
}

/** The account follows from role, profile and allowed accounts, in this order; the same input is always the same account. */
function accountOf(roleArn: Value, profile: Value, allowed: string[]): string {
    const fromRole = typeof roleArn === "string" ? roleArn.split(":")[4] : undefined;
    if (fromRole) {
        return fromRole;
    }
    if (typeof profile === "string" && profile && profile !== "default") {
        return /\d{12}/.exec(profile)?.[0] ?? `2${digits(`profile ${profile}`, 11)}`;
    }
    return allowed[0] ?? DEFAULT_ACCOUNT;
}

/** Reads a provider's configuration; the reason if AWS or the provider would refuse it. */
export function configurationOf(raw: Props): { configuration: Configuration; problem?: string } {
    const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(value)]));
    const roles = list(config.assumeRoles ?? config.assumeRole ?? config.assumeRoleWithWebIdentity);
    const roleArn = roles.at(-1)?.roleArn;
    const allowed = list(config.allowedAccountIds).map(String);
    const account = accountOf(roleArn, config.profile, allowed);
    const region = String(config.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "");
    const tags = isObject(config.defaultTags) ? config.defaultTags.tags : {};
    const ignore = isObject(config.ignoreTags) ? config.ignoreTags : {};
    const configuration: Configuration = {
        account,
        region,
        defaultTags: isObject(tags) ? tags : {},
        ignoreTags: { keys: list(ignore.keys), keyPrefixes: list(ignore.keyPrefixes) },
        ...(roleArn ? { roleArn } : {}),
    };
    return {
        configuration,
        problem: problemOf(configuration, allowed, list(config.forbiddenAccountIds).map(String), roles),
    };
}

function problemOf(
    { account, region }: Configuration,
    allowed: string[],
    forbidden: string[],
    roles: Value[],
): string | undefined {
    if (!region) {
        return (
            "Missing region information\nThe AWS region configuration is missing, is set to an invalid value or cannot " +
            "be resolved.\nMake sure you have set your AWS region, e.g. `pulumi config set aws:region us-west-2`."
        );
    }
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
        return `Invalid AWS Region: ${region}`;
    }
    if ((allowed.length > 0 && !allowed.includes(account)) || forbidden.includes(account)) {
        return `AWS account ID not allowed: ${account}`;
    }
    const foreign = roles.find((role) => String(role.roleArn ?? "").split(":")[1] !== partitionOf(region));
    if (foreign?.roleArn) {
        return `Cannot assume IAM Role: ${foreign.roleArn} is not in the partition of ${region}`;
    }
    return undefined;
}

export function environmentOf(configuration: Configuration, region: string, seed: string, name: string): Environment {
    return new Environment(configuration.account, region, seed, name, configuration.defaultTags);
}
