import { allTags } from "./check";
import { type Configuration, environmentOf } from "./configuration";
import type { ResourceType } from "./definition";
import { isComputed, schemaOf } from "./schema";
import { type Props, UNKNOWN } from "./values";

/** Properties that every type has, if its schema has them. */
export function commonState(token: string, inputs: Props, region: string, configuration: Configuration): Props {
    const { outputs } = schemaOf(token);
    return {
        ...(outputs.region === undefined ? {} : { region: inputs.region ?? region }),
        ...(outputs.tagsAll === undefined ? {} : { tagsAll: allTags(configuration.defaultTags, inputs) }),
    };
}

/** The state that a create will have, with unknowns for what only AWS knows. */
export function plannedState(token: string, inputs: Props, configuration: Configuration): Props {
    const schema = schemaOf(token);
    const state: Props = {};
    for (const property of Object.keys(schema.outputs)) {
        if (inputs[property] !== undefined) {
            state[property] = inputs[property];
        } else if (isComputed(schema, property)) {
            state[property] = UNKNOWN;
        }
    }
    return { ...state, ...commonState(token, inputs, configuration.region, configuration) };
}

/** The state after an update: new inputs over what AWS has; removed inputs are gone unless AWS computes them. */
export function overlay(
    definition: ResourceType,
    token: string,
    state: Props,
    oldInputs: Props,
    news: Props,
    ignoreChanges: string[],
    configuration: Configuration,
): Props {
    const schema = schemaOf(token);
    const next: Props = { ...state };
    for (const property of Object.keys(schema.inputs)) {
        if (ignoreChanges.includes(property)) {
            continue;
        }
        if (news[property] !== undefined) {
            const isSame = definition.equal?.[property]?.(news[property], state[property], news);
            next[property] = isSame ? state[property] : news[property];
        } else if (!isComputed(schema, property)) {
            const filled = definition.outputs(
                news,
                environmentOf(configuration, next.region ?? configuration.region, "", ""),
            );
            const isKept = oldInputs[property] === undefined && filled[property] !== undefined;
            next[property] = isKept ? state[property] : filled[property];
        }
    }
    for (const property of Object.keys(next).filter((each) => next[each] === undefined)) {
        delete next[property];
    }
    return { ...next, ...commonState(token, news, state.region ?? configuration.region, configuration) };
}

/** What the provider shows of an object: the properties of its schema. */
export function visibleState(token: string, props: Props): Props {
    const { outputs } = schemaOf(token);
    return Object.fromEntries(Object.entries(props).filter(([property]) => outputs[property] !== undefined));
}
