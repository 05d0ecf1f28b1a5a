import { RULE_PRIORITY } from "../../components/ecs/limits";
import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props } from "../values";
import * as t from "./types";

/** Hosted zones of load balancers: one a region; the ids are invented, their form is AWS's. */
function zoneId(region: string, type: string): string {
    const letters = Buffer.from(`${region}${type}`).toString("hex").toUpperCase();
    return `Z${letters.slice(0, 13)}`;
}

function validateName(inputs: Props): Failure[] {
    const { name, namePrefix } = inputs;
    const failures: Failure[] = [];
    if (typeof name === "string" && !isUnknown(name)) {
        if (!/^[a-zA-Z0-9-]{1,32}$/.test(name)) {
            failures.push({
                property: "name",
                reason: `"name" cannot be longer than 32 characters and only takes alphanumeric characters and hyphens: "${name}"`,
            });
        } else if (/^-|-$/.test(name)) {
            failures.push({ property: "name", reason: `"name" cannot begin or end with a hyphen: "${name}"` });
        } else if (name.startsWith("internal-")) {
            failures.push({ property: "name", reason: `"name" cannot begin with "internal-": "${name}"` });
        }
    }
    if (typeof namePrefix === "string" && namePrefix.length > 6) {
        failures.push({
            property: "namePrefix",
            reason: `"name_prefix" cannot be longer than 6 characters: "${namePrefix}"`,
        });
    }
    return failures;
}

function zonesOfSubnets(call: Call, inputs: Props): string[] {
    const subnets = [...list(inputs.subnets), ...list(inputs.subnetMappings).map((each) => each.subnetId)];
    return subnets.map((id) => {
        const subnet = call.need(t.SUBNET, id, "SubnetNotFound", `The subnet ID '${id}' does not exist`);
        return subnet.props.availabilityZone;
    });
}

function checkLoadBalancer(call: Call, inputs: Props, outputs: Props): void {
    const zones = zonesOfSubnets(call, inputs);
    if (new Set(zones).size !== zones.length) {
        call.fail(
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        );
    }
    if (inputs.loadBalancerType === "application" && zones.length < 2) {
        call.fail("ValidationError", "At least two subnets in two different Availability Zones must be specified");
    }
    const first = call.find(t.SUBNET, list(inputs.subnets)[0] ?? list(inputs.subnetMappings)[0]?.subnetId);
    const vpc = call.find(t.VPC, first?.props.vpcId);
    outputs.vpcId = vpc?.id ?? "";
    for (const id of list(inputs.securityGroups)) {
        call.need(t.SECURITY_GROUP, id, "InvalidSecurityGroup", `The security group ID '${id}' is not valid`);
    }
    const gateway = call.findBy(t.INTERNET_GATEWAY, "vpcId", vpc?.id);
    if (!inputs.internal && !gateway) {
        call.fail("InvalidSubnet", `VPC ${vpc?.id} has no internet gateway`);
    }
    if (list(inputs.securityGroups).length === 0 && inputs.loadBalancerType === "application") {
        outputs.securityGroups = [vpc?.props.defaultSecurityGroupId];
    }
}

export const loadBalancer: ResourceType = {
    token: t.LOAD_BALANCER,
    twins: ["aws:alb/loadBalancer:LoadBalancer"],
    title: "ELBv2 Load Balancer",
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateLoadBalancer",
        update: "ModifyLoadBalancerAttributes",
        read: "DescribeLoadBalancers",
        delete: "DeleteLoadBalancer",
    },
    autoName: { property: "name", max: 32, unless: "namePrefix" },
    defaults: {
        loadBalancerType: "application",
        enableDeletionProtection: false,
        enableHttp2: true,
        enableCrossZoneLoadBalancing: false,
        idleTimeout: 60,
        desyncMitigationMode: "defensive",
        clientKeepAlive: 3600,
        dropInvalidHeaderFields: false,
        enableTlsVersionAndCipherSuiteHeaders: false,
        enableWafFailOpen: false,
        enableXffClientPort: false,
        enableZonalShift: false,
        preserveHostHeader: false,
        xffHeaderProcessingMode: "append",
    },
    replaceOn: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"],
    sets: ["subnets", "securityGroups", "subnetMappings"],
    seconds: { create: 150, update: 5, delete: 10 },
    validate: validateName,
    outputs: (inputs, env) => {
        const name = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        const kind =
            inputs.loadBalancerType === "network" ? "net" : inputs.loadBalancerType === "gateway" ? "gwy" : "app";
        const arnSuffix = `${kind}/${name}/${env.hex(16)}`;
        const arn = env.arn("elasticloadbalancing", `loadbalancer/${arnSuffix}`);
        const host = `${inputs.internal ? "internal-" : ""}${name}-${env.digits(10)}`;
        const dnsName =
            kind === "app"
                ? `${host}.${env.region}.elb.${env.dnsSuffix}`
                : `${name}-${env.hex(16)}.elb.${env.region}.${env.dnsSuffix}`;
        return {
            id: arn,
            arn,
            arnSuffix,
            name,
            namePrefix: inputs.namePrefix ?? "",
            dnsName: dnsName.toLowerCase(),
            zoneId: zoneId(env.region, kind),
            vpcId: "",
            internal: inputs.internal ?? false,
            ipAddressType: inputs.ipAddressType ?? "ipv4",
            securityGroups: inputs.securityGroups ?? [],
            subnets: inputs.subnets ?? list(inputs.subnetMappings).map((each) => each.subnetId),
            subnetMappings: inputs.subnetMappings ?? list(inputs.subnets).map((subnetId) => ({ subnetId })),
            enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "",
        };
    },
    create: (call, inputs, outputs) => {
        if (call.findBy(t.LOAD_BALANCER, "name", outputs.name)) {
            call.fail("DuplicateLoadBalancerName", `A load balancer with the name '${outputs.name}' already exists`);
        }
        checkLoadBalancer(call, inputs, outputs);
    },
    update: (call, next) => {
        checkLoadBalancer(call, next, next);
    },
    delete: (call) => {
        if (call.props.enableDeletionProtection) {
            const text = `Load balancer '${call.entity.id}' cannot be deleted because deletion protection is enabled`;
            call.fail("OperationNotPermitted", text);
        }
        for (const listener of call.list(t.LISTENER, (each) => each.loadBalancerArn === call.entity.id)) {
            dropListener(call, listener.id);
        }
    },
};

/** AWS deletes rules with their listener, and listeners with their load balancer. */
function dropListener(call: Call, arn: string): void {
    for (const rule of call.list(t.LISTENER_RULE, (each) => each.listenerArn === arn)) {
        call.remove(rule);
    }
    const listener = call.find(t.LISTENER, arn);
    if (listener) {
        call.remove(listener);
    }
}

/** The target groups of a list of actions, which must exist. */
function checkActions(call: Call, actions: unknown): void {
    for (const action of list(actions)) {
        const groups = [action.targetGroupArn, ...list(action.forward?.targetGroups).map((each) => each.arn)];
        for (const arn of groups.filter(Boolean)) {
            call.need(t.TARGET_GROUP, arn, "TargetGroupNotFound", `Target groups '${arn}' not found`);
        }
        if (action.type === "forward" && groups.filter(Boolean).length === 0) {
            call.fail("ValidationError", "A target group ARN must be specified for a forward action");
        }
    }
}

function checkListener(call: Call, inputs: Props): void {
    const arn = inputs.loadBalancerArn;
    const balancer = call.need(t.LOAD_BALANCER, arn, "LoadBalancerNotFound", `Load balancer '${arn}' not found`);
    const isNetwork = balancer.props.loadBalancerType === "network";
    const allowed = isNetwork ? ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"] : ["HTTP", "HTTPS"];
    const protocol = inputs.protocol ?? (isNetwork ? undefined : inputs.port === 443 ? "HTTPS" : "HTTP");
    if (!allowed.includes(protocol)) {
        call.fail("ValidationError", `Listener protocol '${protocol}' must be one of '${allowed.join(", ")}'`);
    }
    if (["HTTPS", "TLS"].includes(protocol)) {
        if (!inputs.certificateArn) {
            call.fail("ValidationError", `A certificate must be specified for ${protocol} listeners`);
        }
        checkCertificate(call, inputs.certificateArn);
    } else if (inputs.certificateArn) {
        call.fail("InvalidConfigurationRequest", "A certificate cannot be specified for HTTP listeners");
    }
    checkActions(call, inputs.defaultActions);
}

function checkCertificate(call: Call, arn: string): void {
    const [, , service, region, account] = arn.split(":");
    const isOurs = service === "acm" && account === call.account;
    if (service === "acm" && region !== call.region) {
        call.fail("CertificateNotFound", `Certificate ARN '${arn}' is not valid`);
    }
    const found = call.find(t.CERTIFICATE, arn);
    if (isOurs && !found) {
        call.fail("CertificateNotFound", `Certificate '${arn}' not found`);
    }
    if (found && found.props.status !== "ISSUED") {
        const text = `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`;
        call.fail("UnsupportedCertificate", text);
    }
}

export const listener: ResourceType = {
    token: t.LISTENER,
    twins: ["aws:alb/listener:Listener"],
    title: "ELBv2 Listener",
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateListener",
        update: "ModifyListener",
        read: "DescribeListeners",
        delete: "DeleteListener",
    },
    replaceOn: ["loadBalancerArn"],
    sets: ["targetGroups"],
    seconds: { create: 3, update: 3, delete: 2 },
    outputs: (inputs, env) => {
        const path = String(inputs.loadBalancerArn).split(":loadbalancer/")[1] ?? "";
        const arn = env.arn("elasticloadbalancing", `listener/${path}/${env.hex(16)}`);
        const isSecure = ["HTTPS", "TLS"].includes(inputs.protocol);
        return {
            id: arn,
            arn,
            protocol: inputs.protocol ?? (inputs.port === 443 ? "HTTPS" : "HTTP"),
            sslPolicy: inputs.sslPolicy ?? (isSecure ? "ELBSecurityPolicy-2016-08" : ""),
            defaultActions: list(inputs.defaultActions).map((action, index) => ({ order: index + 1, ...action })),
            mutualAuthentication: inputs.mutualAuthentication ?? (isSecure ? { mode: "off" } : undefined),
            ...(inputs.tcpIdleTimeoutSeconds ? {} : { tcpIdleTimeoutSeconds: /\/net\//.test(path) ? 350 : 0 }),
            routingHttpResponseServerEnabled: inputs.routingHttpResponseServerEnabled ?? true,
        };
    },
    create: (call, inputs) => {
        checkListener(call, inputs);
        if (
            call.list(
                t.LISTENER,
                (each) => each.loadBalancerArn === inputs.loadBalancerArn && each.port === inputs.port,
            ).length > 0
        ) {
            call.fail(
                "DuplicateListener",
                `A listener already exists on this port for this load balancer '${inputs.loadBalancerArn}'`,
            );
        }
    },
    update: (call, next) => checkListener(call, next),
    deleted: (call) => dropListener(call, call.entity.id),
};

function checkConditions(call: Call, conditions: unknown): void {
    const values = list(conditions).flatMap((condition) =>
        ["hostHeader", "pathPattern", "httpRequestMethod", "sourceIp", "httpHeader"].flatMap((kind) =>
            list(condition[kind]?.values),
        ),
    );
    if (values.length > 5) {
        call.fail("TooManyUniqueTargetGroupsPerLoadBalancer", "Rules can have a maximum of 5 condition values");
    }
    const long = values.find((value) => String(value).length > 128);
    if (long) {
        call.fail("ValidationError", `The length of the condition value '${long}' must be at most 128`);
    }
    if (list(conditions).length === 0) {
        call.fail("ValidationError", "A condition must be specified");
    }
}

export const listenerRule: ResourceType = {
    token: t.LISTENER_RULE,
    twins: ["aws:alb/listenerRule:ListenerRule"],
    title: "ELBv2 Listener Rule",
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateRule",
        update: "ModifyRule",
        read: "DescribeRules",
        delete: "DeleteRule",
    },
    replaceOn: ["listenerArn"],
    sets: ["conditions", "values", "targetGroups", "queryStrings"],
    seconds: { create: 2, update: 2, delete: 1 },
    validate: (inputs) => {
        const { priority } = inputs;
        const isBad = typeof priority === "number" && (priority < RULE_PRIORITY.min || priority > RULE_PRIORITY.max);
        return isBad
            ? [
                  {
                      property: "priority",
                      reason: `expected priority to be in the range (${RULE_PRIORITY.min} - ${RULE_PRIORITY.max}), got ${priority}`,
                  },
              ]
            : [];
    },
    outputs: (inputs, env) => {
        const path = String(inputs.listenerArn).split(":listener/")[1] ?? "";
        const arn = env.arn("elasticloadbalancing", `listener-rule/${path}/${env.hex(16)}`);
        const actions = list(inputs.actions).map((action, index) => ({ order: index + 1, ...action }));
        return { id: arn, arn, actions, ...(inputs.priority === undefined ? { priority: 1 } : {}) };
    },
    create: (call, inputs, outputs) => {
        const { listenerArn } = inputs;
        call.need(t.LISTENER, listenerArn, "ListenerNotFound", `One or more listeners not found`);
        const siblings = call.list(t.LISTENER_RULE, (each) => each.listenerArn === listenerArn);
        if (inputs.priority === undefined) {
            outputs.priority = Math.max(0, ...siblings.map((each) => each.props.priority)) + 1;
        } else if (siblings.some((each) => each.props.priority === inputs.priority)) {
            call.fail("PriorityInUse", `Priority '${inputs.priority}' is currently in use`);
        }
        checkConditions(call, inputs.conditions);
        checkActions(call, inputs.actions);
    },
    update: (call, next) => {
        const rival = call
            .list(t.LISTENER_RULE, (each) => each.listenerArn === next.listenerArn && each.priority === next.priority)
            .some((each) => each.id !== call.entity.id);
        if (rival) {
            call.fail("PriorityInUse", `Priority '${next.priority}' is currently in use`);
        }
        checkConditions(call, next.conditions);
        checkActions(call, next.actions);
    },
};

export const listenerCertificate: ResourceType = {
    token: "aws:lb/listenerCertificate:ListenerCertificate",
    twins: ["aws:alb/listenerCertificate:ListenerCertificate"],
    title: "ELBv2 Listener Certificate",
    api: {
        service: "Elastic Load Balancing v2",
        create: "AddListenerCertificates",
        read: "DescribeListenerCertificates",
        delete: "RemoveListenerCertificates",
    },
    replaceOn: ["listenerArn", "certificateArn"],
    outputs: (inputs: Props) => ({ id: `${inputs.listenerArn}_${inputs.certificateArn}` }),
    create: (call, inputs) => {
        const found = call.need(t.LISTENER, inputs.listenerArn, "ListenerNotFound", "One or more listeners not found");
        if (!["HTTPS", "TLS"].includes(found.props.protocol)) {
            call.fail("ValidationError", "Certificates can only be added to HTTPS and TLS listeners");
        }
        checkCertificate(call, inputs.certificateArn);
    },
};
