// Starts child processes so that none of them outlives this one: Ctrl-C ends every process below us, and we exit 130.
import { execFileSync, spawn } from "node:child_process";

const GRACE_MILLISECONDS = 5000;
const LEFTOVER_MILLISECONDS = 500;
const running = new Set();
const cleanups = new Set();
let ending;

/** The children of children too: Pulumi gives its plugins process groups of their own, so a group is not enough. */
function descendants(pids) {
    const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number));
    const found = new Set(pids);
    for (let before = 0; before !== found.size; ) {
        before = found.size;
        for (const [pid, parent] of table) if (found.has(parent)) found.add(pid);
    }
    return [...found];
}

function signal(pid, name) {
    try {
        process.kill(pid, name);
    } catch (error) {
        if (error.code !== "ESRCH") throw error;
    }
}

const alive = (pid) => {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return error.code === "EPERM";
    }
};

async function gone(pids, milliseconds) {
    for (const deadline = Date.now() + milliseconds; pids.some(alive) && Date.now() < deadline; ) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** Ends children, which are asked first and have five seconds for it, and then whatever they started and left behind. */
export async function end(children) {
    const started = children.filter((child) => child.pid && child.exitCode === null && child.signalCode === null);
    if (started.length === 0) return;
    if (process.platform === "win32") {
        for (const child of started) execFileSync("taskkill", ["/PID", String(child.pid), "/T", "/F"]);
        return;
    }
    const ours = started.map((child) => child.pid);
    const all = descendants(ours);
    for (const pid of ours) signal(pid, "SIGINT");
    await gone(ours, GRACE_MILLISECONDS);
    for (const pid of all) signal(pid, "SIGTERM");
    await gone(all, LEFTOVER_MILLISECONDS);
    for (const pid of all) signal(pid, "SIGKILL");
}

async function endEverything(name) {
    if (ending) return;
    ending = true;
    process.stderr.write(`\n${name}: ending what was started.\n`);
    // The event loop must outlive the children, whatever the code that waits for them does in the meantime.
    const keepAlive = setInterval(() => {}, 1000);
    await end([...running]);
    for (const cleanup of cleanups) await cleanup();
    clearInterval(keepAlive);
    process.exit(130);
}

let listening = false;
function listen() {
    if (listening) return;
    listening = true;
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => endEverything(name));
}

/** Runs `cleanup` when this process is interrupted; the function that comes back takes it off again. */
export function onInterrupt(cleanup) {
    listen();
    cleanups.add(cleanup);
    return () => cleanups.delete(cleanup);
}

/** Starts a command that ends with us. Detached, because a terminal's Ctrl-C must reach it once, through us. */
export function start(command, args, options = {}) {
    listen();
    const child = spawn(command, args, { detached: process.platform !== "win32", ...options });
    running.add(child);
    child.on("exit", () => running.delete(child));
    child.on("error", () => running.delete(child));
    return child;
}

/**
 * Runs a command to its end. Answers `{ code, stdout, stderr }`; a command that cannot be started rejects. After an
 * interrupt it never settles, so that nothing goes on while everything is being ended.
 */
export function run(command, args, { timeoutSeconds, onOutput, ...options } = {}) {
    return new Promise((resolve, reject) => {
        const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
        const output = { stdout: "", stderr: "" };
        let timedOut = false;
        for (const name of ["stdout", "stderr"]) {
            child[name]?.setEncoding("utf8").on("data", (text) => {
                output[name] += text;
                onOutput?.(text, name);
            });
        }
        const timer = timeoutSeconds
            ? setTimeout(() => {
                  timedOut = true;
                  end([child]);
              }, timeoutSeconds * 1000)
            : undefined;
        child.on("error", (error) => {
            clearTimeout(timer);
            if (!ending) reject(error);
        });
        child.on("close", (code, signalName) => {
            clearTimeout(timer);
            if (!ending) resolve({ code: code ?? 1, signal: signalName, timedOut, ...output });
        });
    });
}
