import { auditedExec } from "./audited-exec";
import { capacityProviderSafeScaling } from "./capacity-provider-safe-scaling";
import { clusterObservability } from "./cluster-observability";
import { containerLimits } from "./container-limits";
import { ec2CapacityOnly } from "./ec2-capacity-only";
import { ecrSafeRepository } from "./ecr-safe-repository";
import { hardenedInstances } from "./hardened-instances";
import { lbSafeEdge } from "./lb-safe-edge";
import { leastPrivilegeIam } from "./least-privilege-iam";
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
import { separateTaskRoles } from "./separate-task-roles";
import { serviceDeploymentSafety } from "./service-deployment-safety";

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
];
