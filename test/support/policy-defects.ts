import { dbContainer, good, type Props, webContainer } from "../policy/good";
import { type Config, type Finding, findings } from "./policy";
import { type Declared, jsonText, type Mode, type Program } from "./policy-program";

/** One fault in the good program, and the one thing that the pack must say of it. */
export interface Defect {
    rule: string;
    what: string;
    /** Name of the resource to change. */
    on: string;
    plant(program: Program): void;
    message: RegExp;
    level?: "mandatory" | "advisory";
    config?: Config;
    /** A fault inside a text that is not known in a first preview: the rule must say that it cannot tell. */
    hiddenInPreview?: boolean;
    /** A fault that the program says in words only in the update (a known id, say): nothing is said in preview. */
    updateOnly?: boolean;
}

/** Properties of a resource of the program, to change. */
export const props = (program: Program, name: string): Props => (program[name] as Declared).props;

export function add(program: Program, ...resources: Declared[]): void {
    for (const one of resources) program[one.name] = one;
}

/** A fault in a container: once in raw JSON and once in our component, where a first preview can already see it. */
export function inContainer(
    fault: Omit<Defect, "on" | "plant">,
    plant: (container: Props, program: Program) => void,
): Defect[] {
    return [
        {
            ...fault,
            what: `${fault.what}, in the JSON of aws.ecs.TaskDefinition`,
            on: "web-task",
            hiddenInPreview: true,
            plant(program) {
                const container = webContainer();
                plant(container, program);
                props(program, "web-task").containerDefinitions = jsonText([container]);
            },
        },
        {
            ...fault,
            what: `${fault.what}, in our TaskDefinition component`,
            on: "db",
            plant(program) {
                const container = dbContainer();
                plant(container, program);
                props(program, "db").containerDefinitions = [container];
                props(program, "db-task").containerDefinitions = jsonText([container]);
            },
        },
    ];
}

const baselines = new Map<string, Promise<Finding[]>>();

/** What a defect makes the pack say beyond what it says of the good program. */
export async function said(defect: Defect, mode: Mode): Promise<{ news: Finding[]; all: Finding[] }> {
    const key = `${mode} ${JSON.stringify(defect.config)}`;
    if (!baselines.has(key)) baselines.set(key, findings(good(), mode, defect.config));
    const before = new Set((await baselines.get(key))?.map((finding) => JSON.stringify(finding)));
    const program = good();
    defect.plant(program);
    const all = await findings(program, mode, defect.config);
    return { news: all.filter((finding) => !before.has(JSON.stringify(finding))), all };
}
