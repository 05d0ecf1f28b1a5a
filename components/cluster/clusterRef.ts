import type * as pulumi from "@pulumi/pulumi";

import type { CpuArchitecture } from "../ecs/instanceTypes";

/** One capacity of a strategy and its share of the tasks. */
export interface CapacityProviderStrategyItem {
    /** Name of the capacity provider in AWS. */
    capacityProvider: pulumi.Input<string>;
    /** Share of the tasks beyond every base, 0 to 1000, against the other items' weights. */
    weight: pulumi.Input<number>;
    /** Number of tasks that run here at least, 0 to 100000; one item of a strategy may have it. Default: 0. */
    base?: pulumi.Input<number>;
}

/** Instances of a capacity, as far as they decide whether a task can run there at all. */
export interface CapacityFacts {
    /** Instance types, best first. */
    instanceTypes: string[];
    /** Most instances. */
    maxSize: number;
    /** MiB of each instance that the agent keeps from tasks. Default: 0. */
    reservedMemory?: number;
    /** Whether network interfaces are trunked, for more awsvpc tasks. Default: false. */
    eniTrunking?: boolean;
    /** Whether services that name no capacity run here. Default: false. */
    isDefault?: boolean;
}

/**
 * A cluster to run services on: an EcsCluster, or the same outputs by a stack reference. Everything that a service
 * needs to know of its surroundings is here.
 */
export interface ClusterRef {
    /** Name of the cluster, as commands and autoscaling resource ids take it. */
    clusterName: pulumi.Input<string>;
    /** ARN of the cluster. */
    clusterArn: pulumi.Input<string>;
    /** VPC of the container instances. */
    vpcId: pulumi.Input<string>;
    /** Subnets of the container instances, which awsvpc tasks use as well. */
    taskSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Number of these subnets. Plain: an EFS volume has a mount target in each. Default: as listed. */
    taskSubnetCount?: number;
    /** Whether awsvpc tasks reach the internet. Plain: it decides network modes. Default: false. */
    taskEgress?: boolean;
    /** Whether its subnets have IPv6. Plain. Default: false. */
    ipv6?: boolean;
    /** Security group of the container instances, which is that of every task in bridge or host mode. */
    instanceSecurityGroupId: pulumi.Input<string>;
    /** Capacity provider names in AWS by the names that the cluster's capacities have in the program. */
    capacityProviders: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /** Architecture of the instances by the same names. */
    architectures: pulumi.Input<Record<string, pulumi.Input<CpuArchitecture>>>;
    /** Architecture of the capacity that services use when they name none. */
    architecture: pulumi.Input<CpuArchitecture>;
    /** Strategy of services that name no capacity. */
    defaultCapacityProviderStrategy: pulumi.Input<pulumi.Input<CapacityProviderStrategyItem>[]>;
    /** Log group of ECS Exec sessions, which task roles then may write to. Default: sessions leave no record. */
    execLogGroupArn?: pulumi.Input<string>;
    /** KMS key of ECS Exec sessions, which task roles then may use. Default: AWS's own encryption. */
    execKmsKeyArn?: pulumi.Input<string>;
    /** Cloud Map namespace for discovery. Default: none; services then cannot ask for discovery. */
    namespaceId?: pulumi.Input<string>;
    /** Domain name of that namespace. */
    namespaceName?: pulumi.Input<string>;
    /** ARN of that namespace, for Service Connect. Default: none; services then name one to use it. */
    namespaceArn?: pulumi.Input<string>;
    /** What tasks may count on, by the names of the capacities. Plain: it is checked. Default: nothing is checked. */
    capacityFacts?: Record<string, CapacityFacts>;
}
