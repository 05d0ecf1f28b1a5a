import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environment } from "./postgres";

export const apiFolder = path.join(__dirname, "../../programs/dks/app/api");

/** Asks until the answer is yes. Mocha's timeout is the limit. */
export async function until(ask: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await ask())) await sleep(50);
}

/** One process of dks-api, on a free port of 127.0.0.1. */
export class Service {
    private process?: ChildProcess;
    output = "";
    port = 0;

    async start(pgPort: number, env: NodeJS.ProcessEnv = {}): Promise<void> {
        const { DB_NAME, DB_ROLE_NAME, DB_ROLE_PASSWORD } = environment;
        const database = { DB_HOST: "127.0.0.1", PGPORT: String(pgPort), DB_NAME, DB_ROLE_NAME, DB_ROLE_PASSWORD };
        this.output = "";
        const child = spawn(process.execPath, ["server.js"], {
            cwd: apiFolder,
            env: { HOST: "127.0.0.1", PORT: "0", ...database, ...env },
        });
        this.process = child;
        process.once("exit", this.kill);
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (this.output += chunk));
        await until(() => child.exitCode !== null || this.logged("listening") !== undefined);
        this.port = Number(this.logged("listening")?.port);
    }

    /** The first log line with this message. */
    logged(message: string): Record<string, unknown> | undefined {
        const lines = this.output.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
        return lines.map((line) => JSON.parse(line)).find((line) => line.message === message);
    }

    url(route: string): string {
        return `http://127.0.0.1:${this.port}${route}`;
    }

    async request(method: string, route: string, body?: unknown, type = "application/json") {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        const headers: Record<string, string> = body === undefined ? {} : { "content-type": type };
        const response = await fetch(this.url(route), { method, headers, body: text });
        const answer = await response.text();
        return { status: response.status, headers: response.headers, body: answer ? JSON.parse(answer) : undefined };
    }

    /** The exit status of the container's health check. */
    healthCheck(): Promise<number> {
        const env = { PORT: String(this.port) };
        return new Promise((resolve) => {
            execFile(process.execPath, ["healthcheck.js"], { cwd: apiFolder, env }, (error) =>
                resolve(error ? Number(error.code) : 0),
            );
        });
    }

    signal(name: NodeJS.Signals): void {
        this.process?.kill(name);
    }

    async exitCode(): Promise<number | null> {
        const child = this.process;
        if (child && child.exitCode === null && child.signalCode === null) await once(child, "exit");
        process.off("exit", this.kill);
        return child?.exitCode ?? null;
    }

    async stop(): Promise<void> {
        this.kill();
        await this.exitCode();
    }

    private readonly kill = () => this.process?.kill("SIGKILL");
}
