import { db, extra, fine, type NearMiss, option, set, web } from "./near-miss";

export const mission: NearMiss[] = [
    fine(
        "no-spot-capacity",
        "a launch configuration without a price",
        extra("aws:ec2/launchConfiguration:LaunchConfiguration", {}),
    ),
    fine(
        "no-spot-capacity",
        "a fleet without Spot",
        extra("aws:ec2/fleet:Fleet", {
            targetCapacitySpecification: { defaultTargetCapacityType: "on-demand", spotTargetCapacity: 0 },
        }),
    ),
    fine(
        "no-spot-capacity",
        "a guardrail that denies it",
        extra("aws:iam/policy:Policy", {
            policy: JSON.stringify({
                Statement: {
                    Effect: "Deny",
                    Action: "ecs:*",
                    Resource: "*",
                    Condition: { StringEquals: { x: "FARGATE_SPOT" } },
                },
            }),
        }),
    ),
    fine("no-spot-capacity", "a tag that speaks of it", set("cluster", { tags: { rule: "no FARGATE_SPOT" } })),
    fine("no-spot-capacity", "another service's Spot", extra("aws:eks/nodeGroup:NodeGroup", { capacityType: "SPOT" })),
    fine("no-spot-capacity", "a text, where nobody looks", extra("aws-native:ecs:Service", { x: "FARGATE_SPOT" }), {
        literalScan: false,
    }),
    fine(
        "require-awslogs",
        "another driver that is allowed",
        web((c) => {
            c.logConfiguration = { logDriver: "awsfirelens" };
        }),
        { allowedDrivers: ["awslogs", "awsfirelens"] },
    ),
    fine(
        "require-awslogs",
        "the other mode, where any will do",
        db(option({ mode: "blocking", "max-buffer-size": undefined })),
        { mode: "any" },
    ),
    fine("require-awslogs", "no mode, where none is wanted", db(option({ mode: undefined })), { requireMode: false }),
    fine("require-awslogs", "no buffer, where none is wanted", db(option({ "max-buffer-size": undefined })), {
        requireMaxBufferSize: false,
    }),
    fine("require-awslogs", "the right region", () => {}, { region: "eu-central-1" }),
    fine(
        "require-awslogs",
        "Service Connect that is off",
        set("web-service", { serviceConnectConfiguration: { enabled: false } }),
    ),
    fine(
        "require-awslogs",
        "Service Connect that logs",
        set("web-service", {
            serviceConnectConfiguration: { enabled: true, logConfiguration: { logDriver: "awslogs" } },
        }),
    ),
    fine(
        "require-awslogs",
        "an Express service that logs",
        extra("aws:ecs/expressGatewayService:ExpressGatewayService", {
            primaryContainer: { awsLogsConfigurations: [{ logGroup: "a", logStreamPrefix: "b" }] },
        }),
    ),
    fine("ec2-capacity-only", "Fargate, where it is allowed", set("web-service", { launchType: "FARGATE" }), {
        allow: ["FARGATE"],
    }),
    fine("log-group-retention", "the fewest days", set("logs", { retentionInDays: 7 })),
    fine("log-group-retention", "the most days", set("logs", { retentionInDays: 365 }), { max: 365 }),
];
