// DevOps Knowledge Share: a database, an API and a user interface on Amazon ECS with EC2 capacity.

import * as pulumi from "@pulumi/pulumi";
import {
    EcrImage,
    EcsCluster,
    EcsService,
    EfsVolume,
    GeneratedSecret,
    LoadBalancer,
    NetworkMode,
    PublicVpc,
} from "ecs-ec2";

const config = new pulumi.Config();
const protect = config.requireBoolean("deletionProtection");
const enableExecuteCommand = config.requireBoolean("enableExecuteCommand");
const tags = { Project: pulumi.getProject(), Stack: pulumi.getStack() };
const common = { tags, enableExecuteCommand, logRetentionDays: config.requireNumber("logRetentionDays") };
const autoScaling = {
    minCapacity: config.requireNumber("minTasks"),
    maxCapacity: config.requireNumber("maxTasks"),
};

// Where everything runs: public subnets only, on-demand EC2 instances, names under <project>-<stack>.internal.
const network = new PublicVpc("dks", { availabilityZoneCount: config.requireNumber("availabilityZones"), tags });
const cluster = new EcsCluster("dks", {
    vpc: network,
    capacities: {
        main: {
            instanceTypes: [config.require("instanceType")],
            minSize: config.requireNumber("minInstances"),
            maxSize: config.requireNumber("maxInstances"),
            managedTerminationProtection: protect,
        },
    },
    tags,
});
const balancer = new LoadBalancer("dks", {
    vpc: network,
    certificateArn: config.get("certificateArn") || undefined,
    deletionProtection: protect,
    accessLogs: config.requireBoolean("accessLogs") ? { forceDestroy: !protect } : undefined,
    tags,
});

// What runs: one image each, built for the instances' architecture and pushed to ECR.
const image = (name: string, context: string) =>
    new EcrImage(name, { context, architecture: cluster.architecture, forceDelete: !protect, tags }).uri;
const password = (name: string) =>
    new GeneratedSecret(name, { recoveryWindowInDays: protect ? 30 : 0, tags }).secretArn;
const rolePassword = password("dks-db-role");
const database = { PGPORT: "5432", DB_NAME: "dks_db", DB_ROLE_NAME: "dks-user" };

// The database: one task, never two at a time on the same data. With persistentData that data is on EFS; without, it
// goes with the task.
const data = config.requireBoolean("persistentData")
    ? new EfsVolume("dks-data", { cluster, uid: 70, path: "/postgres", tags })
    : undefined;
const db = new EcsService("dks-db", {
    ...common,
    cluster,
    containers: [
        {
            name: "db",
            image: image("dks-db", "app/db"),
            memory: 512,
            user: "70:70",
            portMappings: [{ containerPort: 5432 }],
            environment: { ...database, POSTGRES_USER: "postgres" },
            secrets: { POSTGRES_PASSWORD: password("dks-db-superuser"), DB_ROLE_PASSWORD: rolePassword },
            healthCheck: { command: ["CMD-SHELL", "pg_isready -q -h 127.0.0.1 -U postgres"], startPeriod: 60 },
            stopTimeout: 60,
            mountPoints: data && [{ sourceVolume: "data", containerPath: "/var/lib/postgresql/data" }],
        },
    ],
    volumes: data && [{ name: "data", efs: data }],
    discovery: {},
    deployment: { minimumHealthyPercent: 0, maximumPercent: 100 },
    // The shell goes through the instance: a task with an address of its own has no way out for ECS Exec.
    enableExecuteCommand: false,
});

const api = new EcsService("dks-api", {
    ...common,
    cluster,
    containers: [
        {
            name: "api",
            image: image("dks-api", config.require("apiContext")),
            memory: 256,
            user: "1000:1000",
            portMappings: [{ containerPort: 8080 }],
            environment: { ...database, DB_HOST: db.hostName },
            secrets: { DB_ROLE_PASSWORD: rolePassword },
        },
    ],
    connectsTo: [db],
    discovery: {},
    routes: [{ loadBalancer: balancer, paths: ["/api", "/api/*"], healthCheck: { path: "/api/health" } }],
    autoScaling,
    enableExecuteCommand: false,
});

const ui = new EcsService("dks-ui", {
    ...common,
    cluster,
    containers: [
        {
            name: "ui",
            image: image("dks-ui", config.require("uiContext")),
            memory: 128,
            user: "101:101",
            portMappings: [{ containerPort: 8080 }],
        },
    ],
    connectsTo: [api],
    // Browsers come by the balancer, so a shared address is enough, and costs no network interface.
    networkMode: NetworkMode.Bridge,
    discovery: {},
    routes: [{ loadBalancer: balancer, paths: ["/*"], healthCheck: { path: "/healthz" } }],
    autoScaling,
});

export const url = balancer.url;
export const databaseContent = data
    ? pulumi.interpolate`is on EFS ${data.fileSystemId} and survives a redeployment`
    : "goes with the task of dks-db; set persistentData to keep it";
const services = { db, api, ui };
const each = <T>(of: (service: EcsService) => T) =>
    Object.fromEntries(Object.entries(services).map(([name, service]) => [name, of(service)]));
export const discoveryNames = each((service) => service.hostName);
export const logs = each((service) => service.logsCommand);
export const shells = each((service) => service.shellCommand);
