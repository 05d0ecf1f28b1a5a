import type { Call } from "../../call";
import type { ResourceType } from "../../definition";
import { isUnknown, type Props, type Value } from "../../values";
import { ensureLinkedRole } from "../serviceLinkedRoles";
import * as t from "../types";
import { containerInstances } from "./scheduler";

/** A cluster by name or ARN. */
export function findCluster(call: Call, reference: Value) {
    const name = String(reference ?? "default")
        .split("/")
        .pop();
    return call.findBy(t.CLUSTER, "name", name);
}

export function needCluster(call: Call, reference: Value) {
    return findCluster(call, reference) ?? call.fail("ClusterNotFoundException", "Cluster not found.");
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,254}$/;

export const cluster: ResourceType = {
    token: t.CLUSTER,
    title: "ECS Cluster",
    api: {
        service: "ECS",
        create: "CreateCluster",
        update: "UpdateCluster",
        read: "DescribeClusters",
        delete: "DeleteCluster",
    },
    autoName: { property: "name" },
    replaceOn: ["name"],
    sets: ["settings"],
    seconds: { create: 10, update: 5, delete: 5 },
    validate: (inputs) =>
        typeof inputs.name === "string" && !isUnknown(inputs.name) && !NAME.test(inputs.name)
            ? [
                  {
                      property: "name",
                      reason: `invalid value for name (must start with a letter and have up to 255 letters, numbers, hyphens, underscores)`,
                  },
              ]
            : [],
    outputs: (inputs, env) => {
        const arn = env.arn("ecs", `cluster/${inputs.name}`);
        return { id: arn, arn, settings: inputs.settings ?? [{ name: "containerInsights", value: "disabled" }] };
    },
    create: (call, inputs) => {
        const namespace = inputs.serviceConnectDefaults?.namespace;
        if (
            namespace &&
            !call.list(t.HTTP_NAMESPACE, byArn(namespace)).length &&
            !call.list(t.PRIVATE_NAMESPACE, byArn(namespace)).length
        ) {
            call.fail("NamespaceNotFoundException", `Namespace ${namespace} does not exist.`);
        }
        ensureLinkedRole(call, "ecs.amazonaws.com");
    },
    delete: (call) => {
        const { name } = call.props;
        if (call.list(t.ECS_SERVICE, (service) => service.clusterName === name).length > 0) {
            call.fail("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
        }
        if (call.list(t.TASK, (task) => task.cluster === name).length > 0) {
            call.fail("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
        }
        if (containerInstances(call, name).length > 0) {
            const text = "The Cluster cannot be deleted while Container Instances are active or draining.";
            call.fail("ClusterContainsContainerInstancesException", text);
        }
    },
};

function byArn(arn: string): (props: Props) => boolean {
    return (props) => props.arn === arn;
}

export const accountSettingDefault: ResourceType = {
    token: "aws:ecs/accountSettingDefault:AccountSettingDefault",
    title: "ECS Account Setting Default",
    api: {
        service: "ECS",
        create: "PutAccountSettingDefault",
        update: "PutAccountSettingDefault",
        read: "ListAccountSettings",
        delete: "PutAccountSettingDefault",
    },
    replaceOn: ["name"],
    outputs: (inputs, env) => ({
        id: env.arn("ecs", inputs.name),
        name: inputs.name ?? "",
        principalArn: env.globalArn("iam", "root"),
    }),
};
