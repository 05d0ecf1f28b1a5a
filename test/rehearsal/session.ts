import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import * as automation from "@pulumi/pulumi/automation";

import { type Simulation, type SimulationOptions, startSimulation } from "../../rehearsal/simulation";

/** What one update did: resources by what happened to them, as "type name", the type without its package. */
export interface Changes {
    create: string[];
    update: string[];
    replace: string[];
    delete: string[];
}

/** A simulated account and stacks on it, deployed by the real engine from programs that stand in the test. */
export class Session {
    private constructor(
        readonly simulation: Simulation,
        private readonly folder: string,
        private readonly env: Record<string, string>,
    ) {}

    static async start(options: Partial<SimulationOptions> = {}): Promise<Session> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ecs-ec2-session-"));
        fs.mkdirSync(path.join(folder, "state"));
        const simulation = await startSimulation({ stateFile: path.join(folder, "account.json"), ...options });
        // Plain JavaScript, since it runs before anything is installed.
        const engineModule: string = "../../tools/engine/index.mjs";
        const { ensureEngine } = await import(engineModule);
        const engine = await ensureEngine({ log: () => undefined });
        Object.assign(process.env, engine.env);
        return new Session(simulation, folder, {
            ...engine.env,
            PULUMI_HOME: path.join(folder, "home"),
            PULUMI_BACKEND_URL: pathToFileURL(path.join(folder, "state")).href,
            PULUMI_CONFIG_PASSPHRASE: "rehearsal",
            PULUMI_DEBUG_PROVIDERS: simulation.debugProviders,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            AWS_ACCESS_KEY_ID: "rehearsal",
            AWS_SECRET_ACCESS_KEY: "rehearsal",
        });
    }

    /** A stack of a program; the same name gives the same stack, whatever its program was before. */
    async stack(projectName: string, program: automation.PulumiFn, region = "us-east-1"): Promise<Stack> {
        // Docker builds are the simulation's, in this process's own environment as well.
        process.env.PULUMI_DEBUG_PROVIDERS = this.simulation.debugProviders;
        const stack = await automation.LocalWorkspace.createOrSelectStack(
            { stackName: "test", projectName, program },
            { envVars: this.env },
        );
        await stack.setConfig("aws:region", { value: region });
        return new Stack(stack);
    }

    /** What is in the account, as "type id". */
    left(): string[] {
        return this.simulation.resources().map(({ type, id }) => `${type} ${id}`);
    }

    async stop(): Promise<void> {
        delete process.env.PULUMI_DEBUG_PROVIDERS;
        await this.simulation.stop();
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

/** One stack, with what each operation changed instead of what it printed. */
export class Stack {
    constructor(private readonly stack: automation.Stack) {}

    async up(): Promise<Changes> {
        return this.changes((onEvent) => this.stack.up({ onEvent }));
    }

    async preview(): Promise<Changes> {
        return this.changes((onEvent) => this.stack.preview({ onEvent }));
    }

    async refresh(): Promise<Changes> {
        return this.changes((onEvent) => this.stack.refresh({ onEvent }));
    }

    async destroy(): Promise<Changes> {
        return this.changes((onEvent) => this.stack.destroy({ onEvent }));
    }

    async outputs(): Promise<Record<string, unknown>> {
        const outputs = await this.stack.outputs();
        return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    }

    private async changes(
        run: (onEvent: (event: automation.EngineEvent) => void) => Promise<unknown>,
    ): Promise<Changes> {
        const changes: Changes = { create: [], update: [], replace: [], delete: [] };
        await run((event) => {
            const step = event.resourcePreEvent?.metadata;
            const kind = step?.op as keyof Changes | undefined;
            // Components are only the frame of what is in the account.
            if (
                !step ||
                !kind ||
                !(kind in changes) ||
                !step.type.includes(":") ||
                /^(ecs-ec2|pulumi):/.test(step.type)
            )
                return;
            changes[kind].push(`${step.type.replace(/^[^:]*:/, "").replace(/:.*$/, "")} ${step.urn.split("::").pop()}`);
        });
        for (const list of Object.values(changes)) list.sort();
        return changes;
    }
}
