import { type Declared, Out, type Program, Text } from "../../support/policy-program";
import { good } from "../good";

// What a further pair of services adds; the rest of the good program is shared.
const PAIR = [
    ...["dbPassword", "logs", "execution-role", "task-role", "read-secrets", "repository", "lifecycle", "webImage"],
    ...["web-targets", "web-rule", "web-task", "web-service", "web-scaling"],
    ...["db", "db-task", "db-name", "db-service", "db-sg", "web-to-db", "db-out"],
];

/** The good program with as many further pairs of services as fit into a number of resources. */
export function sized(resources: number): Program {
    const program = good();
    for (let i = 1; Object.keys(program).length + PAIR.length <= resources; i++) {
        for (const name of PAIR) {
            const original = good()[name] as Declared;
            const renamed = rename(original, i) as Declared;
            program[renamed.name] = { ...renamed, type: original.type };
            if (name === "web-rule") (program[renamed.name] as Declared).props.priority = 100 + i;
        }
    }
    return program;
}

function rename(value: unknown, i: number): unknown {
    if (value instanceof Out)
        return PAIR.includes(value.resource) ? new Out(`${value.resource}-${i}`, value.property) : value;
    if (value instanceof Text) return new Text(rename(value.content, i), value.write);
    if (Array.isArray(value)) return value.map((one) => (PAIR.includes(one) ? `${one}-${i}` : rename(one, i)));
    if (!(value instanceof Object)) return value;
    const isResource = "type" in value && "props" in value;
    return Object.fromEntries(
        Object.entries(value).map(([key, below]) => [
            key,
            isResource && (key === "name" || key === "parent") ? `${below}-${i}` : rename(below, i),
        ]),
    );
}
