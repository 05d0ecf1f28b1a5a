import type { Entity } from "./account";
import * as appautoscaling from "./aws/appautoscaling";
import * as autoscaling from "./aws/autoscaling";
import * as dns from "./aws/dns";
import * as ec2Instance from "./aws/ec2Instance";
import * as ecr from "./aws/ecr";
import * as ecrRegistry from "./aws/ecrRegistry";
import * as capacityProvider from "./aws/ecs/capacityProvider";
import * as cluster from "./aws/ecs/cluster";
import * as daemon from "./aws/ecs/daemon";
import * as service from "./aws/ecs/service";
import * as taskDefinition from "./aws/ecs/taskDefinition";
import * as taskSet from "./aws/ecs/taskSet";
import * as efs from "./aws/efs";
import * as groupExtras from "./aws/groupExtras";
import * as iam from "./aws/iam";
import * as interfacesAndLogs from "./aws/interfacesAndLogs";
import * as lambda from "./aws/lambda";
import * as launchTemplates from "./aws/launchTemplates";
import * as listeners from "./aws/listeners";
import * as loadBalancers from "./aws/loadBalancers";
import * as logs from "./aws/logs";
import { accountLookups } from "./aws/lookups/account";
import { containerLookups } from "./aws/lookups/containers";
import { ec2Lookups } from "./aws/lookups/ec2";
import * as messaging from "./aws/messaging";
import * as monitoring from "./aws/monitoring";
import * as nat from "./aws/nat";
import * as routeAdoption from "./aws/routeAdoption";
import * as routes from "./aws/routes";
import * as s3 from "./aws/s3";
import * as scheduler from "./aws/scheduler";
import * as secrets from "./aws/secrets";
import * as security from "./aws/security";
import * as securityGroupRules from "./aws/securityGroupRules";
import * as securityGroups from "./aws/securityGroups";
import * as servicediscovery from "./aws/servicediscovery";
import * as serviceLinkedRoles from "./aws/serviceLinkedRoles";
import * as targetGroups from "./aws/targetGroups";
import * as vpc from "./aws/vpc";
import type { Invoke, ResourceType } from "./definition";
import * as images from "./docker/image";
import * as dockerRegistry from "./docker/registry";

/** Every file of a service; each export with a token is a resource type. */
const MODULES: Record<string, unknown>[] = [
    vpc,
    routes,
    securityGroups,
    securityGroupRules,
    launchTemplates,
    autoscaling,
    iam,
    serviceLinkedRoles,
    cluster,
    capacityProvider,
    taskDefinition,
    service,
    daemon,
    loadBalancers,
    listeners,
    targetGroups,
    ecr,
    logs,
    servicediscovery,
    appautoscaling,
    secrets,
    efs,
    ec2Instance,
    groupExtras,
    interfacesAndLogs,
    lambda,
    routeAdoption,
    dns,
    ecrRegistry,
    taskSet,
    messaging,
    monitoring,
    nat,
    s3,
    scheduler,
    security,
    images,
    dockerRegistry,
];

const types = new Map<string, ResourceType>();
for (const module of MODULES) {
    for (const value of Object.values(module)) {
        const definition = value as ResourceType;
        if (definition && typeof definition === "object" && typeof definition.token === "string") {
            for (const token of [definition.token, ...(definition.twins ?? [])]) {
                types.set(token, definition);
            }
        }
    }
}

const invokes: Record<string, Invoke> = {
    ...accountLookups,
    ...ec2Lookups,
    ...containerLookups,
    "docker:index/getRegistryImage:getRegistryImage": dockerRegistry.getRegistryImage,
};

/** Tokens of all resource types, twins included. */
export function resourceTokens(): string[] {
    return [...types.keys()];
}

export function resourceType(token: string): ResourceType | undefined {
    return types.get(token);
}

export function invokeOf(token: string): Invoke | undefined {
    return invokes[token];
}

export function howToAdd(token: string): string {
    const service = token.split(":")[1]?.split("/")[0] ?? "";
    return (
        `the rehearsal does not know ${token}. Add it to rehearsal/aws/${service}.ts (one table entry: what replaces, ` +
        "what AWS refuses, computed outputs), list the file in rehearsal/registry.ts, and run " +
        '"npx ts-node rehearsal/schema/build.ts"'
    );
}

/** True for what a stack made and has not deleted. */
export function isLeft(entity: Entity): boolean {
    return !entity.owned;
}
