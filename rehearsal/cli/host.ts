import type { ChildProcess, SpawnOptions } from "node:child_process";

export interface CommandResult {
    code: number;
    stdout: string;
    stderr: string;
}

/** What the command that started us lends: the environment that has the engine, and processes that never outlive it. */
export interface Host {
    /** The folder of the package: the policy pack and the folder for rehearsals stand in it. */
    root: string;
    /** Environment in which `pulumi` is the engine. */
    env: NodeJS.ProcessEnv;
    /** Writes a line where people read. */
    log(line: string): void;
    /** Writes what programs read. */
    print(text: string): void;
    /** Runs work that takes time under a line that says what it is. */
    step<Result>(line: string, work: () => Promise<Result>): Promise<Result>;
    /** Runs a command to its end; after an interrupt it never settles. */
    run(
        command: string,
        args: readonly string[],
        options?: SpawnOptions & { onOutput?: (text: string) => void },
    ): Promise<CommandResult>;
    /** Starts a command that ends with us. */
    start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
    /** Registers work for an interrupt; the answer takes it back. */
    onInterrupt(cleanup: () => void | Promise<void>): () => void;
}
