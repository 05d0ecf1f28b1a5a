import { strict as assert } from "node:assert";

import { ArgumentError, type Problem } from "../../components";
import { Engine, type EngineOptions, type Registration } from "./engine";
import type { Inputs } from "./wire";

/** What a program asks of the engine. The program runs once the engine is there. */
export async function plan(program: () => unknown, options: EngineOptions = {}): Promise<Engine> {
    const engine = await Engine.start(options);
    program();
    return engine.settle();
}

/** A plan that many tests look at, made at the first look: what is recorded does not change any more. */
export function once(make: () => Promise<Engine>): () => Promise<Engine> {
    let made: Promise<Engine> | undefined;
    return () => {
        made ??= make();
        return made;
    };
}

/** What a component refuses in its arguments. Fails unless nothing but the component itself was registered. */
export async function refused(program: () => unknown, options: EngineOptions = {}): Promise<Problem[]> {
    const engine = await Engine.start(options);
    let problems: Problem[] = [];
    assert.throws(program, (e: unknown) => {
        assert.ok(e instanceof ArgumentError, String(e));
        assert.equal(e.message, e.errors.map((p) => `${p.propertyPath}: ${p.reason}`).join("\n"));
        problems = e.errors;
        return true;
    });
    await engine.settle();
    assert.equal(engine.tree().length, 1, `registered in spite of the refusal: ${engine.tree().join(", ")}`);
    return problems;
}

/** Rows of a table of refusals: what is tried, the arguments, and the problems as [propertyPath, reason]. */
export type Refusals<Args> = [what: string, args: Args, problems: [string, string][]][];

/** A test for each row, and one more with all arguments wrong at once where `together` is given. */
export function refusalTests<Args>(rows: Refusals<Args>, construct: (args: Args) => unknown): void {
    for (const [what, args, problems] of rows) {
        it(`refuses ${what}`, async () => {
            const found = await refused(() => construct(args));
            assert.deepEqual(
                found.map(({ propertyPath, reason }) => [propertyPath, reason]),
                problems,
            );
        });
    }
}

/** Short name of a resource: "ec2.Vpc shop", or "PublicVpc shop" for a component of this package. */
export function label({ type, name }: { type: string; name: string }): string {
    const [pkg = "", module = "", kind = ""] = type.split(":");
    const prefix = pkg === "ecs-ec2" ? "" : `${module === "index" ? pkg : module.split("/")[0]}.`;
    return `${prefix}${kind} ${name}`;
}

const isComponent = ({ type }: Registration) => type.startsWith("ecs-ec2:");
const byLabel = (a: Registration, b: Registration) => (label(a) < label(b) ? -1 : 1);

/** Whole inputs of every AWS resource. A text that is a JSON document stands as { json: … }. */
export function inputsOf(engine: Engine): Record<string, Inputs> {
    const resources = engine.resources.filter((resource) => !isComponent(resource)).sort(byLabel);
    return Object.fromEntries(resources.map((resource) => [label(resource), readable(resource.inputs)]));
}

/** A value with its JSON documents read. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON
export function readable(value: any): any {
    if (typeof value === "string" && /^(\{"|\[\{|\[\])/.test(value)) return { json: JSON.parse(value) };
    if (Array.isArray(value)) return value.map(readable);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

/** What each AWS resource waits for, by short names: everything that it names as a dependency. */
export function dependenciesOf(engine: Engine): Record<string, string[]> {
    const names = new Map(engine.resources.map((resource) => [resource.urn, label(resource)]));
    const resources = engine.resources.filter((resource) => !isComponent(resource)).sort(byLabel);
    return Object.fromEntries(
        resources
            .map((resource) => [label(resource), resource.dependencies.map((urn) => names.get(urn) ?? urn).sort()])
            .filter(([, dependencies]) => (dependencies as string[]).length > 0),
    );
}

const OPTIONS = ["ignoreChanges", "customTimeouts", "deleteBeforeReplace"] as const;

/** What is different in the AWS resources of a second plan: "removed", whole inputs where added, else the new inputs. */
export function difference(before: Engine, after: Engine): Record<string, "removed" | Inputs> {
    const all = (engine: Engine) =>
        new Map(engine.resources.filter((r) => !isComponent(r)).map((r) => [label(r), r] as const));
    const [old, now] = [all(before), all(after)];
    const found: Record<string, "removed" | Inputs> = {};
    for (const key of [...new Set([...old.keys(), ...now.keys()])].sort()) {
        const [a, b] = [old.get(key), now.get(key)];
        if (!a || !b) {
            found[key] = b ? { added: readable(b.inputs) } : "removed";
            continue;
        }
        const changed = changedInputs(a, b);
        if (Object.keys(changed).length > 0) found[key] = changed;
    }
    return found;
}

function changedInputs(a: Registration, b: Registration): Inputs {
    const view = (resource: Registration): Inputs => ({
        ...readable(resource.inputs),
        ...Object.fromEntries(OPTIONS.map((option) => [option, resource[option]])),
        secretInputs: resource.secrets,
    });
    const [before, after] = [view(a), view(b)];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return Object.fromEntries(
        keys
            .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
            .map((key) => [key, after[key]]),
    );
}

/** Fails unless the engine creates each resource after all that follow it in the list, and deletes it before them. */
export function assertDestroyOrder(engine: Engine, order: string[]): void {
    const find = (key: string) => {
        const found = engine.resources.filter((resource) => label(resource) === key);
        assert.equal(found.length, 1, `${found.length} resources are ${key}`);
        return found[0] as Registration;
    };
    for (const [index, key] of order.slice(0, -1).entries()) {
        const next = order[index + 1] as string;
        assert.ok(engine.needs(find(key)).has(find(next).urn), `${key} does not need ${next}`);
    }
}
