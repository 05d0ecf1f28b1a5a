import { called, groupsOf, servicesOf, type Task } from "../graph/ecs";
import { SUBNET, VPC } from "../graph/network";
import type { Node, Stack } from "../graph/stack";
import { number } from "../options";
import { stackRule } from "../stack-rule";
import type { Verdict } from "../verdict";

const NAME = "aws:servicediscovery/service:Service";
const NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";

/** Record types against the network mode, and the fields by which ECS fills the record. */
function judgeRecord(service: Node, task: Task, name: Node, verdict: Verdict): void {
    const records = name.props.at("dnsConfig", "dnsRecords").items();
    const kinds = records.flatMap((record) => record.at("type").text() ?? []);
    const wrong = kinds.filter((kind) => !task.facts?.recordTypes.includes(kind));
    if (wrong.length > 0) {
        const tasks = `tasks of service ${called(service)} are in mode ${task.mode}`;
        verdict.report(
            `its record is ${wrong.join(", ")} and ${tasks}; write type "SRV", or networkMode "awsvpc"`,
            name.urn,
        );
        return;
    }
    const registry = service.props.at("serviceRegistries");
    const both = registry.at("containerName").isPresent && registry.at("containerPort").isPresent;
    const needed = !task.facts?.ownInterface || (kinds.includes("SRV") && !registry.at("port").isPresent);
    if (needed && !both) {
        const write = "write containerName and containerPort";
        verdict.report(`serviceRegistries does not say which port ${called(name)} stands for; ${write}`, service.urn);
    }
}

function judgeNetwork(stack: Stack, service: Node, namespace: Node, verdict: Verdict): void {
    const [vpc] = stack.refer(namespace, namespace.props.at("vpc"), VPC);
    if (!vpc) return;
    verdict.check(() => {
        const off = ["enableDnsSupport", "enableDnsHostnames"].filter(
            (name, i) => vpc.props.at(name).flag() !== true && (i > 0 || vpc.props.at(name).isPresent),
        );
        if (off.length > 0) {
            verdict.report(
                `names of namespace ${called(namespace)} do not resolve in it; write ${off.join(": true, ")}: true`,
                vpc.urn,
            );
        }
    }, vpc.urn);
    const subnets = groupsOf(stack, service).flatMap((group) =>
        stack.refer(group, group.props.at("vpcZoneIdentifiers"), SUBNET),
    );
    const vpcs = new Set(subnets.flatMap((subnet) => stack.refer(subnet, subnet.props.at("vpcId"), VPC)));
    if (vpcs.size > 0 && !vpcs.has(vpc)) {
        const theirs = [...vpcs].map(called).join(", ");
        verdict.report(
            `its VPC is ${called(vpc)} and the instances are in ${theirs}; write vpc: that one's id`,
            namespace.urn,
        );
    }
}

export const cloudMapRecordMatchesNetworkMode = stackRule({
    name: "cloud-map-record-matches-network-mode",
    description: "A service's Cloud Map name must be of a kind that its tasks can have.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps:
        'Use records of type A with networkMode "awsvpc", and SRV with containerName and containerPort in all other modes.',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
    options: { maxTtl: number("Most seconds that clients may remember an address.", 60) },
    types: [NAME],
    judge(stack, verdict, { maxTtl }) {
        for (const { service, task: taskOf } of servicesOf(stack)) {
            verdict.check(() => {
                const [name] = stack.refer(service, service.props.at("serviceRegistries", "registryArn"), NAME);
                const task = name && taskOf();
                if (!name || !task?.facts) return;
                verdict.check(() => judgeRecord(service, task, name, verdict), service.urn);
                const [namespace] = stack.refer(name, name.props.at("dnsConfig", "namespaceId"), NAMESPACE);
                if (namespace) judgeNetwork(stack, service, namespace, verdict);
            }, service.urn);
        }
        for (const name of stack.of(NAME)) {
            verdict.check(() => {
                for (const record of name.props.at("dnsConfig", "dnsRecords").items()) {
                    const ttl = record.at("ttl").number() ?? 0;
                    if (ttl > maxTtl)
                        verdict.advise(
                            `clients call stopped tasks for ${ttl} s; write ttl: ${maxTtl} or less`,
                            name.urn,
                        );
                }
            }, name.urn);
        }
    },
});
