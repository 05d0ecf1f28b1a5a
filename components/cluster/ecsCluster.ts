import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import type { CpuArchitecture } from "../ecs/instanceTypes";
import { CAPACITY_PROVIDER_NAME, NAMESPACE_NAME } from "../ecs/limits";
import { type Problem, refuse } from "../errors";
import { nameProblems } from "../names";
import { hasTaskEgress, taskSubnetCount, taskSubnetIds, type VpcRef } from "../network/vpcRef";
import { capacityProblems, type Ec2CapacityArgs } from "./capacityArgs";
import type { CapacityProviderStrategyItem } from "./clusterRef";
import { Ec2Capacity } from "./ec2Capacity";
import { instanceRole } from "./instanceRole";

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
    /** Tags of everything here. Default: none. */
    tags?: Record<string, pulumi.Input<string>>;
}

/**
 * An ECS cluster on EC2 capacity: the cluster, its Auto Scaling groups as capacity providers, their one association
 * with a default strategy, the role and security group of the instances, and a Cloud Map namespace. No Spot, no Fargate,
 * no SSH: instances are reached through Session Manager.
 *
 * Children: `<name>` (cluster, association, namespace), `<name>-instances` (role, profile, security group), its
 * attachments `<name>-instances-ecs` and `-ssm`, `<name>-instances-egress`, and an Ec2Capacity `<name>-<capacity>` each.
 */
export class EcsCluster extends pulumi.ComponentResource {
    /** Name of the cluster. */
    readonly clusterName: pulumi.Output<string>;
    /** ARN of the cluster. */
    readonly clusterArn: pulumi.Output<string>;
    /** VPC of the instances. */
    readonly vpcId: pulumi.Output<string>;
    /** Subnets of the instances and of awsvpc tasks. */
    readonly taskSubnetIds: pulumi.Output<string[]>;
    /** Number of these subnets, where the VPC says it. */
    readonly taskSubnetCount?: number;
    /** Whether awsvpc tasks reach the internet. */
    readonly taskEgress: boolean;
    /** Security group of the instances. */
    readonly instanceSecurityGroupId: pulumi.Output<string>;
    /** Capacity provider names by capacity, known once they are associated with the cluster. */
    readonly capacityProviders: pulumi.Output<Record<string, string>>;
    /** Architecture by capacity. */
    readonly architectures: pulumi.Output<Record<string, CpuArchitecture>>;
    /** Architecture of the default capacity. */
    readonly architecture: pulumi.Output<CpuArchitecture>;
    /** Strategy of services that name no capacity. */
    readonly defaultCapacityProviderStrategy: pulumi.Output<CapacityProviderStrategyItem[]>;
    /** Id of the Cloud Map namespace. */
    readonly namespaceId: pulumi.Output<string>;
    /** Domain name of the Cloud Map namespace. */
    readonly namespaceName: pulumi.Output<string>;
    /** Name of the instances' role, to attach further policies to. */
    readonly instanceRoleName: pulumi.Output<string>;

    constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("ecs-ec2:index:EcsCluster", name, args, opts);

        const capacityArgs = args.capacities ?? { main: {} };
        const namespaceName = args.namespaceName ?? `${name}-${pulumi.getStack()}.internal`.toLowerCase();
        refuse(this, problems(name, capacityArgs, namespaceName));

        const cluster = new ecs.Cluster(
            name,
            {
                settings: [{ name: "containerInsights", value: args.containerInsights ?? ContainerInsights.Enhanced }],
                tags: args.tags,
            },
            { parent: this, customTimeouts: { delete: "20m" } },
        );
        const namespace = new servicediscovery.PrivateDnsNamespace(
            name,
            { name: namespaceName, vpc: args.vpc.vpcId, description: `Services of ${name}`, tags: args.tags },
            { parent: this },
        );
        const role = instanceRole(name, args.tags, this);
        const securityGroupId = instanceSecurityGroup(name, args, this);
        const capacities = Object.entries(capacityArgs).map(([key, capacity]) => ({
            key,
            weight: capacity.weight ?? (key === Object.keys(capacityArgs)[0] ? 1 : 0),
            component: new Ec2Capacity(
                `${name}-${key}`,
                {
                    ...capacity,
                    clusterName: cluster.name,
                    subnetIds: taskSubnetIds(args.vpc),
                    publicAddresses: args.vpc.privateSubnetIds === undefined,
                    securityGroupId,
                    instanceProfileArn: role.profileArn,
                    tags: { ...args.tags, ...capacity.tags },
                },
                { parent: this },
            ),
        }));
        const associated = associate(name, cluster, capacities, this);

        this.clusterName = cluster.name;
        this.clusterArn = cluster.arn;
        this.vpcId = pulumi.output(args.vpc.vpcId);
        this.taskSubnetIds = pulumi.output(taskSubnetIds(args.vpc));
        this.taskSubnetCount = taskSubnetCount(args.vpc);
        this.taskEgress = hasTaskEgress(args.vpc);
        this.instanceSecurityGroupId = securityGroupId;
        this.capacityProviders = associated.names;
        this.defaultCapacityProviderStrategy = associated.strategy;
        this.architectures = pulumi.output(
            Object.fromEntries(capacities.map(({ key, component }) => [key, component.architecture])),
        );
        this.architecture = pulumi.output(defaultCapacity(capacities).component.architecture);
        this.namespaceId = namespace.id;
        this.namespaceName = namespace.name;
        this.instanceRoleName = role.roleName;
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterArn: this.clusterArn,
            vpcId: this.vpcId,
            taskSubnetIds: this.taskSubnetIds,
            taskSubnetCount: this.taskSubnetCount,
            taskEgress: this.taskEgress,
            instanceSecurityGroupId: this.instanceSecurityGroupId,
            capacityProviders: this.capacityProviders,
            architectures: this.architectures,
            architecture: this.architecture,
            defaultCapacityProviderStrategy: this.defaultCapacityProviderStrategy,
            namespaceId: this.namespaceId,
            namespaceName: this.namespaceName,
            instanceRoleName: this.instanceRoleName,
        });
    }
}

interface Capacity {
    key: string;
    weight: number;
    component: Ec2Capacity;
}

function* problems(
    name: string,
    capacities: Record<string, Ec2CapacityArgs>,
    namespaceName: string,
): Generator<Problem> {
    const entries = Object.entries(capacities);
    if (entries.length === 0 || entries.length > 20) {
        yield { propertyPath: "capacities", reason: `must be 1 to 20 capacities, got ${entries.length}` };
    }
    for (const [key, capacity] of entries) {
        yield* nameProblems(`capacities.${key}`, `${name}-${key}`, CAPACITY_PROVIDER_NAME);
        yield* capacityProblems(`capacities.${key}.`, capacity);
    }
    if (entries.length > 0 && entries.every(([, { weight }]) => weight === 0)) {
        yield { propertyPath: "capacities", reason: "must give one capacity a weight of 1 or more, got only 0" };
    }
    yield* nameProblems("namespaceName", namespaceName, NAMESPACE_NAME);
}

function instanceSecurityGroup(name: string, args: EcsClusterArgs, parent: EcsCluster): pulumi.Output<string> {
    const group = new ec2.SecurityGroup(
        `${name}-instances`,
        {
            vpcId: args.vpc.vpcId,
            description: `Container instances of ${name}`,
            tags: { ...args.tags, Name: `${name}-instances` },
        },
        { parent },
    );
    const egress = new vpc.SecurityGroupEgressRule(
        `${name}-instances-egress`,
        { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", description: "To ECS, ECR and the rest" },
        { parent },
    );
    // An instance that cannot speak at boot never registers, so who uses the group waits for its rule.
    return pulumi.all([group.id, egress.id]).apply(([id]) => id);
}

const defaultCapacity = (capacities: Capacity[]) =>
    capacities.reduce((best, capacity) => (capacity.weight > best.weight ? capacity : best));

/** The one association of capacity providers with the cluster, and their names for services to use. */
function associate(name: string, cluster: ecs.Cluster, capacities: Capacity[], parent: EcsCluster) {
    const strategy = capacities
        .filter(({ weight }) => weight > 0)
        .map(({ weight, component }) => ({ capacityProvider: component.capacityProviderName, weight, base: 0 }));
    const association = new ecs.ClusterCapacityProviders(
        name,
        {
            clusterName: cluster.name,
            capacityProviders: capacities.map(({ component }) => component.capacityProviderName),
            defaultCapacityProviderStrategies: strategy,
        },
        { parent },
    );
    const byKey = Object.fromEntries(capacities.map(({ key, component }) => [key, component.capacityProviderName]));
    // A service that names a provider before it is associated is refused: names carry that dependency.
    return {
        names: pulumi.all([association.id, byKey]).apply(([, names]) => names),
        strategy: pulumi.all([association.id, strategy]).apply(([, items]) => items as CapacityProviderStrategyItem[]),
    };
}
