import type { Call } from "../../call";
import type { ResourceType } from "../../definition";
import { list, type Props, type Value } from "../../values";
import * as t from "../types";
import { needCluster } from "./cluster";

function groupName(arn: Value): string {
    return String(arn).split("autoScalingGroupName/").pop() ?? "";
}

function storedProvider(provider: Props): Props {
    const scaling = provider.managedScaling;
    return {
        ...provider,
        managedTerminationProtection: provider.managedTerminationProtection ?? "DISABLED",
        managedDraining: provider.managedDraining ?? "ENABLED",
        managedScaling: {
            status: "DISABLED",
            instanceWarmupPeriod: 300,
            maximumScalingStepSize: 10000,
            minimumScalingStepSize: 1,
            targetCapacity: 100,
            ...scaling,
        },
    };
}

function checkCapacityProvider(call: Call, inputs: Props): void {
    const provider = inputs.autoScalingGroupProvider;
    if (!provider) {
        return;
    }
    const { autoScalingGroupArn, managedTerminationProtection, managedScaling } = provider;
    const group = call.find(t.AUTO_SCALING_GROUP, groupName(autoScalingGroupArn));
    if (!group || (/^arn:/.test(autoScalingGroupArn) && group.props.arn !== autoScalingGroupArn)) {
        call.fail(
            "ClientException",
            `The specified Auto Scaling group ARN is not valid or does not exist: ${autoScalingGroupArn}`,
        );
    }
    if (managedTerminationProtection === "ENABLED" && managedScaling?.status !== "ENABLED") {
        call.fail(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed " +
                "termination protection for a capacity provider, managed scaling must be enabled.",
        );
    }
    const target = managedScaling?.targetCapacity ?? 100;
    if (target < 1 || target > 100) {
        call.fail("InvalidParameterException", "targetCapacity must be between 1 and 100.");
    }
}

/** ECS tags the group it manages, and protects its instances when asked to. */
function takeOver(call: Call): void {
    const provider = call.props.autoScalingGroupProvider;
    const group = call.find(t.AUTO_SCALING_GROUP, groupName(provider?.autoScalingGroupArn));
    if (!group) {
        return;
    }
    if (
        provider.managedScaling.status === "ENABLED" &&
        !list(group.props.tags).some((tag) => tag.key === "AmazonECSManaged")
    ) {
        group.props.tags = [...list(group.props.tags), { key: "AmazonECSManaged", value: "", propagateAtLaunch: true }];
    }
    if (provider.managedTerminationProtection === "ENABLED") {
        group.props.protectFromScaleIn = true;
        for (const instance of call.list(t.INSTANCE, (each) => each.group === group.props.name)) {
            instance.props.protectedFromScaleIn = true;
            call.save(instance);
        }
    }
    call.save(group);
}

export const capacityProvider: ResourceType = {
    token: t.CAPACITY_PROVIDER,
    title: "ECS Capacity Provider",
    api: {
        service: "ECS",
        create: "CreateCapacityProvider",
        update: "UpdateCapacityProvider",
        read: "DescribeCapacityProviders",
        delete: "DeleteCapacityProvider",
    },
    autoName: { property: "name" },
    replaces: (property, old, next) =>
        property === "name" ||
        (property === "autoScalingGroupProvider" && old?.autoScalingGroupArn !== next?.autoScalingGroupArn) ||
        property === "cluster",
    seconds: { create: 5, update: 5, delete: 10 },
    validate: (inputs) =>
        /^(aws|ecs|fargate)/i.test(inputs.name ?? "")
            ? [{ property: "name", reason: `"name" must not begin with aws, ecs or fargate: "${inputs.name}"` }]
            : [],
    outputs: (inputs, env) => {
        const arn = env.arn("ecs", `capacity-provider/${inputs.name}`);
        const provider = inputs.autoScalingGroupProvider;
        return { id: arn, arn, ...(provider ? { autoScalingGroupProvider: storedProvider(provider) } : {}) };
    },
    create: (call, inputs, outputs) => {
        if (call.find(t.CAPACITY_PROVIDER, outputs.id)) {
            const text =
                "The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.";
            call.fail("ClientException", text);
        }
        checkCapacityProvider(call, inputs);
        const arn = inputs.autoScalingGroupProvider?.autoScalingGroupArn;
        const rival = call.list(
            t.CAPACITY_PROVIDER,
            (each) => each.autoScalingGroupProvider?.autoScalingGroupArn === arn,
        );
        if (arn && rival.length > 0) {
            const text =
                "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again.";
            call.fail("InvalidParameterException", text);
        }
    },
    created: takeOver,
    update: (call, next) => {
        checkCapacityProvider(call, next);
        next.autoScalingGroupProvider = storedProvider(next.autoScalingGroupProvider);
    },
    updated: takeOver,
    delete: (call) => {
        const { name, arn } = call.props;
        if (call.list("aws:ecs/daemon:Daemon", (each) => list(each.capacityProviderArns).includes(arn)).length > 0) {
            call.fail(
                "ClientException",
                "The specified capacity provider is in use by a daemon and cannot be removed.",
            );
        }
        const using = call.list(t.CLUSTER_CAPACITY_PROVIDERS, (each) => list(each.capacityProviders).includes(name))[0];
        if (using) {
            const text = `The specified capacity provider is in use and cannot be removed: it is associated with cluster ${using.props.clusterName}.`;
            call.fail("ClientException", text);
        }
    },
};

/** Refuses a strategy that ECS does not take. */
export function checkStrategy(call: Call, items: Props[], associated: string[]): void {
    for (const item of items) {
        const { capacityProvider: name, base, weight } = item;
        if (!associated.includes(name)) {
            call.fail(
                "InvalidParameterException",
                `The specified capacity provider '${name}' is not associated with the cluster. Specify a capacity provider that is associated with the cluster and try again.`,
            );
        }
        if ((base ?? 0) < 0 || (base ?? 0) > 100000 || (weight ?? 0) < 0 || (weight ?? 0) > 1000) {
            call.fail("InvalidParameterException", "base must be between 0 and 100000 and weight between 0 and 1000.");
        }
    }
    if (items.length > 20) {
        call.fail(
            "InvalidParameterException",
            "A capacity provider strategy can contain a maximum of 20 capacity providers.",
        );
    }
    if (items.length > 0 && !items.some((item) => (item.weight ?? 0) > 0)) {
        call.fail(
            "InvalidParameterException",
            "The specified capacity provider strategy must contain at least one capacity provider with a weight greater than zero.",
        );
    }
    if (items.filter((item) => (item.base ?? 0) > 0).length > 1) {
        call.fail(
            "InvalidParameterException",
            "Only one capacity provider in a capacity provider strategy can have a base defined.",
        );
    }
    const fargate = items.filter((item) => /^FARGATE/.test(item.capacityProvider)).length;
    if (fargate > 0 && fargate < items.length) {
        call.fail(
            "InvalidParameterException",
            "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers.",
        );
    }
}

function checkAssociation(call: Call, inputs: Props): void {
    const names = list(inputs.capacityProviders);
    for (const name of names) {
        if (!["FARGATE", "FARGATE_SPOT"].includes(name) && !call.findBy(t.CAPACITY_PROVIDER, "name", name)) {
            call.fail(
                "InvalidParameterException",
                `The specified capacity provider '${name}' was not found. Specify a valid name or ARN and try again.`,
            );
        }
    }
    checkStrategy(call, list(inputs.defaultCapacityProviderStrategies), names);
}

/** Providers that services of the cluster use can not go. */
function refuseRemoval(call: Call, removed: string[]): void {
    const { clusterName } = call.props;
    const used = call
        .list(t.ECS_SERVICE, (service) => service.clusterName === clusterName)
        .flatMap((service) => list(service.props.capacityProviderStrategies).map((item) => item.capacityProvider));
    const blocked = removed.find((name) => used.includes(name));
    if (blocked) {
        call.fail("ResourceInUseException", `The specified capacity provider is in use and cannot be removed.`);
    }
}

export const clusterCapacityProviders: ResourceType = {
    token: t.CLUSTER_CAPACITY_PROVIDERS,
    title: "ECS Cluster Capacity Providers",
    api: {
        service: "ECS",
        create: "PutClusterCapacityProviders",
        update: "PutClusterCapacityProviders",
        read: "DescribeClusters",
        delete: "PutClusterCapacityProviders",
    },
    replaceOn: ["clusterName"],
    sets: ["capacityProviders", "defaultCapacityProviderStrategies"],
    seconds: { create: 10, update: 10, delete: 10 },
    outputs: (inputs) => ({ id: inputs.clusterName }),
    create: (call, inputs) => {
        needCluster(call, inputs.clusterName);
        checkAssociation(call, inputs);
    },
    update: (call, next) => {
        checkAssociation(call, next);
        const kept = list(next.capacityProviders);
        refuseRemoval(
            call,
            list(call.props.capacityProviders).filter((name) => !kept.includes(name)),
        );
    },
    delete: (call) => refuseRemoval(call, list(call.props.capacityProviders)),
};
