import type { Call } from "./call";
import type { Environment } from "./environment";
import type { Failure } from "./errors";
import type { Props, Value } from "./values";

/** What the provider makes of a missing name. */
export interface AutoName {
    property: string;
    /** AWS's longest name. */
    max?: number;
    lower?: boolean;
    /** A property that stands in for the name, such as `namePrefix`. */
    unless?: string;
    /** Text at the end of each generated name, such as `.fifo`. */
    suffix?: (inputs: Props) => string;
}

/**
 * One resource type: what the provider and AWS do with it. Everything that is not said here follows from the schema:
 * properties, required ones, computed ones.
 */
export interface ResourceType {
    token: string;
    /** Other tokens for the same thing (`aws:alb/...` for `aws:lb/...`). */
    twins?: string[];
    /** How the provider names it in errors: "ECS Service". */
    title: string;
    /** The API as the SDK names it, and its operations. */
    api: { service: string; create: string; update?: string; read?: string; delete?: string };
    /** True where AWS keeps it beside the regions (IAM, Route 53). */
    global?: boolean;
    autoName?: AutoName;
    /** Terraform's defaults: the provider writes them into the checked inputs. */
    defaults?: Props;
    /** Properties whose change AWS can not make in place. `*` is every input but tags. */
    replaceOn?: string[];
    /** A closer look at one changed property: does this change replace? */
    replaces?: (property: string, oldValue: Value, newValue: Value, news: Props, olds: Props) => boolean | undefined;
    /** A change that the provider refuses in preview already. */
    refuseChange?: (changed: string[], news: Props, state: Props) => string | undefined;
    /** Lists in which order means nothing, at any depth. */
    sets?: string[];
    /** Properties with an equality of their own, such as policy documents. */
    equal?: Record<string, (a: Value, b: Value, news: Props) => boolean>;
    /** Properties that the state does not hold, or that the provider never compares. */
    ignore?: string[];
    /** Names of properties without tags even though the schema has `tags`. */
    untagged?: boolean;
    /** What the provider refuses before any call. Values may be unknown. */
    validate?: (inputs: Props) => Failure[];
    /** A computed output that the world outside the program has changed (the files of a build context). */
    extraChange?: (inputs: Props, state: Props) => string | undefined;
    /** Computed outputs of an update that are unknown in preview. */
    unknownOnUpdate?: (changed: string[]) => string[];
    /** Computed outputs and the id, from the inputs alone. */
    outputs: (inputs: Props, environment: Environment) => Props & { id: string };
    /** Virtual seconds. */
    seconds?: { create?: number; update?: number; delete?: number };
    /** Checks against the account before the object exists: AWS's refusals. */
    create?: (call: Call, inputs: Props, outputs: Props & { id: string }) => void;
    /** What else happens once it exists. */
    created?: (call: Call) => void;
    update?: (call: Call, news: Props, changed: string[]) => void;
    updated?: (call: Call, changed: string[]) => void;
    delete?: (call: Call) => void;
    deleted?: (call: Call) => void;
    /** Refreshes what AWS changes by itself; false when the object is gone. */
    read?: (call: Call) => boolean;
    /** Under which id the account keeps the object, where the provider's id is not unique (task definitions). */
    keyOf?: (id: string, state: Props) => string;
}

export type Invoke = (call: Call, args: Props) => Props;
