import type { Call } from "../../call";
import { list } from "../../values";
import { simple } from "../simple";
import * as t from "../types";

const DEFINITION = "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition";
const FAMILY = "rehearsal:ecs:daemonFamily";

function nextRevision(call: Call, family: string): number {
    const counter = call.find(FAMILY, family) ?? call.add(FAMILY, family, {}, { revision: 0 });
    counter.meta.revision += 1;
    call.save(counter);
    return counter.meta.revision;
}

export const daemonTaskDefinition = simple({
    token: DEFINITION,
    title: "ECS Daemon Task Definition",
    api: {
        service: "ECS",
        create: "RegisterDaemonTaskDefinition",
        update: "TagResource",
        read: "DescribeDaemonTaskDefinition",
        delete: "DeleteDaemonTaskDefinition",
    },
    replaces: (property) => !/^tags/.test(property),
    outputs: (inputs, env) => {
        const arn = env.arn("ecs", `daemon-task-definition/${inputs.family}:1`);
        return { id: arn, arn, revision: 1, status: "ACTIVE" };
    },
    create: (call, inputs, outputs) => {
        if (!list(inputs.containerDefinitions).some((container) => container.essential !== false)) {
            call.fail("ClientException", "At least one container must be essential.");
        }
        outputs.revision = nextRevision(call, inputs.family);
        outputs.arn = call.environment.arn("ecs", `daemon-task-definition/${inputs.family}:${outputs.revision}`);
        outputs.id = outputs.arn;
    },
});

/** A daemon without its tasks: it checks what it names and holds its capacity providers. */
export const daemon = simple({
    token: "aws:ecs/daemon:Daemon",
    title: "ECS Daemon",
    api: {
        service: "ECS",
        create: "CreateDaemon",
        update: "UpdateDaemon",
        read: "DescribeDaemon",
        delete: "DeleteDaemon",
    },
    autoName: { property: "name" },
    replaceOn: ["name", "clusterArn"],
    sets: ["capacityProviderArns"],
    seconds: { create: 60, update: 60, delete: 30 },
    references: [
        {
            path: "clusterArn",
            type: t.CLUSTER,
            code: "ClusterNotFoundException",
            message: () => "Cluster not found.",
        },
        {
            path: "daemonTaskDefinitionArn",
            type: DEFINITION,
            code: "ClientException",
            message: (arn) => `The daemon task definition ${arn} was not found.`,
        },
        {
            path: "capacityProviderArns.[]",
            type: t.CAPACITY_PROVIDER,
            code: "InvalidParameterException",
            message: (arn) => `The specified capacity provider '${arn}' was not found.`,
        },
    ],
    outputs: (inputs, env) => {
        const cluster = String(inputs.clusterArn ?? "default")
            .split("/")
            .pop();
        const arn = env.arn("ecs", `daemon/${cluster}/${inputs.name}`);
        return {
            id: arn,
            arn,
            clusterArn: inputs.clusterArn ?? env.arn("ecs", "cluster/default"),
            deploymentArn: env.arn("ecs", `daemon-deployment/${cluster}/${inputs.name}/${env.digits(19)}`),
            status: "ACTIVE",
        };
    },
});
