import type { Config } from "../../support/policy";
import { add, props } from "../../support/policy-defects";
import { jsonText, type Program, resource } from "../../support/policy-program";
import { dbContainer, type Props, webContainer } from "../good";

/** A change of the good program that looks like a fault of a rule and is none. */
export interface NearMiss {
    rule: string;
    what: string;
    plant(program: Program): void;
    config?: Config;
}

export const fine = (rule: string, what: string, plant: (program: Program) => void, settings?: object): NearMiss => ({
    ...{ rule, what, plant },
    ...(settings && { config: { [rule]: settings } }),
});
export const set = (on: string, fields: Props) => (program: Program) => {
    Object.assign(props(program, on), fields);
};
export const extra = (type: string, fields: Props) => (program: Program) =>
    add(program, resource(type, "extra", fields));
export const db =
    (change: (container: Props) => void, task: Props = {}) =>
    (program: Program) => {
        const container = dbContainer();
        change(container);
        Object.assign(props(program, "db"), task, { containerDefinitions: [container] });
        Object.assign(props(program, "db-task"), task, { containerDefinitions: jsonText([container]) });
    };
export const web =
    (change: (container: Props) => void, task: Props = {}) =>
    (program: Program) => {
        const container = webContainer();
        change(container);
        Object.assign(props(program, "web-task"), task, { containerDefinitions: jsonText([container]) });
    };
export const option = (options: Props) => (c: Props) => {
    for (const [name, value] of Object.entries(options)) {
        if (value === undefined) delete c.logConfiguration.options[name];
        else c.logConfiguration.options[name] = value;
    }
};
export const both =
    (...plants: ((program: Program) => void)[]) =>
    (program: Program) => {
        for (const plant of plants) plant(program);
    };
