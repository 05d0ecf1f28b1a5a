import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";

import { type Problem, refuse } from "../errors";
import { rangeProblems } from "../names";

/** How a generated secret looks and how long it can be brought back. */
export interface GeneratedSecretArgs {
    /** Number of letters and digits, 8 to 4096. Default: 32. */
    length?: number;
    /** Days in which AWS can restore it after it was deleted: 0, or 7 to 30. With 0 it is gone at once. Default: 30. */
    recoveryWindowInDays?: number;
    /** What it is for. Default: none. */
    description?: string;
    /** Tags. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * A random password in Secrets Manager that nobody has to think of, type or see. It is made once, by Secrets Manager;
 * Pulumi keeps it encrypted in its state. To make a new one: `pulumi up --replace <URN of the version>`.
 *
 * Children: `<name>` (secret and version).
 */
export class GeneratedSecret extends pulumi.ComponentResource {
    /** ARN to give to a container's `secrets`, known once the secret has its value. */
    readonly secretArn: pulumi.Output<string>;

    constructor(name: string, args: GeneratedSecretArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:GeneratedSecret", name, {}, opts);
        refuse(this, problems(args));

        const secret = new secretsmanager.Secret(
            name,
            {
                recoveryWindowInDays: args.recoveryWindowInDays ?? 30,
                ...(args.description === undefined ? {} : { description: args.description }),
                tags: args.tags,
            },
            { parent: this },
        );
        const { randomPassword } = secretsmanager.getRandomPasswordOutput(
            { passwordLength: args.length ?? 32, excludePunctuation: true },
            { parent: this },
        );
        const version = new secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: pulumi.secret(randomPassword) },
            // Each run is offered another random value; the first one stays.
            { parent: this, ignoreChanges: ["secretString"] },
        );
        this.secretArn = pulumi.all([secret.arn, version.id]).apply(([arn]) => arn);
        this.registerOutputs({ secretArn: this.secretArn });
    }
}

function* problems(args: GeneratedSecretArgs): Generator<Problem> {
    yield* rangeProblems("length", args.length, { min: 8, max: 4096, unit: "characters" });
    if (args.recoveryWindowInDays !== undefined && args.recoveryWindowInDays !== 0) {
        yield* rangeProblems("recoveryWindowInDays", args.recoveryWindowInDays, {
            min: 7,
            max: 30,
            unit: "days, or 0",
        });
    }
}
