export type { AccessLogsArgs } from "./balancer/accessLogs";
export type { DomainNameArgs } from "./balancer/domainName";
export { DesyncMitigationMode, LoadBalancer, type LoadBalancerArgs } from "./balancer/loadBalancer";
export type { LoadBalancerRef } from "./balancer/loadBalancerRef";
export { NetworkLoadBalancer, type NetworkLoadBalancerArgs } from "./balancer/networkLoadBalancer";
export type { NetworkLoadBalancerRef } from "./balancer/networkLoadBalancerRef";
export type { RedirectArgs } from "./balancer/redirects";
export type { QueryStringConditionArgs, RuleConditionArgs } from "./balancer/ruleArgs";
export { TlsPolicy } from "./balancer/tlsPolicy";
export type {
    Ec2CapacityArgs,
    Ec2CapacityClusterArgs,
    InstanceVolumeArgs,
    WarmPoolArgs,
} from "./cluster/capacityArgs";
export { ContainerInsights, type EcsClusterArgs, type ExecSessionsArgs } from "./cluster/clusterArgs";
export type { CapacityFacts, CapacityProviderStrategyItem, ClusterRef } from "./cluster/clusterRef";
export { Ec2Capacity } from "./cluster/ec2Capacity";
export { EcsCluster } from "./cluster/ecsCluster";
export { MachineImage } from "./cluster/machineImage";
export type { NamespaceRef } from "./cluster/namespace";
export {
    type ClusterFacts,
    exportCluster,
    exportLoadBalancer,
    exportNetworkLoadBalancer,
    exportVpc,
    importCluster,
    importLoadBalancer,
    importNetworkLoadBalancer,
    importService,
    importVpc,
    type VpcFacts,
} from "./crossStack";
export { CpuArchitecture } from "./ecs/instanceTypes";
export { NetworkMode } from "./ecs/networkModes";
export { ArgumentError, type Problem } from "./errors";
export { EcrImage } from "./image/ecrImage";
export { BuildCache, type EcrImageArgs, type RepositoryRef } from "./image/ecrImageArgs";
export { pinnedImage } from "./image/pinnedImage";
export { PullThroughCache, type PullThroughCacheArgs } from "./image/pullThroughCache";
export type { FlowLogsArgs } from "./network/flowLogsArgs";
export { lookupVpc, type VpcLookupArgs } from "./network/lookup";
export { PublicVpc } from "./network/publicVpc";
export type { PublicVpcArgs } from "./network/publicVpcArgs";
export type { VpcRef } from "./network/vpcRef";
export { Alarms } from "./observability/alarms";
export type { AlarmsArgs, AlarmThresholdsArgs } from "./observability/alarmsArgs";
export { Dashboard } from "./observability/dashboard";
export type { DashboardArgs } from "./observability/dashboardArgs";
export type { MonitoredServiceRef, MonitoredTargetGroupRef } from "./observability/monitoredRefs";
export { GeneratedSecret, type GeneratedSecretArgs } from "./secret/generatedSecret";
export {
    type AuthenticationArgs,
    type CognitoArgs,
    type OidcArgs,
    UnauthenticatedAction,
} from "./service/authentication";
export type { AutoScalingArgs } from "./service/autoScaling";
export type { ServiceCapacityArgs } from "./service/capacityStrategy";
export type { FirelensArgs, PortRangeArgs, RestartPolicyArgs } from "./service/containers";
export {
    type ContainerArgs,
    ContainerCondition,
    type ContainerDependencyArgs,
    type ContainerHealthCheckArgs,
    type LogConfigurationArgs,
    type MountPointArgs,
    type PortMappingArgs,
    type UlimitArgs,
} from "./service/containers";
export type { DeploymentArgs } from "./service/deployment";
export { DeploymentStrategy } from "./service/deploymentStrategy";
export { type DiscoveryArgs, RecordType } from "./service/discovery";
export { EcsService, type EcsServiceArgs } from "./service/ecsService";
export type { LifecycleHookArgs } from "./service/lifecycleHooks";
export type { LinuxParametersArgs, TmpfsArgs } from "./service/linuxParameters";
export { type NetworkHealthCheckArgs, NetworkProtocol, type NetworkRouteArgs } from "./service/networkRouteArgs";
export type { PlacementConstraintArgs, PlacementStrategyArgs } from "./service/placement";
export type { RouteArgs, RouteHealthCheckArgs } from "./service/routeArgs";
export { LoadBalancingAlgorithm, ProtocolVersion, type StickinessArgs } from "./service/routeArgs";
export type {
    MetricArgs,
    MetricTargetArgs,
    QueueTargetArgs,
    ScalingStepArgs,
    ScheduledScalingArgs,
    StepScalingArgs,
} from "./service/scalingArgs";
export type { ServiceConnectArgs, ServiceConnectServiceArgs, ServiceConnectTlsArgs } from "./service/serviceConnect";
export type { ServiceAlias, ServiceRef } from "./service/serviceRef";
export {
    type EfsVolumeConfigurationArgs,
    type TaskArgs,
    TaskDefinition,
    type TaskDefinitionArgs,
    type VolumeArgs,
} from "./service/taskDefinition";
export type { PolicyStatementArgs } from "./service/taskRoles";
export type { DockerVolumeArgs, EbsVolumeArgs } from "./service/volumes";
export { EfsVolume, type EfsVolumeArgs } from "./storage/efsVolume";
export { OneOffTask } from "./task/oneOffTask";
export type { OneOffTaskArgs } from "./task/oneOffTaskArgs";
export { ScheduledTask } from "./task/scheduledTask";
export type { ScheduledTaskArgs } from "./task/scheduledTaskArgs";
export type { StandaloneTaskArgs } from "./task/standaloneTask";
export { DeploymentInspector } from "./verify/deploymentInspector";
export type { DeploymentInspectorArgs } from "./verify/deploymentInspectorArgs";
export { diagnose } from "./verify/diagnosis";
export type { DeploymentFacts, DeploymentState, StoppedContainer, StoppedTask } from "./verify/facts";
export { describeFailure } from "./verify/report";
export {
    type DeploymentInspectorRef,
    explainFailure,
    type VerifiedDeploymentArgs,
    verifyDeployment,
} from "./verify/verifyDeployment";
