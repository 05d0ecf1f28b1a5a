import { add, type Defect, props } from "../../support/policy-defects";
import { type Declared, resource } from "../../support/policy-program";

export const change = (
    rule: string,
    on: string,
    what: string,
    fields: object,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({
    ...{ rule, on, what, message, ...more },
    plant(program) {
        const written = props(program, on);
        for (const [path, value] of Object.entries(fields)) {
            const keys = path.split(".");
            const last = keys.pop() as string;
            const place = keys.reduce((at, key) => at[key], written);
            if (value === undefined) delete place[last];
            else place[last] = value;
        }
    },
});
export const extra = (
    rule: string,
    type: string,
    what: string,
    fields: object,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({
    ...{ rule, on: "extra", what, message, ...more },
    plant: (program) => add(program, resource(type, "extra", fields as Declared["props"])),
});
