import * as assert from "node:assert/strict";
import { World } from "../../../rehearsal/account";
import { configurationOf } from "../../../rehearsal/configuration";
import { type Fault, Faults } from "../../../rehearsal/faults";
import { Operations, type Subject } from "../../../rehearsal/operations";
import { isLeft } from "../../../rehearsal/registry";
import type { Props } from "../../../rehearsal/values";

export interface Resource {
    subject: Subject;
    id: string;
    inputs: Props;
    state: Props;
    /** What the provider said although it made the object. */
    incomplete?: string;
}

/** A stack as the engine drives it: check, then create, update or delete, each through the provider's operations. */
export class Stack {
    readonly operations: Operations;
    private readonly made: Resource[] = [];

    constructor(
        readonly world: World = new World(),
        config: Props = { region: "eu-central-1" },
        faults: Fault[] = [],
    ) {
        const { configuration, problem } = configurationOf(config);
        assert.equal(problem, undefined);
        this.operations = new Operations(world, configuration, new Faults(faults));
    }

    subject(token: string, name: string): Subject {
        return { urn: `urn:pulumi:dev::test::${token}::${name}`, token, name };
    }

    checked(token: string, name: string, args: Props, olds: Props = {}): Props {
        const { inputs, failures } = this.operations.check(this.subject(token, name), args, olds);
        assert.deepEqual(failures, []);
        return inputs;
    }

    failures(token: string, args: Props, name = "it"): string[] {
        return this.operations.check(this.subject(token, name), args, {}).failures.map((failure) => failure.reason);
    }

    up(token: string, name: string, args: Props): Resource {
        const subject = this.subject(token, name);
        const inputs = this.checked(token, name, args);
        const resource: Resource = { subject, inputs, ...this.operations.create(subject, inputs) };
        this.made.push(resource);
        return resource;
    }

    diff(resource: Resource, args: Props, ignoreChanges: string[] = []) {
        const { subject, inputs, state } = resource;
        const news = this.checked(subject.token, subject.name, args, inputs);
        return this.operations.diff(subject, state, inputs, news, ignoreChanges);
    }

    update(resource: Resource, args: Props): Resource {
        const { subject, id, state, inputs } = resource;
        const news = this.checked(subject.token, subject.name, args, inputs);
        const made = this.operations.update(subject, id, state, inputs, news, []);
        return Object.assign(resource, { inputs: news, incomplete: undefined, ...made });
    }

    refresh(resource: Resource): Resource | undefined {
        const found = this.operations.read(resource.subject, resource.id, resource.inputs, resource.state);
        return found && Object.assign(resource, { state: found.state });
    }

    down(resource: Resource, timeout = 0): void {
        this.operations.delete(resource.subject, resource.id, resource.state, timeout);
        this.made.splice(this.made.indexOf(resource), 1);
    }

    /** Deletes everything in reverse order of creation. */
    destroy(): void {
        for (const resource of [...this.made].reverse()) {
            this.down(resource);
        }
    }

    get resources(): readonly Resource[] {
        return this.made;
    }

    left(): string[] {
        return this.world
            .all()
            .filter(isLeft)
            .map((entity) => `${entity.type} ${entity.id}`);
    }
}

/** Expects a refusal whose text matches. */
export function refused(pattern: RegExp, action: () => unknown): void {
    assert.throws(action, pattern);
}
