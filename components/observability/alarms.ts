import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountOf } from "../account";
import { refuse } from "../errors";
import { type AlarmDefinition, capacityAlarms, serviceAlarms, targetGroupAlarms } from "./alarmDefinitions";
import { type AlarmsArgs, alarmsProblems, thresholdsOf } from "./alarmsArgs";
import { alarmsUrl } from "./consoleLinks";
import { capacityProviderOf } from "./monitoredRefs";

/**
 * Alarms of a cluster and its services, and a topic that tells of them when they begin and end; besides, each task that
 * finds no place and each deployment that fails, which ECS reports as events.
 *
 * Children: `<name>` (topic, its policy), `<name>-<address>` (subscriptions), `<name>-<service>-cpu`, `-memory` and
 * `-below-desired`, with target groups `-5xx`, `-latency` and `-unhealthy` (for further ones `-5xx-<n>`),
 * `<name>-<capacity>-short` (alarms), `<name>-events` (event rule and its target).
 */
export class Alarms extends pulumi.ComponentResource {
    /** ARN of the topic. */
    readonly topicArn: pulumi.Output<string>;
    /** Names of the alarms in AWS by their names in the program, without the component's. */
    readonly alarmNames: pulumi.Output<Record<string, string>>;
    /** Page of the alarms in the console. */
    readonly consoleUrl: pulumi.Output<string>;

    constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        // No inputs: children start when what stands here is known, and a cluster is once all its parts are.
        super("ecs-ec2:index:Alarms", name, {}, opts);
        refuse(this, alarmsProblems(args));

        const account = accountOf(this);
        const topicArn = topicOf(name, args, account, this);
        for (const email of args.emails ?? []) {
            new sns.TopicSubscription(
                `${name}-${email}`,
                { topic: topicArn, protocol: "email", endpoint: email },
                { parent: this },
            );
        }
        const alarms = definitions(args).map(({ suffix, alarm }) => {
            const made = new cloudwatch.MetricAlarm(
                `${name}-${suffix}`,
                { ...alarm, alarmActions: [topicArn], okActions: [topicArn], tags: args.tags },
                { parent: this },
            );
            return [suffix, made.name] as const;
        });
        tellEvents(name, args, topicArn, this);

        this.topicArn = topicArn;
        this.alarmNames = pulumi.output(Object.fromEntries(alarms));
        this.consoleUrl = alarmsUrl(account, name);
        this.registerOutputs({
            topicArn: this.topicArn,
            alarmNames: this.alarmNames,
            consoleUrl: this.consoleUrl,
        });
    }
}

/** Every alarm with the part of its name that follows the component's. */
function definitions(args: AlarmsArgs): AlarmDefinition[] {
    const thresholds = thresholdsOf(args);
    const { clusterName } = args.cluster;
    const under = (prefix: string, alarms: AlarmDefinition[]) =>
        alarms.map(({ suffix, alarm }) => ({ suffix: `${prefix}-${suffix}`, alarm }));
    const services = (args.services ?? []).flatMap(({ name, serviceName, targetGroups }) => [
        ...under(name, serviceAlarms(name, { ClusterName: clusterName, ServiceName: serviceName }, thresholds)),
        ...(targetGroups ?? []).flatMap((target, index) =>
            under(name, targetGroupAlarms(name, target, thresholds)).map(({ suffix, alarm }) => ({
                suffix: index === 0 ? suffix : `${suffix}-${index + 1}`,
                alarm,
            })),
        ),
    ]);
    const capacities = (args.capacities ?? ["main"]).flatMap((capacity) => {
        const CapacityProviderName = capacityProviderOf(args.cluster, capacity);
        return under(
            capacity,
            capacityAlarms(capacity, { ClusterName: clusterName, CapacityProviderName }, thresholds),
        );
    });
    return [...services, ...capacities];
}

function topicOf(name: string, args: AlarmsArgs, account: Account, parent: Alarms): pulumi.Output<string> {
    if (args.topicArn !== undefined) return pulumi.output(args.topicArn);
    // Not encrypted by AWS's own key for SNS: its policy does not let CloudWatch and EventBridge publish.
    const topic = new sns.Topic(name, { tags: args.tags }, { parent });
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topic.arn };
    const policy = new sns.TopicPolicy(
        name,
        {
            arn: topic.arn,
            policy: pulumi.jsonStringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        ...publish,
                        Principal: { Service: "cloudwatch.amazonaws.com" },
                        Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
                    },
                    // As AWS's own example has it ("Using resource-based policies for Amazon EventBridge"), without a
                    // condition: one that the caller does not fill loses every message in silence.
                    { ...publish, Principal: { Service: "events.amazonaws.com" } },
                ],
            }),
        },
        { parent },
    );
    return pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
}

/** "Amazon ECS service action events" and "Amazon ECS service deployment state change events". */
function tellEvents(name: string, args: AlarmsArgs, topicArn: pulumi.Output<string>, parent: Alarms): void {
    const services = pulumi.output(args.cluster.clusterArn).apply((arn) => `${arn.replace(":cluster/", ":service/")}/`);
    const rule = new cloudwatch.EventRule(
        `${name}-events`,
        {
            description: "Tasks that find no place, and deployments that fail",
            eventPattern: pulumi.jsonStringify({
                source: ["aws.ecs"],
                "detail-type": ["ECS Service Action", "ECS Deployment State Change"],
                resources: [{ prefix: services }],
                detail: { eventName: ["SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_DEPLOYMENT_FAILED"] },
            }),
            tags: args.tags,
        },
        { parent },
    );
    new cloudwatch.EventTarget(
        `${name}-events`,
        {
            rule: rule.name,
            arn: topicArn,
            inputTransformer: {
                inputPaths: { service: "$.resources[0]", event: "$.detail.eventName", reason: "$.detail.reason" },
                inputTemplate: '"<event> <service>: <reason>"',
            },
        },
        { parent },
    );
}
