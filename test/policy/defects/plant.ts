import { type Defect, props } from "../../support/policy-defects";
import { jsonText, type Program } from "../../support/policy-program";
import { dbContainer, type Props, webContainer } from "../good";

export const defect = (
    rule: string,
    on: string,
    what: string,
    plant: (program: Program) => void,
    message: RegExp,
    more: Partial<Defect> = {},
): Defect => ({ rule, on, what, plant, message, ...more });
/** Writes properties of a resource. */
export const write = (on: string, fields: Props) => (program: Program) => {
    Object.assign(props(program, on), fields);
};
/** Takes resources out. */
export const remove =
    (...names: string[]) =>
    (program: Program) => {
        for (const name of names) delete program[name];
    };
/** Several changes. */
export const both =
    (...plants: ((program: Program) => void)[]) =>
    (program: Program) => {
        for (const plant of plants) plant(program);
    };
/** Changes the database container, which stands in our component. */
export const dbTask =
    (change: (container: Props) => void, fields: Props = {}) =>
    (program: Program) => {
        const container = dbContainer();
        change(container);
        Object.assign(props(program, "db"), fields, { containerDefinitions: [container] });
        Object.assign(props(program, "db-task"), fields, { containerDefinitions: jsonText([container]) });
    };

/** Changes the web container, which stands in JSON. */
export const webTask =
    (change: (container: Props) => void, fields: Props = {}) =>
    (program: Program) => {
        const container = webContainer();
        change(container);
        Object.assign(props(program, "web-task"), fields, { containerDefinitions: jsonText([container]) });
    };
