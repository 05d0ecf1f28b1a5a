import { add, type Defect, inContainer, props } from "../../support/policy-defects";
import { out, resource } from "../../support/policy-program";
import type { Props } from "../good";
import { both, defect, remove, write } from "./plant";

const ASSOCIATED = "capacity-provider-associated";
const KNOWN = "service-uses-known-capacity";
const capacity: Defect[] = [
    defect(
        ASSOCIATED,
        "spare",
        "of no cluster",
        (p) => add(p, resource("aws:ecs/capacityProvider:CapacityProvider", "spare", { ...props(p, "on-demand") })),
        /no cluster may use it/,
    ),
    defect(
        ASSOCIATED,
        "instances",
        "an unprotected group",
        write("instances", { protectFromScaleIn: false }),
        /write protectFromScaleIn: true/,
    ),
    defect(ASSOCIATED, "instances", "no tag", write("instances", { tags: [] }), /ECS adds a tag/, {
        level: "advisory",
    }),
    defect(
        KNOWN,
        "web-service",
        "a name that the cluster does not have",
        write("web-service", { capacityProviderStrategies: [{ capacityProvider: "other", weight: 1 }] }),
        /capacityProviderStrategies\[0\]\.capacityProvider is "other", which the cluster does not have; write/,
    ),
    defect(
        KNOWN,
        "web-service",
        "a provider that the cluster does not have",
        (p) => {
            add(p, resource("aws:ecs/capacityProvider:CapacityProvider", "spare", { ...props(p, "on-demand") }));
            props(p, "web-service").capacityProviderStrategies = [
                { capacityProvider: out("spare", "name"), weight: 1 },
            ];
        },
        /is "spare", which the cluster does not have; write "on-demand"/,
        { config: { "capacity-provider-associated": "disabled" } },
    ),
    defect(
        KNOWN,
        "web-service",
        "no capacity at all",
        both(
            write("web-service", { capacityProviderStrategies: [] }),
            write("providers", { defaultCapacityProviderStrategies: [] }),
        ),
        /names no capacity and cluster "cluster" has no default/,
    ),
];

const MAP = "cloud-map-record-matches-network-mode";
const registry = (fields: Props) =>
    write("db-name", { dnsConfig: { namespaceId: out("namespace"), dnsRecords: [{ type: "A", ttl: 10, ...fields }] } });
const names: Defect[] = [
    defect(
        MAP,
        "db-name",
        "an address of bridge tasks",
        write("web-service", {
            serviceRegistries: { registryArn: out("db-name", "arn"), containerName: "web", containerPort: 8080 },
        }),
        /its record is A and tasks of service "web-service" are in mode bridge/,
    ),
    defect(
        MAP,
        "db-service",
        "SRV without a port",
        registry({ type: "SRV" }),
        /does not say which port "db-name" stands for/,
    ),
    defect(
        MAP,
        "vpc",
        "a VPC without names",
        write("vpc", { enableDnsHostnames: undefined }),
        /write enableDnsHostnames: true/,
    ),
    defect(
        MAP,
        "namespace",
        "a namespace of another VPC",
        (p) => {
            add(p, resource("aws:ec2/vpc:Vpc", "other", { enableDnsSupport: true, enableDnsHostnames: true }));
            props(p, "namespace").vpc = out("other");
        },
        /its VPC is "other" and the instances are in "vpc"/,
    ),
    defect(MAP, "db-name", "a long memory", registry({ ttl: 300 }), /for 300 s; write ttl: 60/, { level: "advisory" }),
];

const network: Defect[] = [
    defect(
        "awsvpc-has-network",
        "db-service",
        "no subnets",
        (p) => {
            delete props(p, "db-service").networkConfiguration;
        },
        /its task is in mode awsvpc; write networkConfiguration/,
    ),
    defect(
        "awsvpc-has-network",
        "web-service",
        "a network that bridge tasks do not have",
        write("web-service", { networkConfiguration: { subnets: [out("subnet-a")] } }),
        /remove networkConfiguration/,
    ),
    defect(
        "awsvpc-has-network",
        "nightly",
        "a schedule without subnets",
        (p) =>
            add(
                p,
                resource("aws:scheduler/schedule:Schedule", "nightly", {
                    target: {
                        arn: out("cluster", "arn"),
                        ecsParameters: { taskDefinitionArn: out("db-task", "arn"), launchType: "EC2" },
                    },
                }),
            ),
        /write target\.ecsParameters\.networkConfiguration/,
    ),
    defect(
        "awsvpc-has-internet-path",
        "db-service",
        "a public subnet",
        write("db-service", { networkConfiguration: { subnets: [out("subnet-a")], securityGroups: [out("db-sg")] } }),
        /its tasks cannot call out of "subnet-a"/,
    ),
];

const JOIN = "instances-can-join-cluster";
const NO_ECS = { policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" };
const join: Defect[] = [
    defect(
        JOIN,
        "template",
        "no public address",
        both(write("subnet-a", { mapPublicIpOnLaunch: false })),
        /no public address in "subnet-a"/,
    ),
    defect(
        JOIN,
        "template",
        "no profile",
        write("template", { iamInstanceProfile: undefined }),
        /write iamInstanceProfile/,
    ),
    defect(JOIN, "instance-role", "no rights", write("instance-ecs", NO_ECS), /may not join a cluster/),
    defect(JOIN, "template", "no user data", write("template", { userData: undefined }), /userData names no cluster/),
    defect(
        JOIN,
        "template",
        "user data without a cluster",
        write("template", { userData: Buffer.from("#!/bin/bash\nyum update -y\n").toString("base64") }),
        /append ECS_CLUSTER/,
    ),
];

const others: Defect[] = [
    ...inContainer(
        {
            rule: "log-group-managed",
            what: "a group of nobody's",
            message: /logs to "elsewhere", which the stack does not make/,
        },
        (c) => {
            c.logConfiguration.options["awslogs-group"] = "elsewhere";
        },
    ),
    defect("ecr-has-lifecycle", "repository", "no lifecycle", remove("lifecycle"), /keeps every image for ever/),
    defect(
        "ecr-has-lifecycle",
        "webImage",
        "latest, once",
        (p) => {
            p.webImage = resource(
                "docker-build:index:Image",
                "webImage",
                { push: true, platforms: ["linux/amd64"], tags: ["host/shop:latest"] },
                { dependsOn: ["repository"] },
            );
        },
        /takes the tag latest only once/,
        { level: "advisory" },
    ),
];

export const placement: Defect[] = [...capacity, ...names, ...network, ...join, ...others];
