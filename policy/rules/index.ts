import { auditedExec } from "./audited-exec";
import { awsvpcHasInternetPath } from "./awsvpc-has-internet-path";
import { awsvpcHasNetwork } from "./awsvpc-has-network";
import { capacityProviderAssociated } from "./capacity-provider-associated";
import { capacityProviderSafeScaling } from "./capacity-provider-safe-scaling";
import { cloudMapRecordMatchesNetworkMode } from "./cloud-map-record-matches-network-mode";
import { clusterObservability } from "./cluster-observability";
import { containerLimits } from "./container-limits";
import { deploymentCanProgress } from "./deployment-can-progress";
import { ec2CapacityOnly } from "./ec2-capacity-only";
import { ecrHasLifecycle } from "./ecr-has-lifecycle";
import { ecrSafeRepository } from "./ecr-safe-repository";
import { hardenedInstances } from "./hardened-instances";
import { instancesCanJoinCluster } from "./instances-can-join-cluster";
import { lbReachesTasks } from "./lb-reaches-tasks";
import { lbSafeEdge } from "./lb-safe-edge";
import { leastPrivilegeIam } from "./least-privilege-iam";
import { logGroupManaged } from "./log-group-managed";
import { logGroupRetention } from "./log-group-retention";
import { noHostNamespaces } from "./no-host-namespaces";
import { noOpenIngress } from "./no-open-ingress";
import { noPlaintextSecrets } from "./no-plaintext-secrets";
import { noPrivilegedContainers } from "./no-privileged-containers";
import { noPublicIpOnEc2Tasks } from "./no-public-ip-on-ec2-tasks";
import { noSpotCapacity } from "./no-spot-capacity";
import { nonRootContainers } from "./non-root-containers";
import { pinnedImages } from "./pinned-images";
import { portMappingValid } from "./port-mapping-valid";
import { readonlyRootFilesystem } from "./readonly-root-filesystem";
import { requireAwslogs } from "./require-awslogs";
import { safeHostMounts } from "./safe-host-mounts";
import { securityGroupHasEgress } from "./security-group-has-egress";
import { separateTaskRoles } from "./separate-task-roles";
import { serviceContainerExists } from "./service-container-exists";
import { serviceDeploymentSafety } from "./service-deployment-safety";
import { serviceUsesKnownCapacity } from "./service-uses-known-capacity";
import { serviceWaitsForListener } from "./service-waits-for-listener";
import { targetTypeMatchesNetworkMode } from "./target-type-matches-network-mode";
import { tasksFitCapacity } from "./tasks-fit-capacity";
import { uniqueListenerPriority } from "./unique-listener-priority";

/** Every rule of the pack, in the order of the table in README.md. A test compares it with the files of this folder. */
export const rules = [
    noSpotCapacity,
    requireAwslogs,
    ec2CapacityOnly,
    logGroupRetention,
    noPlaintextSecrets,
    noPrivilegedContainers,
    nonRootContainers,
    readonlyRootFilesystem,
    noHostNamespaces,
    safeHostMounts,
    pinnedImages,
    containerLimits,
    portMappingValid,
    separateTaskRoles,
    serviceDeploymentSafety,
    noPublicIpOnEc2Tasks,
    auditedExec,
    clusterObservability,
    capacityProviderSafeScaling,
    hardenedInstances,
    noOpenIngress,
    ecrSafeRepository,
    lbSafeEdge,
    leastPrivilegeIam,
    lbReachesTasks,
    securityGroupHasEgress,
    tasksFitCapacity,
    uniqueListenerPriority,
    targetTypeMatchesNetworkMode,
    serviceContainerExists,
    serviceWaitsForListener,
    capacityProviderAssociated,
    serviceUsesKnownCapacity,
    cloudMapRecordMatchesNetworkMode,
    awsvpcHasNetwork,
    awsvpcHasInternetPath,
    instancesCanJoinCluster,
    logGroupManaged,
    ecrHasLifecycle,
    deploymentCanProgress,
];
