// Where engines are kept: outside the checkout, one folder a version, whole or not there at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { onInterrupt } from "../lib/processes.mjs";

const OTHER_HOST_SECONDS = 3600;

export function cacheFolder(env) {
    const base = env.XDG_CACHE_HOME || (process.platform === "win32" && env.LOCALAPPDATA) || join(homedir(), ".cache");
    return join(base, "ecs-ec2", "engine");
}

/** Whether the process that holds a lock is gone. On another machine with the same home only time can tell. */
function isStale(lock) {
    let holder;
    try {
        holder = JSON.parse(readFileSync(lock, "utf8"));
    } catch {
        return false; // just being written, or just taken away
    }
    if (holder.host !== hostname()) return Date.now() - holder.since > OTHER_HOST_SECONDS * 1000;
    try {
        process.kill(holder.pid, 0);
        return false;
    } catch (error) {
        return error.code === "ESRCH";
    }
}

async function takeLock(lock, log) {
    for (let said = false; ; ) {
        try {
            writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), since: Date.now() }), {
                flag: "wx",
            });
            return;
        } catch (error) {
            if (error.code !== "EEXIST") throw error;
        }
        if (isStale(lock)) {
            rmSync(lock, { force: true });
        } else {
            if (!said) log(`Another process is making the engine (${lock} says which); waiting for it.`);
            said = true;
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
    }
}

/**
 * Fills `folder` by `make(temporary)` unless it is there. The temporary folder becomes `folder` in one rename, so an
 * interrupted build is never taken for a whole one; of two processes one builds and the other waits.
 */
export async function fillOnce(folder, make, log) {
    if (existsSync(folder)) return;
    mkdirSync(dirname(folder), { recursive: true });
    const lock = `${folder}.lock`;
    await takeLock(lock, log);
    const temporary = `${folder}.tmp-${process.pid}`;
    const release = () => {
        rmSync(temporary, { recursive: true, force: true });
        rmSync(lock, { force: true });
    };
    const forget = onInterrupt(release);
    try {
        if (existsSync(folder)) return;
        for (const name of readdirSync(dirname(folder))) {
            // left by a build that was killed; its lock is ours now
            if (name.startsWith(`${basename(folder)}.tmp-`)) rmSync(join(dirname(folder), name), { recursive: true });
        }
        mkdirSync(temporary);
        await make(temporary);
        renameSync(temporary, folder);
    } finally {
        forget();
        release();
    }
}
