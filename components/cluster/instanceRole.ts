import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { accountOf, trustPolicy } from "../account";

/** Role and profile of container instances, complete once the profile's ARN is known. */
export interface InstanceRole {
    profileArn: pulumi.Output<string>;
    roleName: pulumi.Output<string>;
}

/**
 * The role by which instances register with the cluster, pull images and are reached through Session Manager:
 * "Amazon ECS container instance IAM role",
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
 */
export function instanceRole(
    name: string,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): InstanceRole {
    const account = accountOf(parent);
    const role = new iam.Role(
        `${name}-instances`,
        {
            description: `Container instances of ${name}`,
            assumeRolePolicy: trustPolicy(pulumi.interpolate`ec2.${account.dnsSuffix}`),
            tags,
        },
        { parent },
    );
    const attachments = {
        ecs: "service-role/AmazonEC2ContainerServiceforEC2Role",
        ssm: "AmazonSSMManagedInstanceCore",
    };
    const attached = Object.entries(attachments).map(
        ([key, policy]) =>
            new iam.RolePolicyAttachment(
                `${name}-instances-${key}`,
                { role: role.name, policyArn: pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}` },
                { parent },
            ),
    );
    const profile = new iam.InstanceProfile(`${name}-instances`, { role: role.name, tags }, { parent });
    return {
        // An instance that boots before its rights are there never registers, so who uses the profile waits for them.
        profileArn: pulumi.all([profile.arn, ...attached.map((a) => a.id)]).apply(([arn]) => arn as string),
        roleName: role.name,
    };
}
