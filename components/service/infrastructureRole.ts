import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { accountOf, trustPolicy } from "../account";
import { type PolicyStatementArgs, policyDocument } from "./taskRoles";

/** AWS's own policies for what ECS does to other resources in a service's name: "Amazon ECS infrastructure IAM role". */
export const InfrastructurePolicy = {
    LoadBalancers: "AmazonECSInfrastructureRolePolicyForLoadBalancers",
    Volumes: "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
    Tls: "service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
} as const;
type InfrastructurePolicy = (typeof InfrastructurePolicy)[keyof typeof InfrastructurePolicy];

/** A role that ECS itself takes for a service; its ARN is known once it has its rights. */
export function ecsRole(
    name: string,
    description: string,
    rights: { policies: InfrastructurePolicy[]; statements: PolicyStatementArgs[] },
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const account = accountOf(parent);
    const assumeRolePolicy = trustPolicy("ecs.amazonaws.com", account);
    const role = new iam.Role(name, { description, assumeRolePolicy, tags }, { parent });
    const attached: pulumi.Output<string>[] = rights.policies.map(
        (policy, index) =>
            new iam.RolePolicyAttachment(
                index === 0 ? name : `${name}-${index + 1}`,
                {
                    role: role.name,
                    policyArn: pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}`,
                },
                { parent },
            ).id,
    );
    if (rights.statements.length > 0) {
        const policy = policyDocument(rights.statements);
        attached.push(new iam.RolePolicy(name, { role: role.name, policy }, { parent }).id);
    }
    return pulumi.all([role.arn, ...attached]).apply(([arn]) => arn as string);
}
