// Limits of the AWS APIs that components check before anything is created.

/** A rule on a physical name. */
export interface NameRule {
    max: number;
    pattern: RegExp;
    /** The rule in words, for an error. */
    words: string;
}

/** Name of a cluster, service, family or container: API_CreateService, API_RegisterTaskDefinition. */
export const ECS_NAME: NameRule = {
    max: 255,
    pattern: /^[A-Za-z0-9_-]+$/,
    words: "up to 255 letters, digits, hyphens and underscores",
};
/** Name of a port mapping: API_PortMapping. */
export const PORT_NAME: NameRule = {
    max: 64,
    pattern: /^[a-z0-9_][a-z0-9_-]*$/,
    words: "up to 64 lower-case letters, digits, underscores and hyphens, not starting with a hyphen",
};
/** Repository name: ECR API_CreateRepository. */
export const REPOSITORY_NAME: NameRule = {
    max: 256,
    pattern: /^(?=.{2})(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    words: "2 to 256 lower-case letters and digits in parts joined by one of . _ - /",
};
/** Label of a Cloud Map DNS service: Cloud Map API_CreateService, RFC 1035. */
export const DNS_LABEL: NameRule = {
    max: 63,
    pattern: /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/,
    words: "up to 63 letters, digits, hyphens and underscores, not starting or ending with a hyphen",
};
/** Name of a Cloud Map namespace: API_CreatePrivateDnsNamespace. */
export const NAMESPACE_NAME: NameRule = {
    max: 253,
    pattern: /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/,
    words: "a lower-case domain name such as shop-dev.internal, up to 253 characters",
};
/** Capacity provider: API_CreateCapacityProvider. */
export const CAPACITY_PROVIDER_NAME: NameRule = {
    max: 255,
    pattern: /^(?!aws|ecs|fargate)[A-Za-z0-9_-]+$/i,
    words: "up to 255 letters, digits, hyphens and underscores, not starting with aws, ecs or fargate",
};

/** Retention of a log group in days: CloudWatch Logs API_PutRetentionPolicy. */
export const LOG_RETENTION_DAYS: readonly number[] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Containers in one task definition: "Amazon ECS service quotas". */
export const MAX_CONTAINERS = 10;
/** Target groups of one service: "Amazon ECS service quotas". */
export const MAX_TARGET_GROUPS = 5;
/** Smallest memory of a container in MiB that Docker 20.10 and later accepts: API_ContainerDefinition. */
export const MIN_CONTAINER_MEMORY = 6;
/** CPU units of a task on EC2: API_RegisterTaskDefinition. */
export const TASK_CPU = { min: 128, max: 196608 } as const;
/** Name of a load balancer or target group: ELB API_CreateLoadBalancer, API_CreateTargetGroup. */
export const BALANCER_NAME_MAX = 32;
/** Priority of a listener rule: ELB API_CreateRule. */
export const RULE_PRIORITY = { min: 1, max: 50000 } as const;
/** Condition values in one listener rule: "Quotas for your Application Load Balancers". */
export const MAX_CONDITION_VALUES = 5;
/** Raw user data in bytes: EC2 "Run commands when you launch an EC2 instance with user data input". */
export const USER_DATA_BYTES = 16384;
/** Pulumi appends a hyphen and seven hexadecimal digits to a logical name to make a physical one. */
export const AUTO_NAME_SUFFIX = 8;

/** Log drivers on EC2 capacity: API_LogConfiguration. */
export const LOG_DRIVERS: readonly string[] = [
    "json-file",
    "syslog",
    "journald",
    "gelf",
    "fluentd",
    "awslogs",
    "splunk",
    "awsfirelens",
];
