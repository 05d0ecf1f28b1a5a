import * as pulumi from "@pulumi/pulumi";

import { architectureOf, instanceTypeOf } from "../ecs/instanceTypes";
import { CAPACITY_PROVIDER_NAME, LOG_RETENTION_DAYS, NAMESPACE_NAME } from "../ecs/limits";
import type { Problem } from "../errors";
import { nameProblems } from "../names";
import type { VpcRef } from "../network/vpcRef";
import { capacityProblems, type Ec2CapacityArgs, instanceTypesOf } from "./capacityArgs";
import type { NamespaceRef } from "./namespace";

/** How much CloudWatch Container Insights records of a cluster. */
export const ContainerInsights = {
    /** Metrics of cluster, services, tasks and containers. */
    Enhanced: "enhanced",
    /** Metrics of cluster and services. */
    Enabled: "enabled",
    /** Nothing beyond the free metrics. */
    Disabled: "disabled",
} as const;
/** How much CloudWatch Container Insights records of a cluster. */
export type ContainerInsights = (typeof ContainerInsights)[keyof typeof ContainerInsights];

/** Where the sessions of ECS Exec are recorded, and by what they are encrypted. */
export interface ExecSessionsArgs {
    /** Days that the record is kept, one of the values that CloudWatch Logs takes. Default: 90. */
    logRetentionDays?: number;
    /** ARN of the KMS key that encrypts sessions and their record; its policy must let CloudWatch Logs use it. Default: none. */
    kmsKeyArn?: pulumi.Input<string>;
}

/** A cluster, its instances and its namespace. */
export interface EcsClusterArgs {
    /** VPC that the instances run in. */
    vpc: VpcRef;
    /**
     * EC2 instances by a name of your choice; services use it to ask for one. Each becomes a capacity provider.
     * Default: one capacity called "main" of one to four t3.small.
     */
    capacities?: Record<string, Ec2CapacityArgs>;
    /** What CloudWatch Container Insights records, at CloudWatch's prices for metrics. Default: enhanced. */
    containerInsights?: ContainerInsights;
    /**
     * Domain name of the Cloud Map private DNS namespace for discovery: one VPC cannot have two of the same name, and a
     * change replaces it. Default: `<name>-<stack>.internal`.
     */
    namespaceName?: string;
    /** A Cloud Map namespace that exists already, instead of one of the cluster's own. Default: none. */
    namespace?: NamespaceRef;
    /** Whether the sessions of ECS Exec are recorded in a log group of their own. Default: they are not. */
    execSessions?: ExecSessionsArgs;
    /** ARN of the KMS key that encrypts volumes which ECS manages for tasks. Default: AWS's own key. */
    managedStorageKmsKeyArn?: pulumi.Input<string>;
    /**
     * Whether instances trunk their network interfaces, so that more awsvpc tasks fit on each. It turns on the account
     * setting awsvpcTrunking for this region, which stays when the stack goes, and only instances that start afterwards
     * have it. Not for T instances. Default: false.
     */
    eniTrunking?: boolean;
    /** ARNs of further policies of the instances' role. Tasks do not get these rights. Default: none. */
    instancePolicyArns?: pulumi.Input<string>[];
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/** Name of the namespace that a cluster makes. */
export const namespaceNameOf = (name: string, args: EcsClusterArgs): string =>
    args.namespaceName ?? `${name}-${pulumi.getStack()}.internal`.toLowerCase();

/** Capacities of a cluster, by name. */
export const capacitiesOf = (args: EcsClusterArgs): Record<string, Ec2CapacityArgs> => args.capacities ?? { main: {} };

/** What is wrong with a cluster. */
export function* clusterProblems(name: string, args: EcsClusterArgs): Generator<Problem> {
    const entries = Object.entries(capacitiesOf(args));
    if (entries.length === 0 || entries.length > 20) {
        yield { propertyPath: "capacities", reason: `must be 1 to 20 capacities, got ${entries.length}` };
    }
    for (const [key, capacity] of entries) {
        yield* nameProblems(`capacities.${key}`, `${name}-${key}`, CAPACITY_PROVIDER_NAME);
        yield* capacityProblems(`capacities.${key}.`, capacity);
        if (args.eniTrunking) yield* trunkingProblems(key, capacity);
    }
    if (entries.length > 0 && entries.every(([, { weight }]) => weight === 0)) {
        yield { propertyPath: "capacities", reason: "must give one capacity a weight of 1 or more, got only 0" };
    }
    if (entries.filter(([, { base }]) => (base ?? 0) > 0).length > 1) {
        yield { propertyPath: "capacities", reason: "may give a base to one capacity only" };
    }
    const weighted = entries.filter(([, { weight }], index) => (weight ?? (index === 0 ? 1 : 0)) > 0);
    const architectures = new Set(weighted.map(([, capacity]) => architectureOf(instanceTypesOf(capacity)[0] ?? "")));
    if (architectures.size > 1) {
        const names = weighted.map(([key]) => key).join(", ");
        yield {
            propertyPath: "capacities",
            reason: `give a weight to one architecture only, since an image runs on one; ${names} have both. Services choose the other by capacityProviderStrategy`,
        };
    }
    if (args.namespace && args.namespaceName !== undefined) {
        yield { propertyPath: "namespaceName", reason: "cannot go with namespace, which has a name" };
    }
    yield* nameProblems("namespaceName", namespaceNameOf(name, args), NAMESPACE_NAME);
    yield* execSessionsProblems(args.execSessions ?? {});
}

function* trunkingProblems(key: string, capacity: Ec2CapacityArgs): Generator<Problem> {
    for (const type of instanceTypesOf(capacity)) {
        if (instanceTypeOf(type)?.trunkedTasks === 0) {
            yield {
                propertyPath: "eniTrunking",
                reason: `has no effect on ${type} of capacity ${key}, which cannot trunk; take an m, c or r type or leave it out`,
            };
        }
    }
}

/** What is wrong with the record of sessions. */
function* execSessionsProblems({ logRetentionDays }: ExecSessionsArgs): Generator<Problem> {
    if (logRetentionDays !== undefined && !LOG_RETENTION_DAYS.includes(logRetentionDays)) {
        yield {
            propertyPath: "execSessions.logRetentionDays",
            reason: `must be one of ${LOG_RETENTION_DAYS.join(", ")} days, got ${logRetentionDays}`,
        };
    }
}
