import { plain } from "./check";
import { resourceType } from "./registry";
import { schemaOf } from "./schema";
import { isEmpty, isObject, type Props, same, type Value } from "./values";

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
