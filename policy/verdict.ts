import { Malformed } from "./reading/json";
import { Unknown } from "./reading/reading";

/** What a rule found wrong. */
export interface Problem {
    message: string;
    /** The resource that a person must change; the one under judgement when it is not said. */
    urn?: string;
    /** Worth knowing at any level, never a reason to stop. */
    advisory?: boolean;
}

/** Collects what a rule finds, and what it could not read. */
export class Verdict {
    readonly problems: Problem[] = [];
    /** Places that were not known, by the resource they belong to. */
    readonly unknown = new Map<string | undefined, Set<string>>();

    report(message: string, urn?: string): void {
        this.add({ message, urn });
    }

    advise(message: string, urn?: string): void {
        this.add({ message, urn, advisory: true });
    }

    /** Runs one independent judgement: a value that is not known ends this one only, and is remembered. */
    check(body: () => void, urn?: string): void {
        try {
            body();
        } catch (error) {
            if (error instanceof Unknown) this.cannotTell(error.path, urn);
            else if (error instanceof Malformed) this.malformed(error.path, urn);
            else {
                // Any other error would abort the whole deployment. Its text may hold a value, its name does not.
                const name = error instanceof Error ? error.name : "error";
                this.advise(`could not judge this resource: internal ${name} of the rule; please report it`, urn);
            }
        }
    }

    cannotTell(path: string, urn?: string): void {
        const places = this.unknown.get(urn) ?? new Set<string>();
        this.unknown.set(urn, places.add(path));
    }

    /** Drops what was found of some resources. */
    forget(matches: (urn: string | undefined) => boolean): void {
        const kept = this.problems.filter(({ urn }) => !matches(urn));
        this.problems.splice(0, this.problems.length, ...kept);
        for (const urn of [...this.unknown.keys()]) if (matches(urn)) this.unknown.delete(urn);
    }

    private malformed(path: string, urn?: string): void {
        // Many rules read the containers; require-awslogs alone reports that they cannot be read.
        if (path !== "containerDefinitions")
            this.report(`${path} is not valid JSON; write it with pulumi.jsonStringify`, urn);
    }

    private add(problem: Problem): void {
        const same = (other: Problem) => other.message === problem.message && other.urn === problem.urn;
        if (!this.problems.some(same)) this.problems.push(problem);
    }
}
