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
    const mapped = list(inputs.subnetMappings).map((each) => each.subnetId);
    const subnets = list(inputs.subnets).length > 0 ? list(inputs.subnets) : mapped;
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

/** A balancer that may write logs begins with a test file: from then on the bucket is not empty. */
function writeTestFiles(call: Call, inputs: Props): void {
    for (const logs of [inputs.accessLogs, inputs.connectionLogs].filter((each) => each?.enabled)) {
        const bucket = call.find("aws:s3/bucket:Bucket", logs.bucket);
        const isAllowed =
            bucket?.props.policy || call.findBy("aws:s3/bucketPolicy:BucketPolicy", "bucket", logs.bucket);
        if (!isAllowed) {
            const text = `Access Denied for bucket: ${logs.bucket}. Please check S3bucket permission`;
            call.fail("InvalidConfigurationRequest", text);
        }
        const key = `${logs.prefix ? `${logs.prefix}/` : ""}AWSLogs/${call.account}/ELBAccessLogTestFile`;
        call.add("aws:s3/bucketObject:BucketObject", `${logs.bucket}/${key}`, { bucket: logs.bucket, key });
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
            enablePrefixForIpv6SourceNat: inputs.enablePrefixForIpv6SourceNat ?? "",
            secondaryIpsAutoAssignedPerSubnet: inputs.secondaryIpsAutoAssignedPerSubnet ?? 0,
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
        writeTestFiles(call, inputs);
    },
    update: (call, next) => {
        checkLoadBalancer(call, next, next);
        writeTestFiles(call, next);
        next.subnetMappings = list(next.subnets).map((subnetId) => ({ subnetId }));
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
export function dropListener(call: Call, arn: string): void {
    for (const rule of call.list(t.LISTENER_RULE, (each) => each.listenerArn === arn)) {
        call.remove(rule);
    }
    const listener = call.find(t.LISTENER, arn);
    if (listener) {
        call.remove(listener);
    }
}
