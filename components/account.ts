import * as identity from "@pulumi/aws/getCallerIdentity";
import * as partition from "@pulumi/aws/getPartition";
import * as region from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";

/** Where the resources of a component live: everything that ARNs and endpoints are made of. */
export interface Account {
    /** aws, aws-cn or aws-us-gov. */
    partition: pulumi.Output<string>;
    /** amazonaws.com, or amazonaws.com.cn in China. */
    dnsSuffix: pulumi.Output<string>;
    region: pulumi.Output<string>;
    accountId: pulumi.Output<string>;
}

// Keyed by the engine of this run, so that an answer never outlives it, and by the provider.
const answers = new WeakMap<object, Map<unknown, Account>>();

/** Account and region of a component's provider, asked once for each provider however many components there are. */
export function accountOf(component: pulumi.Resource): Account {
    return accountOfProvider(component.getProvider(AWS));
}

/** The same for a component that does not exist yet, from the options that it will get. */
export function accountOfOptions(opts: pulumi.ComponentResourceOptions = {}): Account {
    const providers = [opts.provider, ...Object.values(opts.providers ?? {})];
    // Left out of the SDK's types, but the only way to tell whose provider it is.
    const packageOf = (provider: unknown) => (provider as { getPackage(): string } | undefined)?.getPackage();
    const own = providers.find((provider) => packageOf(provider) === "aws");
    return accountOfProvider(own ?? opts.parent?.getProvider(AWS));
}

const AWS = "aws:index:getRegion";

function accountOfProvider(provider: pulumi.ProviderResource | undefined): Account {
    const engine = pulumi.runtime.getMonitor() as object;
    const known = answers.get(engine) ?? new Map<unknown, Account>();
    answers.set(engine, known);
    const account = known.get(provider) ?? ask(provider);
    known.set(provider, account);
    return account;
}

function ask(provider: pulumi.ProviderResource | undefined): Account {
    const opts = provider ? { provider } : {};
    const here = partition.getPartitionOutput({}, opts);
    return {
        partition: here.partition,
        dnsSuffix: here.dnsSuffix,
        region: region.getRegionOutput({}, opts).region,
        accountId: identity.getCallerIdentityOutput({}, opts).accountId,
    };
}

/** Trust policy of a role that an AWS service takes; with `source`, only for resources of this account. */
export function trustPolicy(service: pulumi.Input<string>, source?: Account): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: service },
                ...(source ? { Condition: { StringEquals: { "aws:SourceAccount": source.accountId } } } : {}),
            },
        ],
    });
}
