import * as assert from "node:assert/strict";
import type { ResourceType } from "../../../rehearsal/definition";
import { Environment } from "../../../rehearsal/environment";
import { outputsOf } from "../../../rehearsal/model";
import { resourceTokens, resourceType } from "../../../rehearsal/registry";
import { isComputed, isRequired, schemaOf } from "../../../rehearsal/schema";
import type { Props, Value } from "../../../rehearsal/values";

/** Computed outputs that AWS leaves out for these inputs. */
const ABSENT: Record<string, string[]> = {
    "aws:lb/listener:Listener": ["mutualAuthentication"],
    "aws:alb/listener:Listener": ["mutualAuthentication"],
    "aws:autoscaling/group:Group": ["launchTemplate", "mixedInstancesPolicy"],
    "aws:ecs/service:Service": ["serviceRegistries"],
    "aws:servicediscovery/service:Service": ["dnsConfig"],
};

/** What the simulation keeps for itself beside the provider's properties. */
const INTERNAL: Record<string, string[]> = { "aws:ecs/service:Service": ["clusterName"] };

function sample(type: string): Value {
    return type.startsWith("*")
        ? []
        : type.startsWith("%") || type.startsWith("@")
          ? {}
          : type.startsWith("n")
            ? 1
            : "x";
}

/** The required inputs of a type, with any value. */
function requiredInputs(definition: ResourceType, token: string): Props {
    const inputs: Props = { ...definition.defaults };
    for (const [property, type] of Object.entries(schemaOf(token).inputs)) {
        if (isRequired(type)) {
            inputs[property] = sample(type);
        }
    }
    if (token === "docker-build:index:Image") {
        inputs.context = { location: __dirname };
    }
    if (definition.autoName) {
        inputs[definition.autoName.property] = "name";
    }
    return inputs;
}

for (const token of resourceTokens()) {
    describe(`simulation: the table of ${token}`, () => {
        const definition = resourceType(token) as ResourceType;
        const schema = schemaOf(token);

        it("names only properties that the provider has", () => {
            const named = [
                ...(definition.replaceOn ?? []),
                ...Object.keys(definition.defaults ?? {}),
                ...Object.keys(definition.equal ?? {}),
                ...(definition.ignore ?? []),
                ...(definition.autoName ? [definition.autoName.property] : []),
            ];
            assert.deepEqual(
                named.filter((property) => schema.inputs[property] === undefined),
                [],
            );
        });

        it("names only sets that the schema has as lists", () => {
            const lists = [schema.inputs, ...Object.values(schema.types)].flatMap((shape) =>
                Object.entries(shape).flatMap(([property, type]) => (type.startsWith("*") ? [property] : [])),
            );
            assert.deepEqual(
                (definition.sets ?? []).filter((property) => !lists.includes(property)),
                [],
            );
        });

        it("gives every computed output, and none that the provider has not", () => {
            const { state, id } = outputsOf(token, "it", requiredInputs(definition, token)) ?? { state: {}, id: "" };
            assert.ok(id);
            const missing = Object.keys(schema.outputs).filter(
                (property) => isComputed(schema, property) && state[property] === undefined && property !== "id",
            );
            assert.deepEqual(
                missing.filter((property) => !ABSENT[token]?.includes(property)),
                [],
            );
            const environment = new Environment("123456789012", "us-east-1", "seed", "it");
            const outputs = Object.keys(definition.outputs(requiredInputs(definition, token), environment));
            assert.deepEqual(
                outputs.filter(
                    (property) =>
                        property !== "id" &&
                        schema.outputs[property] === undefined &&
                        !INTERNAL[token]?.includes(property),
                ),
                [],
            );
        });
    });
}
