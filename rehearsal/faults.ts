/** A failure to come: the nth call of an operation on a type is refused with this error. */
export interface Fault {
    /** Resource type token, or its end (`ecs/service:Service`). */
    type: string;
    operation: "create" | "read" | "update" | "delete";
    /** Which of those calls fails, from 1; default 1. */
    nth?: number;
    /** How many calls in a row fail; default 1. */
    times?: number;
    /** AWS's error code, such as `ThrottlingException`. */
    code: string;
    message: string;
    /** True when the object is made all the same, and only the answer is lost (a timeout). */
    afterwards?: boolean;
}

/** Counts the calls and says which one fails. */
export class Faults {
    private readonly counts = new Map<Fault, number>();

    constructor(private readonly faults: readonly Fault[] = []) {}

    next(type: string, operation: string): Fault | undefined {
        let hit: Fault | undefined;
        for (const fault of this.faults) {
            if (fault.operation !== operation || !type.endsWith(fault.type)) {
                continue;
            }
            const count = (this.counts.get(fault) ?? 0) + 1;
            this.counts.set(fault, count);
            const first = fault.nth ?? 1;
            if (!hit && count >= first && count < first + (fault.times ?? 1)) {
                hit = fault;
            }
        }
        return hit;
    }
}
