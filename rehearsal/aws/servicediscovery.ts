import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props } from "../values";
import * as t from "./types";
import { needVpc } from "./vpc";

const API = "ServiceDiscovery";

function servicesIn(call: Call, namespaceId: string) {
    return call.list(t.DISCOVERY_SERVICE, (each) => (each.namespaceId ?? each.dnsConfig?.namespaceId) === namespaceId);
}

function refuseInUse(call: Call): void {
    if (servicesIn(call, call.entity.id).length > 0) {
        call.fail(
            "ResourceInUse",
            `Namespace has associated services; delete the services before deleting the namespace (${call.entity.id})`,
        );
    }
}

function validateNamespace({ name }: Props): Failure[] {
    const isBad = typeof name === "string" && !isUnknown(name) && (name.length > 253 || !/^[!-~]{1,253}$/.test(name));
    return isBad
        ? [{ property: "name", reason: `"name" must be 1 to 253 characters of a domain name: "${name}"` }]
        : [];
}

function namespace(token: string, title: string, create: string, seconds: number): ResourceType {
    const isPrivate = token === t.PRIVATE_NAMESPACE;
    return {
        token,
        title,
        api: { service: API, create, update: "UpdateNamespace", read: "GetNamespace", delete: "DeleteNamespace" },
        autoName: { property: "name" },
        replaceOn: isPrivate ? ["name", "vpc"] : ["name"],
        seconds: { create: seconds, update: 5, delete: isPrivate ? 45 : 5 },
        validate: validateNamespace,
        outputs: (_inputs, env) => {
            const id = `ns-${env.hex(16)}`;
            const zone =
                token === t.HTTP_NAMESPACE ? { httpName: _inputs.name } : { hostedZone: `Z0${env.letters(18)}` };
            return { id, arn: env.arn("servicediscovery", `namespace/${id}`), ...zone };
        },
        create: (call, inputs) => {
            if (isPrivate) {
                const { props, id } = needVpc(call, inputs.vpc);
                const rival =
                    call.list(t.PRIVATE_NAMESPACE, (each) => each.vpc === id && each.name === inputs.name).length > 0;
                const zone =
                    call.list(
                        "aws:route53/zone:Zone",
                        (each) => each.name === inputs.name && list(each.vpcs).some((vpc) => vpc.vpcId === id),
                    ).length > 0;
                if (rival || zone) {
                    const text = `The VPC that you chose, ${id} in region ${call.region}, is already associated with another private hosted zone that has an overlapping name space, ${inputs.name}.`;
                    call.fail("ConflictingDomainExists", text);
                }
                if (!(props.enableDnsSupport && props.enableDnsHostnames)) {
                    call.fail(
                        "InvalidInput",
                        `VPC ${id} must have enableDnsSupport and enableDnsHostnames set to true`,
                    );
                }
            } else if (call.findBy(token, "name", inputs.name)) {
                call.fail("NamespaceAlreadyExists", `A namespace with the name ${inputs.name} already exists`);
            }
        },
        delete: refuseInUse,
    };
}

export const privateDnsNamespace = namespace(
    t.PRIVATE_NAMESPACE,
    "Service Discovery Private DNS Namespace",
    "CreatePrivateDnsNamespace",
    45,
);
export const publicDnsNamespace = namespace(
    t.PUBLIC_NAMESPACE,
    "Service Discovery Public DNS Namespace",
    "CreatePublicDnsNamespace",
    45,
);
export const httpNamespace = namespace(t.HTTP_NAMESPACE, "Service Discovery HTTP Namespace", "CreateHttpNamespace", 5);

const LABEL =
    /^((?=^.{1,127}$)^([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9]))*$)|(^\.$)/;

function checkDns(call: Call, inputs: Props): void {
    const id = inputs.dnsConfig?.namespaceId ?? inputs.namespaceId;
    const home = [t.PRIVATE_NAMESPACE, t.PUBLIC_NAMESPACE, t.HTTP_NAMESPACE]
        .map((type) => call.find(type, id))
        .find(Boolean);
    if (!home) {
        call.fail("NamespaceNotFound", `Namespace ${id} does not exist`);
    }
    const records = list(inputs.dnsConfig?.dnsRecords);
    const types = records.map((record) => record.type);
    if (inputs.dnsConfig && home.type === t.HTTP_NAMESPACE) {
        call.fail("InvalidInput", "DnsConfig cannot be specified for services in an HTTP namespace");
    }
    if (inputs.dnsConfig && records.length === 0) {
        call.fail("InvalidInput", "DnsRecords must not be empty");
    }
    if (types.includes("CNAME") && (types.length > 1 || inputs.dnsConfig?.routingPolicy !== "WEIGHTED")) {
        call.fail("InvalidInput", "CNAME must be the only record type and needs routing policy WEIGHTED");
    }
    if (inputs.healthCheckConfig && (inputs.healthCheckCustomConfig || home.type === t.PRIVATE_NAMESPACE)) {
        call.fail(
            "InvalidInput",
            "HealthCheckConfig is only for public namespaces, and not together with HealthCheckCustomConfig",
        );
    }
    if (servicesIn(call, home.id).some((each) => each.props.name === inputs.name)) {
        call.fail("ServiceAlreadyExists", `Service already exists: ${inputs.name} in namespace ${home.id}`);
    }
}

export const discoveryService: ResourceType = {
    token: t.DISCOVERY_SERVICE,
    title: "Service Discovery Service",
    api: {
        service: API,
        create: "CreateService",
        update: "UpdateService",
        read: "GetService",
        delete: "DeleteService",
    },
    autoName: { property: "name" },
    defaults: { forceDestroy: false },
    replaceOn: ["name", "namespaceId", "healthCheckCustomConfig", "type"],
    replaces: (property, old, next) =>
        property === "dnsConfig"
            ? old?.namespaceId !== next?.namespaceId ||
              old?.routingPolicy !== (next?.routingPolicy ?? "MULTIVALUE") ||
              JSON.stringify(list(old?.dnsRecords).map((each) => each.type)) !==
                  JSON.stringify(list(next?.dnsRecords).map((each) => each.type))
            : undefined,
    seconds: { create: 2, update: 5, delete: 3 },
    validate: ({ name }) =>
        typeof name === "string" && !isUnknown(name) && !LABEL.test(name)
            ? [
                  {
                      property: "name",
                      reason: `invalid value for name: labels of at most 63 letters, digits, hyphens and underscores: "${name}"`,
                  },
              ]
            : [],
    outputs: (inputs, env) => {
        const id = `srv-${env.hex(16)}`;
        const dns = inputs.dnsConfig && { routingPolicy: "MULTIVALUE", ...inputs.dnsConfig };
        return {
            id,
            arn: env.arn("servicediscovery", `service/${id}`),
            namespaceId: inputs.namespaceId ?? inputs.dnsConfig?.namespaceId ?? "",
            type: inputs.type ?? (inputs.dnsConfig ? "DNS_HTTP" : "HTTP"),
            ...(dns ? { dnsConfig: dns } : {}),
            ...(inputs.healthCheckCustomConfig
                ? { healthCheckCustomConfig: { failureThreshold: 1, ...inputs.healthCheckCustomConfig } }
                : {}),
        };
    },
    create: checkDns,
    delete: (call) => {
        const services = call.list(t.ECS_SERVICE, (each) => each.serviceRegistries?.registryArn === call.props.arn);
        const running = services.filter((service) => call.findBy(t.TASK, "service", service.props.arn));
        if (running.length > 0) {
            call.fail(
                "ResourceInUse",
                "Service contains registered instances; delete the instances before deleting the service",
            );
        }
    },
};
