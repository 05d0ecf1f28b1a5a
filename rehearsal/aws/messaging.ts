import { type Props, parseJson, same, type Value } from "../values";
import { samePolicy, validatePolicy } from "./policyDocuments";
import { nameOf, simple } from "./simple";

const sameJson = (a: Value, b: Value) => same(parseJson(a) ?? a, parseJson(b) ?? b);
const fifo = (flag: string) => (inputs: Props) => (inputs[flag] ? ".fifo" : "");
const QUEUE = "aws:sqs/queue:Queue";
const TOPIC = "aws:sns/topic:Topic";

export const queue = simple({
    token: QUEUE,
    title: "SQS Queue",
    api: {
        service: "SQS",
        create: "CreateQueue",
        update: "SetQueueAttributes",
        read: "GetQueueAttributes",
        delete: "DeleteQueue",
    },
    autoName: { property: "name", max: 80, unless: "namePrefix", suffix: fifo("fifoQueue") },
    defaults: {
        delaySeconds: 0,
        fifoQueue: false,
        maxMessageSize: 1048576,
        messageRetentionSeconds: 345600,
        receiveWaitTimeSeconds: 0,
        visibilityTimeoutSeconds: 30,
    },
    replaceOn: ["name", "namePrefix", "fifoQueue"],
    equal: { policy: samePolicy, redrivePolicy: sameJson, redriveAllowPolicy: sameJson },
    seconds: { create: 25, update: 25, delete: 60 },
    taken: {
        code: "QueueAlreadyExists",
        message: () => "A queue already exists with the same name and a different value for attribute",
    },
    outputs: (inputs, env) => {
        const name = nameOf(inputs, env.digits(26));
        const url = `https://sqs.${env.region}.${env.dnsSuffix}/${env.account}/${name}`;
        return {
            id: url,
            url,
            name,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.arn("sqs", name),
            deduplicationScope: inputs.deduplicationScope ?? "",
            fifoThroughputLimit: inputs.fifoThroughputLimit ?? "",
            kmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds ?? 300,
            policy: inputs.policy ?? "",
            redrivePolicy: inputs.redrivePolicy ?? "",
            redriveAllowPolicy: inputs.redriveAllowPolicy ?? "",
            sqsManagedSseEnabled: inputs.sqsManagedSseEnabled ?? true,
        };
    },
    create: (call, inputs) => {
        const target = parseJson(inputs.redrivePolicy)?.deadLetterTargetArn;
        if (target && !call.findBy(QUEUE, "arn", target)) {
            call.fail(
                "InvalidParameterValue",
                `Value {"deadLetterTargetArn":"${target}"} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
            );
        }
    },
});

export const queuePolicy = simple({
    token: "aws:sqs/queuePolicy:QueuePolicy",
    title: "SQS Queue Policy",
    api: {
        service: "SQS",
        create: "SetQueueAttributes",
        update: "SetQueueAttributes",
        read: "GetQueueAttributes",
        delete: "SetQueueAttributes",
    },
    replaceOn: ["queueUrl"],
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    references: [
        {
            path: "queueUrl",
            type: QUEUE,
            code: "AWS.SimpleQueueService.NonExistentQueue",
            message: () => "The specified queue does not exist.",
        },
    ],
    outputs: (inputs) => ({ id: inputs.queueUrl }),
});

export const topic = simple({
    token: TOPIC,
    title: "SNS Topic",
    api: {
        service: "SNS",
        create: "CreateTopic",
        update: "SetTopicAttributes",
        read: "GetTopicAttributes",
        delete: "DeleteTopic",
    },
    autoName: { property: "name", max: 256, unless: "namePrefix", suffix: fifo("fifoTopic") },
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    replaceOn: ["name", "namePrefix", "fifoTopic"],
    equal: { policy: samePolicy, deliveryPolicy: sameJson },
    outputs: (inputs, env) => {
        const name = nameOf(inputs, env.digits(26));
        const arn = env.arn("sns", name);
        return {
            id: arn,
            arn,
            name,
            namePrefix: inputs.namePrefix ?? "",
            beginningArchiveTime: "",
            fifoThroughputScope: inputs.fifoThroughputScope ?? "",
            owner: env.account,
            policy: inputs.policy ?? "",
            signatureVersion: inputs.signatureVersion ?? 0,
            tracingConfig: inputs.tracingConfig ?? "",
        };
    },
});

export const topicPolicy = simple({
    token: "aws:sns/topicPolicy:TopicPolicy",
    title: "SNS Topic Policy",
    api: {
        service: "SNS",
        create: "SetTopicAttributes",
        update: "SetTopicAttributes",
        read: "GetTopicAttributes",
        delete: "SetTopicAttributes",
    },
    replaceOn: ["arn"],
    equal: { policy: samePolicy },
    validate: (inputs) => validatePolicy(inputs, "policy"),
    references: [{ path: "arn", type: TOPIC, code: "NotFound", message: () => "Topic does not exist" }],
    outputs: (inputs, env) => ({ id: inputs.arn, owner: env.account }),
});

export const topicSubscription = simple({
    token: "aws:sns/topicSubscription:TopicSubscription",
    title: "SNS Topic Subscription",
    api: {
        service: "SNS",
        create: "Subscribe",
        update: "SetSubscriptionAttributes",
        read: "GetSubscriptionAttributes",
        delete: "Unsubscribe",
    },
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    replaceOn: ["topic", "protocol", "endpoint"],
    equal: { filterPolicy: sameJson, redrivePolicy: sameJson, deliveryPolicy: sameJson },
    references: [{ path: "topic", type: TOPIC, code: "NotFound", message: () => "Topic does not exist" }],
    outputs: (inputs, env) => {
        const arn = `${inputs.topic}:${env.uuid()}`;
        const isPending = ["email", "email-json", "http", "https"].includes(inputs.protocol);
        return {
            id: arn,
            arn,
            confirmationWasAuthenticated: !isPending,
            filterPolicyScope: inputs.filterPolicyScope ?? "",
            ownerId: env.account,
            pendingConfirmation: isPending,
        };
    },
});
