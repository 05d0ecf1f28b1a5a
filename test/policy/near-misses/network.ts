import { add, props } from "../../support/policy-defects";
import { out, resource } from "../../support/policy-program";
import type { Props } from "../good";
import { both, db, extra, fine, type NearMiss, set, web } from "./near-miss";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const network: NearMiss[] = [
    fine(
        "lb-reaches-tasks",
        "a range of addresses around the load balancer's",
        both(
            (p) => {
                delete p["edge-to-instances"];
            },
            extra(INGRESS_RULE, {
                securityGroupId: out("instance-sg"),
                ipProtocol: "tcp",
                fromPort: 0,
                toPort: 65535,
                cidrIpv4: "10.0.0.0/16",
            }),
        ),
    ),
    fine(
        "lb-reaches-tasks",
        "every protocol",
        set("edge-to-instances", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
    ),
    fine(
        "lb-reaches-tasks",
        "an older rule",
        both(
            (p) => {
                delete p["edge-to-instances"];
            },
            extra("aws:ec2/securityGroupRule:SecurityGroupRule", {
                type: "ingress",
                securityGroupId: out("instance-sg"),
                protocol: "tcp",
                fromPort: 32768,
                toPort: 65535,
                sourceSecurityGroupId: out("edge-sg"),
            }),
        ),
    ),
    fine(
        "lb-reaches-tasks",
        "a rule inside the group",
        both(
            (p) => {
                delete p["edge-to-instances"];
            },
            set("instance-sg", {
                ingress: [{ protocol: "tcp", fromPort: 32768, toPort: 65535, securityGroups: [out("edge-sg")] }],
            }),
        ),
    ),
    fine(
        "lb-reaches-tasks",
        "a prefix list",
        both(
            (p) => {
                delete p["edge-to-instances"];
            },
            extra(INGRESS_RULE, {
                securityGroupId: out("instance-sg"),
                ipProtocol: "tcp",
                fromPort: 0,
                toPort: 65535,
                prefixListId: "pl-1",
            }),
        ),
    ),
    fine(
        "lb-reaches-tasks",
        "a fixed port",
        both(
            web((c) => {
                c.portMappings[0].hostPort = 18080;
            }),
            set("edge-to-instances", { fromPort: 18080, toPort: 18080 }),
        ),
    ),
    fine("lb-reaches-tasks", "another range of dynamic ports", set("edge-to-instances", { fromPort: 49153 }), {
        ephemeral: ["49153", "65535"],
    }),
    fine(
        "lb-reaches-tasks",
        "a security group of another stack",
        both(
            (p) => {
                delete p["edge-to-instances"];
            },
            set("template", { vpcSecurityGroupIds: ["sg-elsewhere"] }),
        ),
    ),
    fine(
        "security-group-has-egress",
        "egress inside the group",
        both(
            (p) => {
                delete p["db-out"];
            },
            set("db-sg", { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }),
        ),
    ),
    fine(
        "security-group-has-egress",
        "egress of an older rule",
        both(
            (p) => {
                delete p["db-out"];
            },
            extra("aws:ec2/securityGroupRule:SecurityGroupRule", {
                type: "egress",
                securityGroupId: out("db-sg"),
                protocol: "-1",
            }),
        ),
    ),
    fine("security-group-has-egress", "a group that nothing is in", (p) =>
        add(p, resource("aws:ec2/securityGroup:SecurityGroup", "idle", {})),
    ),
    fine(
        "tasks-fit-capacity",
        "the largest task of all",
        db((c) => {
            c.cpu = 2048;
            c.memory = 1852;
        }),
    ),
    fine(
        "tasks-fit-capacity",
        "a reservation that fits under a limit that does not",
        db((c) => {
            c.memory = 8192;
            c.memoryReservation = 512;
        }),
    ),
    fine("tasks-fit-capacity", "as many tasks as interfaces", set("db-service", { desiredCount: 8 })),
    fine(
        "tasks-fit-capacity",
        "trunking",
        both(
            set("db-service", { desiredCount: 20 }),
            extra("aws:ecs/accountSettingDefault:AccountSettingDefault", { name: "awsvpcTrunking", value: "enabled" }),
        ),
    ),
    fine(
        "tasks-fit-capacity",
        "one task an instance",
        set("db-service", { desiredCount: 20, schedulingStrategy: "DAEMON" }),
    ),
    fine(
        "tasks-fit-capacity",
        "a type that the table does not know",
        both(
            set("template", { instanceType: "x99.large" }),
            db((c) => {
                c.memory = 4000;
            }),
        ),
        { instanceTypes: ["x99.large=8,65536,4"] },
    ),
    fine(
        "tasks-fit-capacity",
        "a larger type among others",
        both(
            db((c) => {
                c.memory = 4096;
            }),
            (p) => {
                const { launchTemplate, ...rest } = props(p, "instances");
                (p.instances as Props).props = {
                    ...rest,
                    mixedInstancesPolicy: {
                        launchTemplate: {
                            launchTemplateSpecification: { launchTemplateId: launchTemplate.id },
                            overrides: [{ instanceType: "t3.small" }, { instanceType: "t3.large" }],
                        },
                    },
                };
            },
        ),
    ),
    fine("unique-listener-priority", "one priority on two listeners", (p) =>
        add(
            p,
            resource("aws:lb/listenerRule:ListenerRule", "other", {
                listenerArn: out("http", "arn"),
                priority: 100,
                conditions: [{ hostHeader: { values: ["a"] } }],
                actions: [],
            }),
        ),
    ),
    fine(
        "target-type-matches-network-mode",
        "no target group of this stack",
        set("web-service", {
            loadBalancers: [{ targetGroupArn: "arn:elsewhere", containerName: "web", containerPort: 8080 }],
        }),
    ),
    fine(
        "service-container-exists",
        "a range of ports",
        web((c) => {
            c.portMappings = [{ containerPortRange: "8000-8100" }];
        }),
    ),
    fine(
        "service-container-exists",
        "a fixed health port of a fixed port",
        both(
            web((c) => {
                c.portMappings[0].hostPort = 18080;
            }),
            set("web-targets", { healthCheck: { path: "/", port: "18080" } }),
        ),
    ),
    fine(
        "service-container-exists",
        "the traffic port",
        set("web-targets", { healthCheck: { path: "/", port: "traffic-port" } }),
    ),
    fine(
        "service-waits-for-listener",
        "a listener by default",
        both(
            (p) => {
                delete p["web-rule"];
                (p["web-service"] as Props).dependsOn = ["https"];
            },
            set("https", { defaultActions: [{ type: "forward", targetGroupArn: out("web-targets", "arn") }] }),
        ),
    ),
    fine(
        "service-waits-for-listener",
        "weighted targets",
        set("web-rule", {
            actions: [{ type: "forward", forward: { targetGroups: [{ arn: out("web-targets", "arn") }] } }],
        }),
    ),
];
