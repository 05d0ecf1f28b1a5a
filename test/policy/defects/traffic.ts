import { add, type Defect } from "../../support/policy-defects";
import { out, resource } from "../../support/policy-program";
import type { Props } from "../good";
import { both, dbTask, defect, remove, write } from "./plant";

const REACH = "lb-reaches-tasks";
const reach: Defect[] = [
    defect(
        REACH,
        "instance-sg",
        "no ingress rule",
        remove("edge-to-instances"),
        /cannot reach service "web-service" on tcp 32768 to 60999; add an ingress rule from security group "edge-sg"/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "instance-sg",
        "the wrong port",
        write("edge-to-instances", { fromPort: 8080, toPort: 8080 }),
        /on tcp 32768/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "instance-sg",
        "the wrong source",
        write("edge-to-instances", { referencedSecurityGroupId: out("db-sg") }),
        /cannot reach/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "instance-sg",
        "the wrong protocol",
        write("edge-to-instances", { ipProtocol: "udp" }),
        /cannot reach/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "instance-sg",
        "half of the range of dynamic ports",
        write("edge-to-instances", { fromPort: 49153 }),
        /on tcp 32768 to 60999/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "instance-sg",
        "a range of addresses without the load balancer's",
        both(remove("edge-to-instances"), (p) =>
            add(
                p,
                resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "narrow", {
                    securityGroupId: out("instance-sg"),
                    ipProtocol: "tcp",
                    fromPort: 0,
                    toPort: 65535,
                    cidrIpv4: "10.0.1.0/24",
                }),
            ),
        ),
        /cannot reach/,
        { hiddenInPreview: true },
    ),
    defect(
        REACH,
        "db-sg",
        "an awsvpc task's own group, readable in preview",
        both(
            write("web-targets", { targetType: "ip" }),
            write("web-service", {
                taskDefinition: out("db-task", "arn"),
                networkConfiguration: { subnets: [out("subnet-private")], securityGroups: [out("db-sg")] },
                loadBalancers: [
                    { targetGroupArn: out("web-targets", "arn"), containerName: "db", containerPort: 5432 },
                ],
            }),
        ),
        /cannot reach service "web-service" on tcp 5432/,
    ),
];

const EGRESS = "security-group-has-egress";
const egress: Defect[] = [
    defect(
        EGRESS,
        "instance-sg",
        "of instances",
        remove("instances-out"),
        /LaunchTemplate "template" is in it; add an egress rule/,
    ),
    defect(EGRESS, "edge-sg", "of a load balancer", remove("edge-out"), /LoadBalancer "edge" is in it/),
    defect(EGRESS, "db-sg", "of tasks", remove("db-out"), /Service "db-service" is in it/),
];

const FIT = "tasks-fit-capacity";
const fit: Defect[] = [
    defect(
        FIT,
        "db-service",
        "too much memory",
        dbTask((c) => {
            c.memory = 4096;
        }),
        /takes 256 CPU units and 4096 MiB, and an instance \(t3\.small\) offers 2048 CPU units and about 1852 MiB/,
    ),
    defect(
        FIT,
        "db-service",
        "too much CPU",
        dbTask((c) => {
            c.cpu = 4096;
        }),
        /takes 4096 CPU units/,
    ),
    defect(
        FIT,
        "db-service",
        "the task's own size",
        dbTask(() => {}, { cpu: "4096", memory: "512" }),
        /takes 4096 CPU units and 512 MiB/,
    ),
    defect(
        FIT,
        "db-service",
        "more tasks than interfaces",
        write("db-service", { desiredCount: 9 }),
        /desiredCount is 9 and the network interfaces of "instances" hold 8 awsvpc/,
    ),
];

const listenerRule = (name: string, fields: Props) =>
    resource("aws:lb/listenerRule:ListenerRule", name, {
        listenerArn: out("https", "arn"),
        priority: 200,
        conditions: [{ pathPattern: { values: ["/api/*"] } }],
        actions: [{ type: "forward", targetGroupArn: out("web-targets", "arn") }],
        ...fields,
    });
const listeners: Defect[] = [
    defect(
        "unique-listener-priority",
        "web-rule",
        "one priority twice",
        (p) => add(p, listenerRule("api-rule", { priority: 100 })),
        /priority 100 is "api-rule"'s already/,
    ),
    defect(
        "unique-listener-priority",
        "web-rule",
        "the same conditions",
        (p) => add(p, listenerRule("api-rule", { conditions: [{ pathPattern: { values: ["/*"] } }] })),
        /conditions are those of "api-rule"/,
        { level: "advisory" },
    ),
    defect(
        "target-type-matches-network-mode",
        "web-targets",
        "addresses of bridge tasks",
        write("web-targets", { targetType: "ip" }),
        /targetType is "ip" and tasks of service "web-service" are in mode bridge; write targetType: "instance"/,
    ),
    defect(
        "target-type-matches-network-mode",
        "web-targets",
        "instances of awsvpc tasks",
        write("db-service", {
            loadBalancers: [{ targetGroupArn: out("web-targets", "arn"), containerName: "db", containerPort: 5432 }],
            healthCheckGracePeriodSeconds: 30,
        }),
        /write targetType: "ip"/,
        { config: { "lb-reaches-tasks": "disabled", "service-waits-for-listener": "disabled" } },
    ),
    defect(
        "service-container-exists",
        "web-service",
        "another container",
        write("web-service", {
            loadBalancers: [{ targetGroupArn: out("web-targets", "arn"), containerName: "api", containerPort: 8080 }],
        }),
        /loadBalancers\[0\] names container "api"; the task has "web"/,
        { hiddenInPreview: true },
    ),
    defect(
        "service-container-exists",
        "web-service",
        "another port",
        write("web-service", {
            loadBalancers: [{ targetGroupArn: out("web-targets", "arn"), containerName: "web", containerPort: 80 }],
        }),
        /names port 80 of container "web"; its portMappings have 8080/,
        { hiddenInPreview: true },
    ),
    defect(
        "service-container-exists",
        "db-service",
        "a registry's container",
        write("db-service", {
            serviceRegistries: { registryArn: out("db-name", "arn"), containerName: "api", containerPort: 5432 },
        }),
        /^serviceRegistries names container "api"/,
    ),
    defect(
        "service-container-exists",
        "web-targets",
        "a fixed health port",
        write("web-targets", { healthCheck: { path: "/", port: "8080" } }),
        /healthCheck\.port is 8080/,
        { hiddenInPreview: true },
    ),
    defect(
        "service-waits-for-listener",
        "web-service",
        "no order",
        (p) => {
            (p["web-service"] as Props).dependsOn = ["providers"];
        },
        /write dependsOn: \["web-rule"\]/,
    ),
    defect(
        "service-waits-for-listener",
        "web-service",
        "no listener",
        both(remove("web-rule"), (p) => {
            (p["web-service"] as Props).dependsOn = ["providers"];
        }),
        /no listener forwards to target group "web-targets"/,
    ),
];

export const traffic: Defect[] = [...reach, ...egress, ...fit, ...listeners];
