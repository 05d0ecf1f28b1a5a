import type { Entity, World } from "./account";
import { GLOBAL } from "./account";
import type { Environment } from "./environment";
import { AwsError, refuse } from "./errors";
import type { Props, Value } from "./values";

/** One operation in one account and region: what a handler sees of the world. */
export class Call {
    /** Virtual seconds of this operation; a handler may add to them. */
    seconds = 0;
    /** The object in question, once there is one. */
    target: Entity | undefined;

    constructor(
        readonly world: World,
        readonly environment: Environment,
        readonly options: { urn?: string; type?: string; timeout?: number; roleArn?: string } = {},
    ) {}

    get region(): string {
        return this.environment.region;
    }

    get account(): string {
        return this.environment.account;
    }

    get entity(): Entity {
        if (!this.target) {
            throw new Error("this operation has no object yet");
        }
        return this.target;
    }

    get props(): Props {
        return this.entity.props;
    }

    /** The objects of a type in this account and region (or beside the regions). */
    list(type: string, where?: (props: Props, entity: Entity) => boolean): Entity[] {
        return this.world
            .list(type)
            .filter(
                (entity) =>
                    entity.account === this.account &&
                    (entity.region === this.region || entity.region === GLOBAL) &&
                    (!where || where(entity.props, entity)),
            );
    }

    find(type: string, id: Value): Entity | undefined {
        if (typeof id !== "string") {
            return undefined;
        }
        return this.world.get(this.account, this.region, type, id) ?? this.world.get(this.account, GLOBAL, type, id);
    }

    findBy(type: string, property: string, value: Value): Entity | undefined {
        return this.list(type, (props) => props[property] === value)[0];
    }

    /** The object with this id, or AWS's refusal. */
    need(type: string, id: Value, code: string, message: string): Entity {
        return this.find(type, id) ?? refuse(code, message);
    }

    /** Adds what AWS makes by itself. */
    add(type: string, id: string, props: Props, meta: Props = {}): Entity {
        const { account, region } = this;
        return this.world.put({ type, id, account, region, props, meta, owned: true });
    }

    /** Records that an object changed. */
    save(entity: Entity): void {
        this.world.put(entity);
    }

    remove(entity: Entity): void {
        this.world.remove(entity);
    }

    fail(code: string, message: string): never {
        throw new AwsError(code, message);
    }
}
