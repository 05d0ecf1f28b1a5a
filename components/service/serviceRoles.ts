import type * as pulumi from "@pulumi/pulumi";

import { shiftsTraffic } from "./deploymentStrategy";
import type { EcsServiceArgs } from "./ecsService";
import { ecsRole, InfrastructurePolicy } from "./infrastructureRole";

/** ARNs of the roles that ECS itself takes for a service, where it needs them. */
export interface ServiceRoles {
    infrastructure: pulumi.Output<string> | undefined;
    hooks: pulumi.Output<string> | undefined;
}

/** Creates the roles that ECS itself takes for a service. */
export function serviceRoles(name: string, args: EcsServiceArgs, parent: pulumi.Resource): ServiceRoles {
    const volumes = (args.volumes ?? []).flatMap(({ ebs }) => (ebs ? [ebs] : []));
    const tls = (args.serviceConnect?.services ?? []).flatMap((entry) => (entry.tls ? [entry.tls] : []));
    const balanced = (args.routes ?? []).length + (args.networkRoutes ?? []).length > 0;
    const policies = [
        ...(shiftsTraffic(args.deployment) && balanced ? [InfrastructurePolicy.LoadBalancers] : []),
        ...(volumes.length > 0 ? [InfrastructurePolicy.Volumes] : []),
        ...(tls.length > 0 ? [InfrastructurePolicy.Tls] : []),
    ];
    const keys = [...volumes, ...tls].flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [kmsKeyArn]));
    // "Encrypt data stored in Amazon EBS volumes attached to Amazon ECS tasks".
    const actions = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"];
    const statements = keys.length > 0 ? [{ actions, resources: keys }] : [];
    const functions = (args.deployment?.lifecycleHooks ?? []).flatMap(({ lambdaArn }) => lambdaArn ?? []);
    const invoke = { actions: ["lambda:InvokeFunction"], resources: functions };
    return {
        infrastructure:
            policies.length > 0
                ? ecsRole(`${name}-infrastructure`, `ECS for ${name}`, { policies, statements }, args.tags, parent)
                : undefined,
        hooks:
            functions.length > 0
                ? ecsRole(
                      `${name}-hooks`,
                      `Hooks of ${name}`,
                      { policies: [], statements: [invoke] },
                      args.tags,
                      parent,
                  )
                : undefined,
    };
}
