import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { list, type Props, type Value } from "../values";

/** A property that names another object, which must exist. */
export interface Reference {
    /** Property path; a `[]` step goes through a list. */
    path: string;
    type: string;
    /** Which property of the other object it holds; its id when absent. */
    by?: string;
    code: string;
    message: (value: string) => string;
}

function valuesAt(value: Value, steps: string[]): Value[] {
    const [step, ...rest] = steps;
    if (step === undefined) {
        return value === undefined || value === null || value === "" ? [] : [value];
    }
    return step === "[]" ? list(value).flatMap((item) => valuesAt(item, rest)) : valuesAt(value?.[step], rest);
}

export function checkReferences(call: Call, inputs: Props, references: Reference[]): void {
    for (const { path, type, by, code, message } of references) {
        for (const value of valuesAt(inputs, path.split("."))) {
            const found = by ? call.findBy(type, by, value) : call.find(type, value);
            if (!found) {
                call.fail(code, message(value));
            }
        }
    }
}

interface Simple extends Omit<ResourceType, "create" | "update"> {
    references?: Reference[];
    /** AWS's refusal of a second object with this id. */
    taken?: { code: string; message: (id: string) => string };
    create?: ResourceType["create"];
    update?: ResourceType["update"];
}

/** A type of which the account only checks what it names and that its id is free. */
export function simple({ references = [], taken, ...definition }: Simple): ResourceType {
    return {
        ...definition,
        create: (call, inputs, outputs) => {
            checkReferences(call, inputs, references);
            if (taken && call.find(definition.token, outputs.id)) {
                call.fail(taken.code, taken.message(outputs.id));
            }
            definition.create?.(call, inputs, outputs);
        },
        update: (call, next, changed) => {
            checkReferences(call, next, references);
            definition.update?.(call, next, changed);
        },
    };
}

/** The name that an object gets: its own, or the prefix with the provider's digits. */
export function nameOf(inputs: Props, digits: string): string {
    return inputs.name ?? `${inputs.namePrefix ?? "terraform-"}${digits}`;
}
