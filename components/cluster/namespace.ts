import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";

/** A Cloud Map namespace that exists already. */
export interface NamespaceRef {
    /** Id of the namespace. */
    namespaceId: pulumi.Input<string>;
    /** Name of the namespace: what stands behind the dot of a host name. */
    namespaceName: pulumi.Input<string>;
    /** ARN of the namespace, which Service Connect needs. Default: none; it then serves discovery only. */
    namespaceArn?: pulumi.Input<string>;
}

/** A namespace with all that services and Service Connect ask of it. */
export interface Namespace {
    id: pulumi.Output<string>;
    name: pulumi.Output<string>;
    arn: pulumi.Output<string> | undefined;
}

/** The namespace that is given, or a private DNS namespace of the cluster's own. */
export function clusterNamespace(
    name: string,
    namespaceName: string,
    existing: NamespaceRef | undefined,
    vpcId: pulumi.Input<string>,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): Namespace {
    if (existing) {
        return {
            id: pulumi.output(existing.namespaceId),
            name: pulumi.output(existing.namespaceName),
            arn: existing.namespaceArn === undefined ? undefined : pulumi.output(existing.namespaceArn),
        };
    }
    const made = new servicediscovery.PrivateDnsNamespace(
        name,
        { name: namespaceName, vpc: vpcId, description: `Services of ${name}`, tags },
        // One VPC holds one namespace of a name: the old one goes first.
        { parent, deleteBeforeReplace: true },
    );
    return { id: made.id, name: made.name, arn: made.arn };
}
