import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import type { ContainerArgs } from "./containers";
import { secretArn } from "./taskRoles";

/** How a service learns that a secret has changed: ECS reads secrets only when a task starts. */
export interface SecretVersions {
    secretVersions?: Record<string, pulumi.Input<string>>;
    lookUpSecretVersions?: boolean;
    containers: ContainerArgs[];
}

/** What starts a deployment when it changes: ids of versions, never what is in them. */
export function versionTriggers(args: SecretVersions, parent: pulumi.Resource): Record<string, pulumi.Input<string>> {
    const given = Object.entries(args.secretVersions ?? {}).map(
        ([name, version]) => [`secret-${name}`, version] as const,
    );
    const found = args.lookUpSecretVersions ? secretsOf(args.containers) : [];
    return Object.fromEntries([
        ...given,
        ...found.map(([name, reference]) => [`secret-${name}`, currentVersion(reference, parent)] as const),
    ]);
}

const secretsOf = (containers: ContainerArgs[]): [string, pulumi.Input<string>][] =>
    containers.flatMap((container) =>
        Object.entries(container.secrets ?? {}).map(([name, reference]): [string, pulumi.Input<string>] => [
            `${container.name}-${name}`,
            reference,
        ]),
    );

/** Id of the version that tasks get which start now; the call lists versions and reads none of their values. */
function currentVersion(reference: pulumi.Input<string>, parent: pulumi.Resource): pulumi.Output<string> {
    const secretId = pulumi.output(reference).apply(secretArn);
    return secretsmanager
        .getSecretVersionsOutput({ secretId }, { parent })
        .versions.apply(
            (all) => all.find(({ versionStages }) => versionStages.includes("AWSCURRENT"))?.versionId ?? "none",
        );
}

/** What cannot be looked up. */
export function* versionProblems(args: SecretVersions): Generator<Problem> {
    if (!args.lookUpSecretVersions) return;
    const parameters = secretsOf(args.containers).filter(
        ([, reference]) => typeof reference === "string" && reference.split(":")[2] === "ssm",
    );
    if (parameters.length > 0) {
        const names = parameters.map(([name]) => name).join(", ");
        const reason = `cannot follow SSM parameters (${names}), whose version comes with their value; give it in secretVersions`;
        yield { propertyPath: "lookUpSecretVersions", reason };
    }
}
