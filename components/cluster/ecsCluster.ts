import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import type { CpuArchitecture } from "../ecs/instanceTypes";
import { refuse } from "../errors";
import { hasTaskEgress, taskSubnetCount, taskSubnetIds } from "../network/vpcRef";
import { associate, defaultCapacity, type WeightedCapacity } from "./association";
import { capacityFactsOf } from "./capacityFacts";
import { ContainerInsights, capacitiesOf, clusterProblems, type EcsClusterArgs, namespaceNameOf } from "./clusterArgs";
import type { CapacityFacts, CapacityProviderStrategyItem } from "./clusterRef";
import { doctorCommand } from "./doctor";
import { Ec2Capacity } from "./ec2Capacity";
import { type ExecSessions, recordSessions } from "./execSessions";
import { instanceRole } from "./instanceRole";
import { clusterNamespace } from "./namespace";

/**
 * An ECS cluster on EC2 capacity: the cluster, its Auto Scaling groups as capacity providers, their one association
 * with a default strategy, the role and security group of the instances, and a Cloud Map namespace. No Spot, no Fargate,
 * no SSH: instances are reached through Session Manager.
 *
 * Children: `<name>` (cluster, association, namespace), `<name>-instances` (role, profile, security group), its
 * policies `<name>-instances-<policy>`, `<name>-instances-egress`, an Ec2Capacity `<name>-<capacity>` each, and where
 * asked for `<name>-exec` (log group), `<name>-trunking` (account setting).
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
    /** Whether tasks have IPv6 addresses. */
    readonly ipv6: boolean;
    /** Security group of the instances. */
    readonly instanceSecurityGroupId: pulumi.Output<string>;
    /** Capacity provider names by capacity, known once they are associated with the cluster. */
    readonly capacityProviders: pulumi.Output<Record<string, string>>;
    /** Architecture by capacity. */
    readonly architectures: pulumi.Output<Record<string, CpuArchitecture>>;
    /** Architecture of the default capacity. */
    readonly architecture: pulumi.Output<CpuArchitecture>;
    /** Strategy of services that name no capacity. */
    readonly defaultCapacityProviderStrategy: CapacityProviderStrategyItem[];
    /** Id of the Cloud Map namespace. */
    readonly namespaceId: pulumi.Output<string>;
    /** Domain name of the Cloud Map namespace. */
    readonly namespaceName: pulumi.Output<string>;
    /** ARN of the Cloud Map namespace, unless one was given without. */
    readonly namespaceArn?: pulumi.Output<string>;
    /** What tasks may count on, by capacity. */
    readonly capacityFacts: Record<string, CapacityFacts>;
    /** ARN of the log group of ECS Exec sessions, where they are recorded. */
    readonly execLogGroupArn?: pulumi.Output<string>;
    /** ARN of the KMS key of ECS Exec sessions, where there is one. */
    readonly execKmsKeyArn?: pulumi.Output<string>;
    /** Name of the instances' role, to attach further policies to. */
    readonly instanceRoleName: pulumi.Output<string>;
    /** Command line that finds out why instances do not register. */
    readonly doctorCommand: pulumi.Output<string>;

    constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a VPC is once all its parts are.
        super("ecs-ec2:index:EcsCluster", name, {}, opts);
        refuse(this, clusterProblems(name, args));

        const namespace = clusterNamespace(
            name,
            namespaceNameOf(name, args),
            args.namespace,
            args.vpc.vpcId,
            args.tags,
            this,
        );
        const sessions = args.execSessions && recordSessions(name, args.execSessions, args.tags, this);
        const cluster = clusterOf(name, args, namespace.arn, sessions, this);
        const securityGroupId = instanceSecurityGroup(name, args, this);
        const role = instanceRole(name, args, this);
        const capacities = capacitiesIn(name, args, cluster, securityGroupId, role.profileArn, this);
        const associated = associate(name, cluster, capacities, this);

        this.clusterName = cluster.name;
        this.clusterArn = cluster.arn;
        this.vpcId = pulumi.output(args.vpc.vpcId);
        this.taskSubnetIds = pulumi.output(taskSubnetIds(args.vpc));
        this.taskSubnetCount = taskSubnetCount(args.vpc);
        this.taskEgress = hasTaskEgress(args.vpc);
        this.ipv6 = args.vpc.ipv6 ?? false;
        this.instanceSecurityGroupId = securityGroupId;
        this.capacityProviders = associated.names;
        this.defaultCapacityProviderStrategy = associated.strategy;
        this.architectures = pulumi.output(
            Object.fromEntries(capacities.map(({ key, component }) => [key, component.architecture])),
        );
        this.architecture = pulumi.output(defaultCapacity(capacities).component.architecture);
        this.namespaceId = namespace.id;
        this.namespaceName = namespace.name;
        this.namespaceArn = namespace.arn;
        this.capacityFacts = capacityFactsOf(args);
        this.execLogGroupArn = sessions?.logGroupArn;
        const key = args.execSessions?.kmsKeyArn;
        this.execKmsKeyArn = key === undefined ? undefined : pulumi.output(key);
        this.instanceRoleName = role.roleName;
        this.doctorCommand = doctorCommand(cluster.name, accountOf(this).region);
        this.registerOutputs({
            clusterName: this.clusterName,
            clusterArn: this.clusterArn,
            vpcId: this.vpcId,
            taskSubnetIds: this.taskSubnetIds,
            taskSubnetCount: this.taskSubnetCount,
            taskEgress: this.taskEgress,
            ipv6: this.ipv6,
            instanceSecurityGroupId: this.instanceSecurityGroupId,
            capacityProviders: this.capacityProviders,
            architectures: this.architectures,
            architecture: this.architecture,
            defaultCapacityProviderStrategy: this.defaultCapacityProviderStrategy,
            namespaceId: this.namespaceId,
            namespaceName: this.namespaceName,
            namespaceArn: this.namespaceArn,
            capacityFacts: this.capacityFacts,
            execLogGroupArn: this.execLogGroupArn,
            execKmsKeyArn: this.execKmsKeyArn,
            instanceRoleName: this.instanceRoleName,
            doctorCommand: this.doctorCommand,
        });
    }
}

function clusterOf(
    name: string,
    args: EcsClusterArgs,
    namespaceArn: pulumi.Output<string> | undefined,
    sessions: ExecSessions | undefined,
    parent: EcsCluster,
): ecs.Cluster {
    const storage = args.managedStorageKmsKeyArn;
    return new ecs.Cluster(
        name,
        {
            settings: [{ name: "containerInsights", value: args.containerInsights ?? ContainerInsights.Enhanced }],
            ...(sessions || storage !== undefined
                ? {
                      configuration: {
                          ...sessions?.configuration,
                          ...(storage === undefined ? {} : { managedStorageConfiguration: { kmsKeyId: storage } }),
                      },
                  }
                : {}),
            // Services that use Service Connect find each other here without saying so.
            ...(namespaceArn ? { serviceConnectDefaults: { namespace: namespaceArn } } : {}),
            tags: args.tags,
        },
        { parent, customTimeouts: { delete: "20m" } },
    );
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

function capacitiesIn(
    name: string,
    args: EcsClusterArgs,
    cluster: ecs.Cluster,
    securityGroupId: pulumi.Output<string>,
    instanceProfileArn: pulumi.Output<string>,
    parent: EcsCluster,
): WeightedCapacity[] {
    // Trunking holds for instances that register after the setting; it belongs to the account, so no stack removes it.
    const trunking = args.eniTrunking
        ? [
              new ecs.AccountSettingDefault(
                  `${name}-trunking`,
                  { name: "awsvpcTrunking", value: "enabled" },
                  { parent, retainOnDelete: true },
              ),
          ]
        : [];
    return Object.entries(capacitiesOf(args)).map(([key, capacity], index) => ({
        key,
        weight: capacity.weight ?? (index === 0 ? 1 : 0),
        base: capacity.base ?? 0,
        component: new Ec2Capacity(
            `${name}-${key}`,
            {
                ...capacity,
                clusterName: cluster.name,
                subnetIds: taskSubnetIds(args.vpc),
                publicAddresses: args.vpc.privateSubnetIds === undefined,
                securityGroupId,
                instanceProfileArn,
                tags: { ...args.tags, ...capacity.tags },
            },
            { parent, dependsOn: trunking },
        ),
    }));
}
