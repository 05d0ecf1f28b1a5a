import { allTags } from "./check";
import { Environment } from "./environment";
import { resourceType } from "./registry";
import { schemaOf } from "./schema";
import { hash, type Props } from "./values";

export interface ModelOptions {
    /** Account id; default 123456789012. */
    account?: string;
    /** Region; default us-east-1. */
    region?: string;
    defaultTags?: Record<string, string>;
}

/**
 * The id and the state of a resource as AWS would give them, from its inputs alone: for `pulumi.runtime.setMocks`.
 * The same type, name and inputs always give the same ids. Undefined for types that the rehearsal does not know.
 */
export function outputsOf(
    type: string,
    name: string,
    inputs: Props,
    options: ModelOptions = {},
): { id: string; state: Props } | undefined {
    const definition = resourceType(type);
    if (!definition) {
        return undefined;
    }
    const { account = "123456789012", region = "us-east-1", defaultTags = {} } = options;
    const environment = new Environment(account, inputs.region ?? region, `${type}::${name}`, name, defaultTags);
    const naming = definition.autoName;
    const named: Props = { ...definition.defaults, ...inputs };
    if (naming && named[naming.property] === undefined && !(naming.unless && named[naming.unless] !== undefined)) {
        const prefix = naming.lower ? name.toLowerCase() : name;
        named[naming.property] = `${prefix}-${hash(`${type}${name}`).slice(0, 7)}${naming.suffix?.(named) ?? ""}`;
    }
    const { id, ...computed } = definition.outputs(named, environment);
    const { outputs } = schemaOf(type);
    const common: Props = {
        ...(outputs.region === undefined ? {} : { region: environment.region }),
        ...(outputs.tagsAll === undefined ? {} : { tagsAll: allTags(defaultTags, named) }),
    };
    return { id, state: { ...named, ...common, ...computed } };
}
