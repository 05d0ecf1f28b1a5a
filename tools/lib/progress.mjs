// One line for each step that takes time, and how long it has taken so far: in place on a terminal, else now and then.
const QUIET_SECONDS = 2;
const LINE_SECONDS = 20;

/** Where people read: stderr, so that stdout stays for what programs read (`--json`, `export` lines). */
export const log = (line) => process.stderr.write(`${line}\n`);

/**
 * Runs `work` under a line that says what is done and why; `took` says afterwards how long, if it was over two seconds.
 * The work may name the part that it is at.
 */
export async function step(line, work, { say = log, took = true, terminal = process.stderr } = {}) {
    say(line);
    const began = Date.now();
    let part = "";
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const timer = setInterval(() => {
        if (seconds() < QUIET_SECONDS) return;
        if (terminal.isTTY) terminal.write(`\r\x1b[K  ${seconds()} s${part} `);
        else if (seconds() % LINE_SECONDS === 0) say(`  still at it after ${seconds()} s${part}`);
    }, 1000);
    timer.unref();
    try {
        return await work((text) => {
            part = `: ${text}`;
        });
    } finally {
        clearInterval(timer);
        if (terminal.isTTY && seconds() >= 1) terminal.write("\r\x1b[K");
        if (took && seconds() >= QUIET_SECONDS) say(`  took ${seconds()} s`);
    }
}
