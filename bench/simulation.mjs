// Starts the simulated AWS in a process of its own, so that its work is not counted with that of the programs.
import { fileURLToPath } from "node:url";
import { end, start } from "../tools/lib/processes.mjs";

const SERVER = fileURLToPath(new URL("simulationServer.mjs", import.meta.url));

/** Serves an account that is kept in `stateFile`. */
export async function simulate(stateFile) {
    const child = start(process.execPath, [SERVER, stateFile], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const answer = () =>
        new Promise((resolve, reject) => {
            child.once("message", resolve);
            child.once("exit", (code) => reject(new Error(`The simulated AWS ended with code ${code}.`)));
        });
    const { debugProviders } = await answer();
    return {
        env: { PULUMI_DEBUG_PROVIDERS: debugProviders },
        /** How long AWS would have taken to create each resource so far, by URN. */
        async createSeconds() {
            child.send("seconds");
            return new Map((await answer()).seconds);
        },
        stop: () => end([child]),
    };
}
