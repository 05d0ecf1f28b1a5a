import type { Entity } from "./account";
import type { Call } from "./call";
import { plain } from "./check";
import type { ResourceType } from "./definition";
import { resourceType } from "./registry";
import { schemaOf } from "./schema";
import { isEmpty, isObject, type Props, same, type Value } from "./values";

/** The object that a stack's id or an import's id means: imports name some types by ARN, name or a path of names. */
export function findByAnyId(call: Call, definition: ResourceType, id: string, state: Props): Entity | undefined {
    const key = Object.keys(state).length > 0 ? definition.keyOf?.(id, state) : undefined;
    const found = call.find(definition.token, key ?? id);
    if (found || key !== undefined) {
        return found;
    }
    return call.list(definition.token, (props) => importIds(props).includes(id))[0];
}

function importIds(props: Props): string[] {
    return [
        props.arn,
        props.name,
        `${props.clusterName}/${props.name}`,
        `${props.role}/${props.policyArn}`,
        `${props.routeTableId}_${props.destinationCidrBlock}`,
        `${props.subnetId}/${props.routeTableId}`,
        `${props.serviceNamespace}/${props.resourceId}/${props.scalableDimension}`,
        `${props.serviceNamespace}/${props.resourceId}/${props.scalableDimension}/${props.name}`,
    ];
}

/** Inputs after a refresh: those of before with today's values; for an import, all that AWS returned. */
export function inputsFrom(token: string, props: Props, oldInputs: Props): Props {
    const schema = schemaOf(token);
    const definition = resourceType(token);
    const { __defaults = [], ...before } = oldInputs;
    const known = Object.keys(before).length > 0 ? Object.keys(before) : Object.keys(schema.inputs);
    const inputs: Props = {};
    for (const property of known) {
        const kept = plain(before[property]);
        const value = kept === undefined ? props[property] : project(kept, props[property]);
        if (kept !== undefined && (definition?.equal?.[property]?.(kept, value, props) || same(kept, value))) {
            inputs[property] = before[property];
        } else if (!isEmpty(value) || (kept !== undefined && value !== undefined)) {
            inputs[property] = value;
        }
    }
    return { __defaults, ...inputs };
}

/** The part of a state that inputs of this shape declare: what AWS fills into objects is no input. */
function project(shape: Value, state: Value): Value {
    if (Array.isArray(shape) && Array.isArray(state) && shape.length === state.length) {
        return state.map((item, index) => project(shape[index], item));
    }
    if (isObject(shape) && isObject(state) && Object.keys(shape).length > 0) {
        const kept = Object.keys(shape).filter((key) => state[key] !== undefined);
        return Object.fromEntries(kept.map((key) => [key, project(shape[key], state[key])]));
    }
    return state;
}
