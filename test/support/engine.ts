import { strict as assert } from "node:assert";
import { setImmediate as nextTick, setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";

import { answerCall, assertKnown, outputsOf } from "./aws";
import { type Inputs, plain, secretPaths } from "./wire";

// Both are left out of the SDK's .d.ts files; they are the only way to tell that nothing is in flight.
const { waitForRPCs } = require("@pulumi/pulumi/runtime/settings") as { waitForRPCs: () => Promise<void> };
const { leakedPromises } = require("@pulumi/pulumi/runtime/debuggable") as {
    leakedPromises: () => [Set<unknown>, string];
};

// The SDK formats a stack for each promise and resource, which source maps make slow, and no test looks at these. They
// are the only errors without a message.
const format = Error.prepareStackTrace;
Error.prepareStackTrace = (error, sites) =>
    error.message === "" ? String(error) : (format?.(error, sites) ?? [error, ...sites].join("\n    at "));

/** A resource as the program asked the engine for it. */
export interface Registration {
    type: string;
    name: string;
    urn: string;
    parent: string;
    /** Inputs with secrets in the clear and UNKNOWN for what is not known yet. */
    inputs: Inputs;
    /** Paths of the inputs that were secret, such as `secretString`. */
    secrets: string[];
    /** URNs of everything that must be there first, explicit or through an input. */
    dependencies: string[];
    /** The same for each input. */
    propertyDependencies: Record<string, string[]>;
    ignoreChanges: string[];
    deleteBeforeReplace: boolean;
    /** URN and id of the provider that creates it; empty for the default one. */
    provider: string;
    customTimeouts: Inputs;
    /** What a component registered as its outputs. */
    outputs?: Inputs;
}

export interface EngineOptions {
    /** Leaves what only AWS can know unknown. */
    preview?: boolean;
    project?: string;
    stack?: string;
    /** Answers of functions by token, in place of the usual ones. */
    calls?: Record<string, (inputs: Inputs) => Inputs>;
}

// biome-ignore lint/suspicious/noExplicitAny: the generated protobuf classes have no types here
type Request = any;

/** A stand-in for the Pulumi engine that remembers each resource and call a program asks for. */
export class Engine {
    readonly resources: Registration[] = [];
    readonly calls: { token: string; inputs: Inputs; provider: string }[] = [];
    private failure?: Error;
    private fail!: (e: Error) => void;
    /** Answers once something has failed. */
    private readonly failed = new Promise<false>((resolve) => {
        this.fail = (e) => {
            this.failure ??= e;
            resolve(false);
        };
    });

    private constructor(readonly options: EngineOptions) {}

    /** Replaces the engine of this process. Call it in each test: the last one started is the one in use. */
    static async start(options: EngineOptions = {}): Promise<Engine> {
        const engine = new Engine(options);
        // Where an error was thrown is enough: the SDK takes a stack for each of its promises.
        Error.stackTraceLimit = 1;
        leakedPromises(); // forget what an earlier test left
        const { project = "shop", stack = "test", preview = false } = options;
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type, name, inputs, custom }) => engine.create(type, name, inputs, custom ?? true),
                call: ({ token, inputs, provider }) => engine.call(token, inputs, provider ?? ""),
            },
            project,
            stack,
            preview,
        );
        engine.listen();
        return engine;
    }

    private create(type: string, name: string, inputs: Inputs, custom: boolean) {
        if (!custom) return { id: undefined, state: {} };
        return this.remember(() => {
            assertKnown(type);
            // A preview knows what the program wrote and nothing that AWS would add.
            if (this.options.preview) return { id: undefined, state: inputs };
            const { id, ...outputs } = outputsOf(type, name, plain(inputs));
            return { id, state: { ...inputs, ...outputs } };
        });
    }

    private call(token: string, inputs: Inputs, provider: string): Inputs {
        this.calls.push({ token, inputs: plain(inputs), provider });
        return this.remember(() => (this.options.calls?.[token] ?? ((args) => answerCall(token, args)))(plain(inputs)));
    }

    private remember<T>(answer: () => T): T {
        try {
            return answer();
        } catch (e) {
            this.fail(e as Error);
            throw e;
        }
    }

    /** Puts itself in front of the SDK's own mock monitor, which keeps neither dependencies nor options. */
    private listen(): void {
        const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, (...args: Request[]) => unknown>;
        const register = monitor.registerResource?.bind(monitor) as (req: Request, done: Request) => unknown;
        const output = monitor.registerResourceOutputs?.bind(monitor) as (req: Request, done: Request) => unknown;
        const { project = "shop", stack = "test" } = this.options;
        // As the real engine names them: with the types of all ancestors.
        const urnOf = (parent: string, type: string, name: string) =>
            `urn:pulumi:${stack}::${project}::${parent ? `${parent.split("::")[2]}$` : ""}${type}::${name}`;
        monitor.newUrn = urnOf;
        monitor.registerResource = (req, done) => {
            const urn = urnOf(req.getParent(), req.getType(), req.getName());
            this.remember(() => this.resources.push({ urn, parent: req.getParent(), ...registered(req) }));
            return register(req, done);
        };
        monitor.registerResourceOutputs = (req, done) => {
            const resource = this.resources.find(({ urn }) => urn === req.getUrn());
            if (resource) resource.outputs = plain(req.getOutputs().toJavaScript());
            return output(req, done);
        };
    }

    /** Waits until nothing is being registered any more; fails if something never could be, or was wrong. */
    async settle(patienceMs = 8000): Promise<this> {
        // What is thrown inside an Output reaches nobody else.
        process.on("unhandledRejection", this.fail);
        let idle = true;
        for (let quiet = 0, seen = -1; idle && !this.failure && quiet < 3; ) {
            const late = sleep(patienceMs, false, { ref: false });
            idle = await Promise.race([waitForRPCs().then(() => true), late, this.failed]);
            await nextTick();
            quiet = this.resources.length === seen ? quiet + 1 : 0;
            seen = this.resources.length;
        }
        process.off("unhandledRejection", this.fail);
        const [unfinished] = leakedPromises();
        if (this.failure) throw this.failure;
        assert.ok(idle, `still registering after ${patienceMs} ms`);
        assert.equal(unfinished.size, 0, "an Output was rejected or never resolved: what depends on it is missing");
        this.assertSound();
        return this;
    }

    private assertSound(): void {
        const urns = this.resources.map(({ urn }) => urn);
        const twice = urns.filter((urn, index) => urns.indexOf(urn) !== index);
        assert.deepEqual(twice, [], "two resources share one URN");
        for (const { urn, inputs, outputs } of this.resources) {
            const text = JSON.stringify([urn, inputs, outputs]);
            assert.ok(!text.includes("Calling [toString] on an [Output"), `an Output stands in a text of ${urn}`);
        }
    }

    /** Each resource as "Parent$type name", sorted: the same on every run, whatever the order of registration. */
    tree(): string[] {
        return this.resources.map(({ urn }) => urn.split("::").slice(2).join(" ")).sort();
    }

    /** The resources of a type, in the order of their names. */
    all(type: string): Registration[] {
        const sorted = [...this.resources].sort((a, b) => (a.name < b.name ? -1 : 1));
        return sorted.filter((resource) => resource.type === type);
    }

    /** The resource of a type; by name where there are several. */
    one(type: string, name?: string): Registration {
        const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
        const names = this.all(type).map((resource) => resource.name);
        assert.equal(found.length, 1, `want one ${type} ${name ?? ""}, there are: ${names.join(", ") || "none"}`);
        return found[0] as Registration;
    }

    /** URNs of everything that the engine creates before a resource, and deletes after it. */
    needs(resource: Registration): Set<string> {
        const found = new Set<string>();
        const open = [resource.urn];
        for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
            const { dependencies = [], parent = "" } = this.resources.find((r) => r.urn === urn) ?? {};
            const next = [...dependencies, ...(parent ? [parent] : [])].filter((other) => !found.has(other));
            for (const other of next) found.add(other);
            open.push(...next);
        }
        return found;
    }
}

function registered(req: Request) {
    const raw = req.getObject().toJavaScript();
    const entries: [string, Request][] = [...req.getPropertydependenciesMap().entries()];
    const timeouts = req.getCustomtimeouts()?.toObject() ?? {};
    return {
        type: req.getType(),
        name: req.getName(),
        inputs: plain(raw),
        secrets: secretPaths(raw),
        dependencies: [...req.getDependenciesList()].sort(),
        propertyDependencies: Object.fromEntries(
            entries
                .map(([property, urns]) => [property, [...urns.getUrnsList()].sort()] as [string, string[]])
                .filter(([, urns]) => urns.length > 0),
        ),
        ignoreChanges: req.getIgnorechangesList(),
        deleteBeforeReplace: req.getDeletebeforereplace(),
        provider: req.getProvider(),
        customTimeouts: Object.fromEntries(Object.entries(timeouts).filter(([, value]) => value)),
    };
}
