import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import { accountOf, trustPolicy } from "../account";
import { capacitiesOf, type EcsClusterArgs } from "./clusterArgs";

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
export function instanceRole(name: string, args: EcsClusterArgs, parent: pulumi.Resource): InstanceRole {
    const account = accountOf(parent);
    const { tags } = args;
    const role = new iam.Role(
        `${name}-instances`,
        {
            description: `Container instances of ${name}`,
            assumeRolePolicy: trustPolicy(pulumi.interpolate`ec2.${account.dnsSuffix}`),
            tags,
        },
        { parent },
    );
    const managed = (policy: string) => pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}`;
    const policies: Record<string, pulumi.Input<string>> = {
        ecs: managed("service-role/AmazonEC2ContainerServiceforEC2Role"),
        ssm: managed("AmazonSSMManagedInstanceCore"),
        ...Object.fromEntries((args.instancePolicyArns ?? []).map((arn, index) => [`more-${index + 1}`, arn])),
    };
    const rights: pulumi.Resource[] = Object.entries(policies).map(
        ([key, policyArn]) =>
            new iam.RolePolicyAttachment(`${name}-instances-${key}`, { role: role.name, policyArn }, { parent }),
    );
    const files = Object.values(capacitiesOf(args)).flatMap(({ agentConfigS3Uri }) => agentConfigS3Uri ?? []);
    if (files.length > 0) {
        const policy = pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "s3:GetObject",
                    Resource: [...new Set(files)].map(
                        (uri) => pulumi.interpolate`arn:${account.partition}:s3:::${uri.replace("s3://", "")}`,
                    ),
                },
            ],
        });
        rights.push(new iam.RolePolicy(`${name}-instances-config`, { role: role.name, policy }, { parent }));
    }
    const profile = new iam.InstanceProfile(`${name}-instances`, { role: role.name, tags }, { parent });
    return {
        // An instance that boots before its rights are there never registers, so who uses the profile waits for them.
        profileArn: pulumi.all([profile.arn, ...rights.map((right) => right.urn)]).apply(([arn]) => arn as string),
        roleName: role.name,
    };
}
