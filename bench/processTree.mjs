// What a command and every process that it starts cost: time, CPU and memory, read from Linux's /proc.
import { readdirSync, readFileSync } from "node:fs";
import { start } from "../tools/lib/processes.mjs";

const SAMPLE_MILLISECONDS = 50;
/** Whether CPU and memory can be measured here; elsewhere only the time is. */
export const measuresProcesses = process.platform === "linux";

/** A number that the kernel tells each process at its start: getauxval(3). Pairs of 64-bit words. */
function auxiliary(key) {
    const words = new BigUint64Array(new Uint8Array(readFileSync("/proc/self/auxv")).buffer);
    return Number(words[words.findIndex((word, index) => index % 2 === 0 && word === BigInt(key)) + 1]);
}
const PAGE_BYTES = measuresProcesses ? auxiliary(6) : 0;
const TICKS_PER_SECOND = measuresProcesses ? auxiliary(17) : 0;

/** The numbers of /proc/<pid>/stat that count here; undefined when the process is gone. */
function statOf(pid) {
    let text;
    try {
        text = readFileSync(`/proc/${pid}/stat`, "latin1");
    } catch {
        return undefined;
    }
    // The name of the program stands in parentheses and may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const number = (field) => Number(fields[field - 3]);
    return {
        parent: number(4),
        own: number(14) + number(15),
        reaped: number(16) + number(17),
        bytes: number(24) * PAGE_BYTES,
    };
}

/** The live processes below `root`, and `root`, by their ids. */
function treeOf(root) {
    const all = new Map();
    for (const name of readdirSync("/proc")) {
        if (!/^\d+$/.test(name)) continue;
        const stat = statOf(name);
        if (stat) all.set(Number(name), stat);
    }
    const found = new Map();
    const add = (pid) => {
        const stat = all.get(pid);
        if (!stat || found.has(pid)) return;
        found.set(pid, stat);
        for (const [child, { parent }] of all) if (parent === pid) add(child);
    };
    add(root);
    return found;
}

/**
 * CPU time is what the kernel counts for this process's ended children, which holds user and system time of all their
 * own ended children. A process that nobody waited for would be missing there, so the sum of what each process had used
 * when it was last seen is taken where that is more. Memory is the largest sum of resident memory at one moment.
 */
class Watch {
    #before = statOf(process.pid).reaped;
    #own = new Map();
    #peak = 0;
    #root;
    #timer;

    constructor(pid) {
        this.#root = pid;
        this.#timer = setInterval(() => this.#sample(), SAMPLE_MILLISECONDS);
        this.#sample();
    }

    #sample() {
        let bytes = 0;
        for (const [pid, stat] of treeOf(this.#root)) {
            this.#own.set(pid, stat.own);
            bytes += stat.bytes;
        }
        this.#peak = Math.max(this.#peak, bytes);
    }

    end() {
        clearInterval(this.#timer);
        const ended = statOf(process.pid).reaped - this.#before;
        const seen = [...this.#own.values()].reduce((sum, ticks) => sum + ticks, 0);
        return { cpuSeconds: Math.max(ended, seen) / TICKS_PER_SECOND, peakBytes: this.#peak };
    }
}

let interrupted = false;
const onSignal = () => {
    interrupted = true;
};

/**
 * Runs a command to its end. This process must wait for no other child meanwhile. After an interrupt it never settles:
 * what ends then has not failed.
 */
export function measure(command, args, options = {}) {
    return new Promise((resolve, reject) => {
        const began = process.hrtime.bigint();
        const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
        for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, onSignal).on(name, onSignal);
        const watch = measuresProcesses && child.pid ? new Watch(child.pid) : undefined;
        const output = { stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"]) {
            child[name].setEncoding("utf8").on("data", (text) => {
                output[name] += text;
            });
        }
        let cost;
        child.on("exit", () => {
            cost = { seconds: Number(process.hrtime.bigint() - began) / 1e9, ...watch?.end() };
        });
        child.on("error", reject);
        child.on("close", (code) => {
            if (!interrupted) resolve({ code: code ?? 1, ...output, ...cost });
        });
    });
}
