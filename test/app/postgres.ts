import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries } from "./binaries";

/** What the container of dks-db gets: the names of the original exercise, and a password that is hard to quote. */
export const environment = {
    POSTGRES_USER: "postgres",
    POSTGRES_PASSWORD: "the superuser's password",
    DB_NAME: "dks_db",
    DB_ROLE_NAME: "dks-user",
    DB_ROLE_PASSWORD: `a'b"c\\d e$HOME\`f\`%I;--:'role'`,
};

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid?: number; gid?: number } {
    if (process.getuid?.() !== 0) return {};
    const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
    return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

/** A PostgreSQL server of the tests' own, set up as the postgres image does it, in a temporary folder. */
export class Postgres {
    private readonly user = unprivileged();
    private folder = "";
    private data = "";
    private binaries = "";
    private process?: ChildProcess;
    private log = "";
    port = 0;

    async create(): Promise<void> {
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "dks-"));
        this.data = path.join(this.folder, "data");
        process.once("exit", this.kill);
        this.binaries = findBinaries(path.join(this.folder, "postgres"));
        this.port = await freePort();
        const password = path.join(this.folder, "password");
        fs.writeFileSync(password, environment.POSTGRES_PASSWORD);
        if (this.user.uid !== undefined) {
            fs.chownSync(this.folder, this.user.uid, this.user.gid ?? 0);
            fs.chownSync(password, this.user.uid, this.user.gid ?? 0);
        }
        const auth = ["--auth-local=trust", "--auth-host=scram-sha-256", `--pwfile=${password}`];
        const other = [`--username=${environment.POSTGRES_USER}`, "--encoding=UTF8", "--locale=C", "--no-sync"];
        execFileSync(path.join(this.binaries, "initdb"), ["-D", this.data, ...auth, ...other], {
            ...this.user,
            cwd: this.folder,
            stdio: ["ignore", "ignore", "pipe"],
        });
        await this.start();
    }

    async start(): Promise<void> {
        const args = ["-D", this.data, "-k", this.folder, "-h", "127.0.0.1", "-p", String(this.port), "-F"];
        const server = spawn(path.join(this.binaries, "postgres"), args, { ...this.user, cwd: this.folder });
        this.process = server;
        this.log = "";
        for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (this.log += chunk));
        while (!this.log.includes("ready to accept connections")) {
            if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${this.log}`);
            await sleep(20);
        }
    }

    /** What the server logged since it started. */
    get output(): string {
        return this.log;
    }

    /** Ends the server at once, and its connections with it, as when its container is replaced. */
    async stop(): Promise<void> {
        const server = this.process;
        this.process = undefined;
        if (!server || server.exitCode !== null) return;
        server.kill("SIGINT");
        await once(server, "exit");
    }

    async remove(): Promise<void> {
        await this.stop();
        process.off("exit", this.kill);
        if (this.folder) fs.rmSync(this.folder, { recursive: true, force: true });
    }

    /** Runs the image's init script as the image's entrypoint does: with the container's environment, by the socket. */
    initialise(overrides: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
        const script = path.join(__dirname, "../../programs/dks/app/db/10-role-and-database.sh");
        const env = { ...environment, PGHOST: this.folder, PGPORT: String(this.port), ...overrides };
        try {
            const options = {
                env: { ...env, PATH: `${this.binaries}:/usr/bin:/bin` },
                stdio: "pipe",
                encoding: "utf8",
            };
            const output = execFileSync("sh", ["-c", 'exec "$0" 2>&1', script], options as { encoding: "utf8" });
            return { status: 0, output };
        } catch (error) {
            const { status, stdout } = error as { status: number | null; stdout: string };
            return { status, output: stdout };
        }
    }

    private readonly kill = () => this.process?.kill("SIGQUIT");
}
