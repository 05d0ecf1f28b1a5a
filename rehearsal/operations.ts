import { type CallEvent, type Entity, GLOBAL, type World } from "./account";
import { Call } from "./call";
import { type CheckResult, check, plain } from "./check";
import { type Configuration, environmentOf } from "./configuration";
import type { ResourceType } from "./definition";
import { type Difference, diff } from "./diff";
import { AwsError, HalfCreated } from "./errors";
import type { Fault, Faults } from "./faults";
import { explain } from "./messages";
import { findByAnyId, inputsFrom } from "./refresh";
import { howToAdd, invokeOf, resourceType } from "./registry";
import { commonState, overlay, plannedState, visibleState } from "./state";
import { type Props, UNKNOWN } from "./values";

type Operation = CallEvent["operation"];

/** What the engine says of the resource in question. */
export interface Subject {
    urn: string;
    token: string;
    name: string;
}

export interface Made {
    id: string;
    state: Props;
    /** Set when the object exists but did not become what was asked for. */
    incomplete?: string;
}

export interface ReadResult {
    id: string;
    state: Props;
    inputs: Props;
}

const SEQUENCE = "rehearsal:sequence";

/** The provider's operations for one provider instance; the gRPC layer only translates. */
export class Operations {
    constructor(
        private readonly world: World,
        private readonly configuration: Configuration,
        private readonly faults: Faults,
    ) {}

    check(subject: Subject, given: Props, oldInputs: Props, randomSeed = ""): CheckResult {
        const definition = resourceType(subject.token);
        if (!definition) {
            return { inputs: given, failures: [{ property: "", reason: howToAdd(subject.token) }] };
        }
        return check(definition, subject.token, subject.name, given, oldInputs, `${subject.urn}/${randomSeed}`);
    }

    diff(subject: Subject, state: Props, oldInputs: Props, news: Props, ignoreChanges: string[]): Difference {
        const { region, defaultTags } = this.configuration;
        return diff(this.definition(subject), subject.token, {
            state,
            oldInputs,
            news,
            ignoreChanges,
            defaultTags,
            region,
        });
    }

    /** The outputs that a create will have, as far as the provider knows before the call. */
    previewCreate(subject: Subject, checked: Props): Props {
        return plannedState(subject.token, plain(checked), this.configuration);
    }

    create(subject: Subject, checked: Props, timeout = 0): Made {
        const definition = this.definition(subject);
        const inputs = plain(checked);
        const region = this.regionOf(definition, inputs);
        const seed = this.seed(subject.urn);
        const call = this.call(subject, region, seed, timeout);
        return this.run(definition, "create", call, subject, inputs, () => {
            const outputs = definition.outputs(inputs, call.environment);
            definition.create?.(call, inputs, outputs);
            const { id, ...computed } = outputs;
            const props = { ...inputs, ...commonState(subject.token, inputs, region, this.configuration), ...computed };
            call.target = this.world.put({
                type: definition.token,
                id: definition.keyOf?.(id, props) ?? id,
                account: call.account,
                region: definition.global ? GLOBAL : region,
                props,
                meta: { id, urn: subject.urn },
                owned: false,
            });
            const incomplete = this.attempt(() => definition.created?.(call));
            this.world.put(call.entity);
            return { id, state: visibleState(subject.token, call.entity.props), ...incomplete };
        });
    }

    read(subject: Subject, id: string, oldInputs: Props, state: Props = {}): ReadResult | undefined {
        const definition = this.definition(subject);
        const call = this.call(subject, oldInputs.region ?? this.configuration.region, subject.urn, 0);
        return this.run(definition, "read", call, subject, oldInputs, () => {
            const entity = findByAnyId(call, definition, id, state);
            call.target = entity;
            if (!entity || (definition.read && !definition.read(call))) {
                return undefined;
            }
            const inputs = inputsFrom(subject.token, entity.props, oldInputs);
            return { id: entity.meta.id ?? id, state: visibleState(subject.token, entity.props), inputs };
        });
    }

    previewUpdate(subject: Subject, state: Props, oldInputs: Props, news: Props, ignoreChanges: string[]): Props {
        const definition = this.definition(subject);
        const { changed } = this.diff(subject, state, oldInputs, news, ignoreChanges);
        const next = overlay(
            definition,
            subject.token,
            state,
            oldInputs,
            plain(news),
            ignoreChanges,
            this.configuration,
        );
        for (const property of definition.unknownOnUpdate?.(changed) ?? []) {
            next[property] = UNKNOWN;
        }
        return next;
    }

    update(
        subject: Subject,
        id: string,
        state: Props,
        oldInputs: Props,
        news: Props,
        ignoreChanges: string[],
        timeout = 0,
    ): Made {
        const definition = this.definition(subject);
        const call = this.call(subject, state.region ?? this.configuration.region, subject.urn, timeout);
        return this.run(definition, "update", call, subject, news, () => {
            const entity = this.existing(call, definition, subject, definition.keyOf?.(id, state) ?? id);
            const { changed } = this.diff(subject, state, oldInputs, news, ignoreChanges);
            const next = overlay(
                definition,
                subject.token,
                entity.props,
                oldInputs,
                plain(news),
                ignoreChanges,
                this.configuration,
            );
            definition.update?.(call, next, changed);
            entity.props = next;
            const incomplete = this.attempt(() => definition.updated?.(call, changed));
            this.world.put(entity);
            return { id, state: visibleState(subject.token, entity.props), ...incomplete };
        });
    }

    delete(subject: Subject, id: string, state: Props, timeout = 0): void {
        const definition = this.definition(subject);
        const call = this.call(subject, state.region ?? this.configuration.region, subject.urn, timeout);
        this.run(definition, "delete", call, subject, state, () => {
            const entity = call.find(definition.token, definition.keyOf?.(id, state) ?? id);
            if (!entity) {
                return;
            }
            call.target = entity;
            // Arguments that only steer the provider (force flags) are those of the last update, not AWS's.
            entity.props = { ...state, ...entity.props };
            definition.delete?.(call);
            this.world.remove(entity);
            definition.deleted?.(call);
        });
    }

    invoke(token: string, args: Props): Props {
        const invoke = invokeOf(token);
        if (!invoke) {
            throw new Error(howToAdd(token));
        }
        const region = args.region ?? this.configuration.region;
        const environment = environmentOf(this.configuration, region, token, token);
        const call = new Call(this.world, environment, { roleArn: this.configuration.roleArn });
        const result = invoke(call, args);
        this.log(token.replace(/\/.*:/, ":"), "invoke", call, { urn: "", token, name: "" }, "");
        return { id: region, ...args, ...result };
    }

    private definition(subject: Subject): ResourceType {
        const definition = resourceType(subject.token);
        if (!definition) {
            throw new Error(howToAdd(subject.token));
        }
        return definition;
    }

    private call(subject: Subject, region: string, seed: string, timeout: number): Call {
        const environment = environmentOf(this.configuration, region, seed, subject.name);
        return new Call(this.world, environment, { urn: subject.urn, type: subject.token, timeout });
    }

    private existing(call: Call, definition: ResourceType, subject: Subject, id: string): Entity {
        const entity = call.find(definition.token, id);
        if (!entity) {
            throw new AwsError(
                "ResourceNotFoundException",
                `${definition.title} (${subject.name}, ${id}) was not found`,
            );
        }
        call.target = entity;
        return entity;
    }

    private regionOf(definition: ResourceType, inputs: Props): string {
        return definition.global ? this.configuration.region : (inputs.region ?? this.configuration.region);
    }

    /** Each creation of a resource has ids of its own, and the same ones on every machine. */
    private seed(urn: string): string {
        const { account } = this.configuration;
        const counter = this.world.get(account, GLOBAL, SEQUENCE, urn)?.meta.count ?? 0;
        const meta = { count: counter + 1 };
        this.world.put({ type: SEQUENCE, id: urn, account, region: GLOBAL, props: {}, meta, owned: true });
        return `${urn}#${counter}`;
    }

    private attempt(action: () => void): { incomplete?: string } {
        try {
            action();
            return {};
        } catch (error) {
            if (error instanceof HalfCreated) {
                return { incomplete: error.message };
            }
            throw error;
        }
    }

    private run<T>(
        definition: ResourceType,
        operation: Operation,
        call: Call,
        subject: Subject,
        inputs: Props,
        body: () => T,
    ): T {
        const fault = this.faults.next(subject.token, operation);
        const base = definition.seconds?.[operation as "create"];
        call.seconds = base ?? (operation === "read" ? 0.2 : 1);
        try {
            if (fault && !fault.afterwards) {
                throw new AwsError(fault.code, fault.message);
            }
            const result = body();
            this.afterwards(fault, result);
            const failed = (result as Made | undefined)?.incomplete;
            this.log(actionOf(definition, operation), operation, call, subject, call.target?.id ?? "", failed);
            return result;
        } catch (error) {
            const message =
                error instanceof AwsError ? explain(definition, operation, subject, inputs, call, error) : error;
            const text = error instanceof Error ? error.message : String(error);
            this.log(actionOf(definition, operation), operation, call, subject, call.target?.id ?? "", text);
            throw typeof message === "string" ? new Error(message) : message;
        }
    }

    private afterwards(fault: Fault | undefined, result: unknown): void {
        if (fault && result && typeof result === "object") {
            (result as Made).incomplete = `${fault.code}: ${fault.message}`;
        }
    }

    private log(action: string, operation: Operation, call: Call, subject: Subject, id: string, error?: string): void {
        this.world.events.push({
            at: new Date().toISOString(),
            action,
            operation,
            type: subject.token,
            urn: subject.urn,
            id,
            region: call.region,
            account: call.account,
            seconds: call.seconds,
            ...(error ? { error } : {}),
        });
    }
}

function actionOf(definition: ResourceType, operation: Operation): string {
    const { api } = definition;
    const name = operation === "read" ? (api.read ?? "Read") : api[operation as "create"];
    return `${api.service}:${name ?? operation}`;
}
