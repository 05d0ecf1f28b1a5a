import type { Call } from "../call";
import type { ResourceType } from "../definition";
import * as t from "./types";

export const serviceLinkedRole: ResourceType = {
    token: t.SERVICE_LINKED_ROLE,
    title: "IAM Service Linked Role",
    api: {
        service: "IAM",
        create: "CreateServiceLinkedRole",
        update: "UpdateRole",
        read: "GetRole",
        delete: "DeleteServiceLinkedRole",
    },
    global: true,
    replaceOn: ["awsServiceName", "customSuffix"],
    outputs: (inputs, env) => {
        const service = String(inputs.awsServiceName);
        const roleName = linkedRoleName(service) + (inputs.customSuffix ? `_${inputs.customSuffix}` : "");
        const arn = env.globalArn("iam", `role/aws-service-role/${service}/${roleName}`);
        return {
            id: arn,
            arn,
            name: roleName,
            path: `/aws-service-role/${service}/`,
            uniqueId: `AROA${env.letters(17)}`,
            createDate: "2026-01-01T00:00:00Z",
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.find(t.SERVICE_LINKED_ROLE, outputs.id)) {
            const text = `Service role name ${outputs.name} has been taken in this account, please try a different suffix.`;
            call.fail("InvalidInput", text);
        }
    },
    delete: (call) => {
        if (call.props.awsServiceName === "ecs.amazonaws.com" && call.list(t.CLUSTER).length > 0) {
            call.fail("DeleteConflict", `Service linked role ${call.props.name} is in use.`);
        }
    },
};

const LINKED_NAMES: Record<string, string> = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
};

export function linkedRoleName(service: string): string {
    return LINKED_NAMES[service] ?? `AWSServiceRoleFor${service.split(".")[0]}`;
}

/** Makes the service-linked role as AWS does on the first use of a service. */
export function ensureLinkedRole(call: Call, service: string): void {
    const roleName = linkedRoleName(service);
    const arn = call.environment.globalArn("iam", `role/aws-service-role/${service}/${roleName}`);
    if (!call.find(t.SERVICE_LINKED_ROLE, arn)) {
        const { account } = call;
        const props = {
            arn,
            name: roleName,
            awsServiceName: service,
            path: `/aws-service-role/${service}/`,
            tags: {},
            tagsAll: {},
        };
        call.world.put({
            type: t.SERVICE_LINKED_ROLE,
            id: arn,
            account,
            region: "global",
            props,
            meta: {},
            owned: true,
        });
    }
}
