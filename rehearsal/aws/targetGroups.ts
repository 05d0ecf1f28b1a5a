import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props, type Value } from "../values";
import * as t from "./types";
import { needVpc } from "./vpc";

const asText = (a: Value, b: Value) => String(a) === String(b);

const RANGES: Record<string, [number, number]> = {
    interval: [5, 300],
    timeout: [2, 120],
    healthyThreshold: [2, 10],
    unhealthyThreshold: [2, 10],
};

function validate(inputs: Props): Failure[] {
    const { name, namePrefix, healthCheck, deregistrationDelay, targetType } = inputs;
    const failures: Failure[] = [];
    if (typeof name === "string" && !isUnknown(name) && (!/^[a-zA-Z0-9-]{1,32}$/.test(name) || /^-|-$/.test(name))) {
        failures.push({
            property: "name",
            reason: `"name" cannot be longer than 32 characters, only takes alphanumeric characters and hyphens, and cannot begin or end with a hyphen: "${name}"`,
        });
    }
    if (typeof namePrefix === "string" && namePrefix.length > 6) {
        failures.push({
            property: "namePrefix",
            reason: `"name_prefix" cannot be longer than 6 characters: "${namePrefix}"`,
        });
    }
    for (const [property, [from, to]] of Object.entries(RANGES)) {
        const value = healthCheck?.[property];
        if (typeof value === "number" && (value < from || value > to)) {
            failures.push({
                property: `healthCheck.${property}`,
                reason: `expected health_check.0.${property} to be in the range (${from} - ${to}), got ${value}`,
            });
        }
    }
    const delay = Number(deregistrationDelay);
    if (deregistrationDelay !== undefined && !isUnknown(deregistrationDelay) && (delay < 0 || delay > 3600)) {
        failures.push({
            property: "deregistrationDelay",
            reason: `expected deregistration_delay to be in the range (0 - 3600), got ${delay}`,
        });
    }
    if (targetType !== "lambda") {
        for (const property of ["port", "protocol", "vpcId"]) {
            if (inputs[property] === undefined) {
                failures.push({ property, reason: `"${property}" must be set when "target_type" is "${targetType}"` });
            }
        }
    }
    return failures;
}

function storedHealthCheck(inputs: Props): Props {
    const check = inputs.healthCheck ?? {};
    const isHttp = /^HTTP/.test(inputs.protocol ?? "");
    const protocol = check.protocol ?? (isHttp ? "HTTP" : "TCP");
    return {
        enabled: true,
        healthyThreshold: isHttp ? 5 : 3,
        interval: 30,
        port: "traffic-port",
        protocol,
        timeout: isHttp ? 5 : 10,
        unhealthyThreshold: isHttp ? 2 : 3,
        ...(/^HTTP/.test(protocol) ? { path: "/", matcher: inputs.protocolVersion === "GRPC" ? "12" : "200" } : {}),
        ...check,
    };
}

function checkGroup(call: Call, props: Props): void {
    const check = storedHealthCheck(props);
    if (/^HTTP/.test(props.protocol ?? "") && check.timeout >= check.interval) {
        call.fail("ValidationError", "Health check timeout must be smaller than the interval");
    }
    if (check.path && String(check.path).length > 1024) {
        call.fail("ValidationError", "The health check path must be at most 1024 characters");
    }
}

/** Listeners and rules that forward to the group. */
function users(call: Call, arn: string): string[] {
    const uses = (actions: unknown) => JSON.stringify(list(actions)).includes(`"${arn}"`);
    return [
        ...call.list(t.LISTENER, (each) => uses(each.defaultActions)),
        ...call.list(t.LISTENER_RULE, (each) => uses(each.actions)),
    ].map((each) => each.id);
}

export const targetGroup: ResourceType = {
    token: t.TARGET_GROUP,
    twins: ["aws:alb/targetGroup:TargetGroup"],
    title: "ELBv2 Target Group",
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateTargetGroup",
        update: "ModifyTargetGroupAttributes",
        read: "DescribeTargetGroups",
        delete: "DeleteTargetGroup",
    },
    autoName: { property: "name", max: 32, unless: "namePrefix" },
    defaults: {
        deregistrationDelay: 300,
        slowStart: 0,
        targetType: "instance",
        lambdaMultiValueHeadersEnabled: false,
        proxyProtocolV2: false,
    },
    replaceOn: ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType"],
    equal: { deregistrationDelay: asText },
    seconds: { create: 2, update: 2, delete: 1 },
    validate,
    outputs: (inputs, env) => {
        const name = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        const arnSuffix = `targetgroup/${name}/${env.hex(16)}`;
        const arn = env.arn("elasticloadbalancing", arnSuffix);
        const isHttp = /^HTTP/.test(inputs.protocol ?? "");
        return {
            id: arn,
            arn,
            arnSuffix,
            name,
            namePrefix: inputs.namePrefix ?? "",
            healthCheck: storedHealthCheck(inputs),
            ipAddressType: inputs.ipAddressType ?? "ipv4",
            protocolVersion: inputs.protocolVersion ?? (isHttp ? "HTTP1" : ""),
            loadBalancingAlgorithmType: inputs.loadBalancingAlgorithmType ?? (isHttp ? "round_robin" : ""),
            loadBalancingAnomalyMitigation: inputs.loadBalancingAnomalyMitigation ?? (isHttp ? "off" : ""),
            loadBalancingCrossZoneEnabled: inputs.loadBalancingCrossZoneEnabled ?? "use_load_balancer_configuration",
            connectionTermination: inputs.connectionTermination ?? false,
            loadBalancerArns: [],
            preserveClientIp: inputs.preserveClientIp ?? "",
            stickiness: inputs.stickiness ?? {
                cookieDuration: 86400,
                enabled: false,
                type: isHttp ? "lb_cookie" : "source_ip",
            },
            targetFailovers: inputs.targetFailovers ?? [],
            targetHealthStates: inputs.targetHealthStates ?? [],
            targetGroupHealth: inputs.targetGroupHealth ?? {
                dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
                unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
            },
        };
    },
    create: (call, inputs, outputs) => {
        if (inputs.vpcId) {
            needVpc(call, inputs.vpcId);
        }
        if (call.findBy(t.TARGET_GROUP, "name", outputs.name)) {
            const text = `A target group with the same name '${outputs.name}' exists, but with different settings`;
            call.fail("DuplicateTargetGroupName", text);
        }
        checkGroup(call, inputs);
    },
    update: (call, next) => {
        checkGroup(call, next);
        next.healthCheck = storedHealthCheck(next);
    },
    delete: (call) => {
        const using = users(call, call.entity.id);
        if (using.length > 0) {
            call.fail("ResourceInUse", `Target group '${call.entity.id}' is currently in use by a listener or a rule`);
        }
    },
    read: (call) => {
        const arns = users(call, call.entity.id)
            .map(
                (id) =>
                    call.find(t.LISTENER, id) ??
                    call.find(t.LISTENER, call.find(t.LISTENER_RULE, id)?.props.listenerArn),
            )
            .map((found) => found?.props.loadBalancerArn);
        call.props.loadBalancerArns = [...new Set(arns.filter(Boolean))];
        return true;
    },
};
