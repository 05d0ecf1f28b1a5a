import { instanceTypeOf } from "../../components/ecs/instanceTypes";
import type { Entity } from "../account";
import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { list, type Props } from "../values";
import { settle } from "./ecs/scheduler";
import { imageById } from "./images";
import { launch } from "./instances";
import { launchData } from "./launchTemplates";
import { ensureLinkedRole } from "./serviceLinkedRoles";
import * as t from "./types";

interface Plan {
    data: Props;
    types: string[];
}

/** What the group would start, or AWS's refusal. */
function planOf(call: Call, props: Props): Plan {
    const mixed = props.mixedInstancesPolicy?.launchTemplate;
    const overrides = list(mixed?.overrides);
    const specification = props.launchTemplate ?? mixed?.launchTemplateSpecification;
    if (!specification) {
        call.fail(
            "ValidationError",
            "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
        );
    }
    const data = launchData(call, specification);
    if (!data) {
        const named = specification.id ?? specification.launchTemplateId ?? specification.name;
        call.fail(
            "ValidationError",
            `You must use a valid fully-formed launch template. The specified launch template, with template ID ${named}, does not exist.`,
        );
    }
    const given = overrides.map((each) => each.instanceType).filter(Boolean);
    const types = given.length > 0 ? given : [data.instanceType];
    return { data, types };
}

const INVALID = "You must use a valid fully-formed launch template.";

function checkLaunch(call: Call, { data, types }: Plan): void {
    const image = imageById(call, data.imageId);
    if (!image) {
        call.fail("ValidationError", `${INVALID} The image id '[${data.imageId}]' does not exist`);
    }
    for (const type of types) {
        const known = type && instanceTypeOf(type);
        if (!known) {
            call.fail("ValidationError", `${INVALID} The instance type '${type}' does not exist`);
        }
        const wanted = known.architecture === "ARM64" ? "arm64" : "x86_64";
        if (wanted !== image.architecture) {
            const text =
                `The architecture '${wanted}' of the specified instance type does not match the architecture ` +
                `'${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`;
            call.fail("ValidationError", `${INVALID} ${text}`);
        }
    }
    const profile = data.iamInstanceProfile?.arn ?? data.iamInstanceProfile?.name;
    const profiles = call.list(t.INSTANCE_PROFILE, (each) => each.arn === profile || each.name === profile);
    if (profile && profiles.length === 0) {
        call.fail("ValidationError", `${INVALID} Invalid IAM Instance Profile: ${profile}`);
    }
    for (const id of list(data.networkInterfaces?.[0]?.securityGroups ?? data.vpcSecurityGroupIds)) {
        if (!call.find(t.SECURITY_GROUP, id)) {
            call.fail("ValidationError", `${INVALID} The security group '${id}' does not exist`);
        }
    }
    if (data.keyName && !call.findBy("aws:ec2/keyPair:KeyPair", "keyName", data.keyName)) {
        call.fail("ValidationError", `${INVALID} The key pair '${data.keyName}' does not exist`);
    }
}

function checkSizes(call: Call, props: Props): void {
    const { minSize, maxSize, desiredCapacity } = props;
    if (minSize > maxSize) {
        call.fail("ValidationError", `Min bound, ${minSize}, must be less than or equal to max bound, ${maxSize}`);
    }
    if (desiredCapacity !== undefined && (desiredCapacity < minSize || desiredCapacity > maxSize)) {
        const bounds = `the specified min size:${minSize} and max size:${maxSize}`;
        call.fail("ValidationError", `Desired capacity:${desiredCapacity} must be between ${bounds}`);
    }
}

function checkGroup(call: Call, props: Props): void {
    checkSizes(call, props);
    if (list(props.vpcZoneIdentifiers).length === 0 && list(props.availabilityZones).length === 0) {
        call.fail("ValidationError", "At least one Availability Zone or VPC Subnet is required.");
    }
    for (const subnet of list(props.vpcZoneIdentifiers)) {
        call.need(t.SUBNET, subnet, "ValidationError", `The subnet ID '${subnet}' does not exist`);
    }
    for (const arn of list(props.targetGroupArns)) {
        const group = call.need(
            t.TARGET_GROUP,
            arn,
            "ValidationError",
            `Provided Target Groups may not be valid. Please ensure they exist and try again.`,
        );
        if (group.props.targetType !== "instance") {
            const text = `Provided Target Groups may not be valid: the target type must be instance, but ${arn} has ${group.props.targetType}.`;
            call.fail("ValidationError", text);
        }
    }
    checkLaunch(call, planOf(call, props));
}

export function instancesOf(call: Call, group: Entity): Entity[] {
    return call.list(t.INSTANCE, (props) => props.group === group.props.name);
}

/** Makes the group as large as it wants to be. Instances under protection stay. */
export function resize(call: Call, group: Entity, desired: number): void {
    const { data, types } = planOf(call, group.props);
    const running = instancesOf(call, group);
    for (let count = running.length; count < desired; count++) {
        group.meta.launched = (group.meta.launched ?? 0) + 1;
        launch(call, group, data, types[0] ?? "", group.meta.launched);
    }
    const spare = running.filter((instance) => !instance.props.protectedFromScaleIn);
    for (const instance of spare.slice(0, Math.max(0, running.length - desired))) {
        terminate(call, instance);
    }
    group.props.desiredCapacity = desired;
    call.save(group);
}

function terminate(call: Call, instance: Entity): void {
    call.remove(instance);
    for (const task of call.list(t.TASK, (props) => props.instanceId === instance.id)) {
        call.remove(task);
    }
}

function drain(call: Call): void {
    const { entity } = call;
    const running = instancesOf(call, entity);
    if (running.length === 0) {
        return;
    }
    call.seconds = entity.props.forceDelete ? 90 : 300;
    // The provider takes the instances' protection away itself; tasks under managed draining hold them longer.
    const busy = call.list(t.TASK, (task) => running.some((instance) => instance.id === task.instanceId));
    const isDraining = call.list(t.CAPACITY_PROVIDER).some((each) => {
        const provider = each.props.autoScalingGroupProvider;
        return provider?.autoScalingGroupArn === entity.props.arn && provider.managedDraining !== "DISABLED";
    });
    if (!entity.props.forceDelete && busy.length > 0 && isDraining) {
        call.seconds = call.options.timeout || 600;
        const state = `timeout while waiting for state to become '0' (last state: '${running.length}')`;
        throw new Error(`1 error occurred:\n\t* waiting for Auto Scaling Group (${entity.id}) drain: ${state}\n\n`);
    }
    for (const instance of running) {
        terminate(call, instance);
    }
}

export const group: ResourceType = {
    token: t.AUTO_SCALING_GROUP,
    title: "Auto Scaling Group",
    api: {
        service: "Auto Scaling",
        create: "CreateAutoScalingGroup",
        update: "UpdateAutoScalingGroup",
        read: "DescribeAutoScalingGroups",
        delete: "DeleteAutoScalingGroup",
    },
    autoName: { property: "name", unless: "namePrefix" },
    defaults: {
        forceDelete: false,
        forceDeleteWarmPool: false,
        healthCheckGracePeriod: 300,
        metricsGranularity: "1Minute",
        protectFromScaleIn: false,
        waitForCapacityTimeout: "10m",
        ignoreFailedScalingActivities: false,
    },
    replaceOn: ["name", "namePrefix", "placementGroup"],
    sets: [
        "vpcZoneIdentifiers",
        "tags",
        "targetGroupArns",
        "enabledMetrics",
        "availabilityZones",
        "suspendedProcesses",
        "trafficSources",
        "loadBalancers",
    ],
    ignore: ["waitForElbCapacity", "minElbCapacity"],
    seconds: { create: 10, update: 10, delete: 10 },
    validate: (inputs) =>
        inputs.maxSize === 0 && inputs.minSize > 0
            ? [{ property: "maxSize", reason: "expected max_size to be at least min_size" }]
            : [],
    outputs: (inputs, env) => {
        const id = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        return {
            id,
            name: id,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.arn("autoscaling", `autoScalingGroup:${env.uuid()}:autoScalingGroupName/${id}`),
            availabilityZones: inputs.availabilityZones ?? [],
            defaultCooldown: inputs.defaultCooldown ?? 300,
            desiredCapacity: inputs.desiredCapacity ?? inputs.minSize ?? 0,
            healthCheckType: inputs.healthCheckType ?? "EC2",
            loadBalancers: inputs.loadBalancers ?? [],
            targetGroupArns: inputs.targetGroupArns ?? [],
            trafficSources: inputs.trafficSources ?? [],
            vpcZoneIdentifiers: inputs.vpcZoneIdentifiers ?? [],
            availabilityZoneDistribution: inputs.availabilityZoneDistribution ?? {
                capacityDistributionStrategy: "balanced-best-effort",
            },
            capacityReservationSpecification: inputs.capacityReservationSpecification ?? {
                capacityReservationPreference: "default",
            },
            instanceLifecyclePolicy: inputs.instanceLifecyclePolicy ?? {},
            predictedCapacity: 0,
            warmPoolSize: 0,
            serviceLinkedRoleArn:
                inputs.serviceLinkedRoleArn ??
                env.globalArn("iam", "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
            launchTemplate: inputs.launchTemplate,
            mixedInstancesPolicy: inputs.mixedInstancesPolicy,
        };
    },
    create: (call, inputs, outputs) => {
        if (call.find(t.AUTO_SCALING_GROUP, outputs.id)) {
            const text = `AutoScalingGroup by this name already exists - A group with the name ${outputs.id} already exists`;
            call.fail("AlreadyExists", text);
        }
        checkGroup(call, inputs);
        const zones = list(inputs.vpcZoneIdentifiers).map((id) => call.find(t.SUBNET, id)?.props.availabilityZone);
        outputs.availabilityZones = zones.length > 0 ? [...new Set(zones)] : inputs.availabilityZones;
        ensureLinkedRole(call, "autoscaling.amazonaws.com");
    },
    created: (call) => {
        const { entity } = call;
        resize(call, entity, entity.props.desiredCapacity);
        call.seconds = entity.props.desiredCapacity > 0 ? 45 : 5;
        settle(call);
    },
    // A desired capacity that nobody changes moves with the bounds: API_UpdateAutoScalingGroup, MinSize and MaxSize.
    update: (call, next) => {
        const { desiredCapacity, ...rest } = next;
        checkGroup(call, desiredCapacity === call.entity.props.desiredCapacity ? rest : next);
    },
    updated: (call, changed) => {
        const { entity } = call;
        const { minSize, maxSize } = entity.props;
        const wanted = Math.min(Math.max(entity.props.desiredCapacity ?? minSize, minSize), maxSize);
        if (changed.includes("protectFromScaleIn")) {
            for (const instance of instancesOf(call, entity)) {
                instance.props.protectedFromScaleIn = !!entity.props.protectFromScaleIn;
                call.save(instance);
            }
        }
        resize(call, entity, wanted);
        if (
            changed.some((each) => ["launchTemplate", "mixedInstancesPolicy"].includes(each)) &&
            entity.props.instanceRefresh
        ) {
            refreshInstances(call, entity);
        }
        settle(call);
    },
    delete: drain,
    deleted: (call) => settle(call),
};

/** Rolls every instance to the new template, as an instance refresh does. */
function refreshInstances(call: Call, entity: Entity): void {
    const running = instancesOf(call, entity);
    const preference = entity.props.instanceRefresh?.preferences?.scaleInProtectedInstances ?? "Wait";
    // The provider starts the refresh and does not wait for it; with `Wait` AWS gives up on protected instances after an hour.
    if (running.some((instance) => instance.props.protectedFromScaleIn) && preference === "Wait") {
        return;
    }
    for (const instance of running) {
        terminate(call, instance);
    }
    resize(call, entity, running.length);
}
