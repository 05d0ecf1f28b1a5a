import { RULE_PRIORITY } from "../../components/ecs/limits";
import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { list, type Props } from "../values";
import { dropListener } from "./loadBalancers";
import * as t from "./types";

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

/** Headers that a listener can rename or add; empty where it does not. */
const MTLS = ["", "Issuer", "Leaf", "SerialNumber", "Subject", "Validity"];
const ACCESS = ["AllowCredentials", "AllowHeaders", "AllowMethods", "AllowOrigin", "ExposeHeaders", "MaxAge"];
const HEADERS = [
    ...MTLS.map((part) => `routingHttpRequestXAmznMtlsClientcert${part}HeaderName`),
    ...["CipherSuite", "Version"].map((part) => `routingHttpRequestXAmznTls${part}HeaderName`),
    ...ACCESS.map((part) => `routingHttpResponseAccessControl${part}HeaderValue`),
    ...["ContentSecurityPolicy", "StrictTransportSecurity", "XContentTypeOptions", "XFrameOptions"].map(
        (part) => `routingHttpResponse${part}HeaderValue`,
    ),
];

function headerNames(inputs: Props): Props {
    return Object.fromEntries(HEADERS.map((name) => [name, inputs[name] ?? ""]));
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
            ...headerNames(inputs),
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
