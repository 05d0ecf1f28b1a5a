import type { Call } from "../../call";
import type { ResourceType } from "../../definition";
import { list, type Props, parseJson, type Value } from "../../values";
import * as t from "../types";
import { equivalent, stored, validateContainers } from "./containers";
import { checkTaskDefinition } from "./taskDefinitionChecks";

const FAMILY = "rehearsal:ecs:family";
/** A deregistered revision: what still runs with it goes on. */
export const INACTIVE = "rehearsal:ecs:inactiveTaskDefinition";

function nextRevision(call: Call, family: string): number {
    const counter = call.find(FAMILY, family) ?? call.add(FAMILY, family, {}, { revision: 0 });
    counter.meta.revision += 1;
    call.save(counter);
    return counter.meta.revision;
}

export const taskDefinition: ResourceType = {
    token: t.TASK_DEFINITION,
    title: "ECS Task Definition",
    api: {
        service: "ECS",
        create: "RegisterTaskDefinition",
        update: "TagResource",
        read: "DescribeTaskDefinition",
        delete: "DeregisterTaskDefinition",
    },
    defaults: { skipDestroy: false, trackLatest: false },
    replaces: (property) => !["tags", "skipDestroy", "trackLatest"].includes(property),
    sets: ["requiresCompatibilities", "placementConstraints", "volumes"],
    equal: {
        containerDefinitions: (a, b, news) => equivalent(a, b, news.networkMode === "awsvpc"),
        cpu: (a, b) => String(a) === String(b),
        memory: (a, b) => String(a) === String(b),
    },
    seconds: { create: 1, delete: 1 },
    validate: (inputs) => validateContainers(inputs.containerDefinitions),
    keyOf: (_id, state) => state.arn,
    outputs: (inputs, env) => {
        const arnWithoutRevision = env.arn("ecs", `task-definition/${inputs.family}`);
        return {
            id: inputs.family,
            arn: `${arnWithoutRevision}:1`,
            arnWithoutRevision,
            revision: 1,
            containerDefinitions: stored(inputs.containerDefinitions, inputs.networkMode ?? "bridge"),
            networkMode: inputs.networkMode ?? "bridge",
            enableFaultInjection: inputs.enableFaultInjection ?? false,
        };
    },
    create: (call, inputs, outputs) => {
        checkTaskDefinition(call, inputs);
        outputs.revision = nextRevision(call, inputs.family);
        outputs.arn = `${outputs.arnWithoutRevision}:${outputs.revision}`;
    },
    deleted: (call) => {
        if (!call.props.skipDestroy) {
            call.add(INACTIVE, call.entity.id, call.props);
        } else {
            call.add(t.TASK_DEFINITION, call.entity.id, call.props);
        }
    },
};

export interface ResolvedTask {
    arn: string;
    props: Props;
    containers: Props[];
    isActive: boolean;
}

/** The revision that an ARN, a `family:revision` or a family means. */
export function resolveTask(call: Call, reference: Value): ResolvedTask | undefined {
    const text = String(reference).split("task-definition/").pop() ?? "";
    const [family = "", revision] = text.split(":");
    const matches = (props: Props) => props.family === family && (!revision || String(props.revision) === revision);
    const active = call.list(t.TASK_DEFINITION, matches).sort((a, b) => b.props.revision - a.props.revision)[0];
    const found = active ?? (revision ? call.list(INACTIVE, matches)[0] : undefined);
    return (
        found && {
            arn: found.props.arn,
            props: found.props,
            containers: list(parseJson(found.props.containerDefinitions)),
            isActive: !!active,
        }
    );
}
