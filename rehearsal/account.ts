import * as fs from "node:fs";
import * as path from "node:path";
import type { Props } from "./values";

/** One object in a simulated account: what the provider reads back, and what only AWS knows (`hidden`). */
export interface Entity {
    type: string;
    id: string;
    account: string;
    region: string;
    /** The state as the provider reads it. */
    props: Props;
    /** What the API keeps beside it: status, counters, instances' registration. */
    meta: Props;
    /** Made by AWS itself (default VPC, managed policies, running instances and tasks): no resource of a stack. */
    owned: boolean;
}

/** One provider operation, with the time that the real one takes. */
export interface CallEvent {
    /** ISO time at which the simulation answered. */
    at: string;
    /** What was called, as `ecs:CreateService`. */
    action: string;
    operation: "create" | "read" | "update" | "delete" | "invoke";
    type: string;
    urn: string;
    id: string;
    region: string;
    account: string;
    /** Virtual seconds that AWS would take. */
    seconds: number;
    /** The refusal, if there was one. */
    error?: string;
}

/** Regions for services without one, such as IAM. */
export const GLOBAL = "global";

function keyOf(account: string, region: string, type: string, id: string): string {
    return `${account}|${region}|${type}|${id}`;
}

/**
 * All simulated accounts. Each change is appended to the state file as one JSON line before the provider answers, so
 * that a later process (or one after a crash) serves the same accounts; loading compacts the file.
 */
export class World {
    readonly events: CallEvent[] = [];
    private readonly byType = new Map<string, Map<string, Entity>>();
    private file: number | undefined;

    constructor(stateFile?: string) {
        if (stateFile) {
            fs.mkdirSync(path.dirname(stateFile), { recursive: true });
            this.load(stateFile);
            this.compact(stateFile);
            this.file = fs.openSync(stateFile, "a", 0o600);
        }
    }

    get(account: string, region: string, type: string, id: string): Entity | undefined {
        return this.byType.get(type)?.get(keyOf(account, region, type, id));
    }

    list(type: string): Entity[] {
        return [...(this.byType.get(type)?.values() ?? [])];
    }

    all(): Entity[] {
        return [...this.byType.values()].flatMap((entities) => [...entities.values()]);
    }

    /** Adds an entity, or records that it changed. */
    put(entity: Entity): Entity {
        this.index(entity);
        this.append(entity);
        return entity;
    }

    remove(entity: Entity): void {
        const key = keyOf(entity.account, entity.region, entity.type, entity.id);
        if (this.byType.get(entity.type)?.delete(key) && this.file !== undefined) {
            const { account, region, type, id } = entity;
            fs.writeSync(this.file, `${JSON.stringify({ removed: { account, region, type, id } })}\n`);
        }
    }

    close(): void {
        if (this.file !== undefined) {
            fs.closeSync(this.file);
            this.file = undefined;
        }
    }

    private index(entity: Entity): void {
        const entities = this.byType.get(entity.type) ?? new Map<string, Entity>();
        this.byType.set(entity.type, entities);
        entities.set(keyOf(entity.account, entity.region, entity.type, entity.id), entity);
    }

    private append(entity: Entity): void {
        if (this.file !== undefined) {
            fs.writeSync(this.file, `${JSON.stringify(entity)}\n`);
        }
    }

    private load(stateFile: string): void {
        if (!fs.existsSync(stateFile)) {
            return;
        }
        for (const line of fs.readFileSync(stateFile, "utf8").split("\n")) {
            // A process that was killed while writing leaves half a last line: that change was never answered.
            if (!line.endsWith("}")) {
                continue;
            }
            const record = JSON.parse(line);
            if (record.removed) {
                const { account, region, type, id } = record.removed;
                this.byType.get(type)?.delete(keyOf(account, region, type, id));
            } else {
                this.index(record);
            }
        }
    }

    private compact(stateFile: string): void {
        const lines = this.all().map((entity) => `${JSON.stringify(entity)}\n`);
        fs.writeFileSync(`${stateFile}.new`, lines.join(""), { mode: 0o600 });
        fs.renameSync(`${stateFile}.new`, stateFile);
    }
}
