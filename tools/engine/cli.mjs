// Prints which Pulumi engine this machine has, after getting one if there was none.
import { ensureEngine } from "./index.mjs";

try {
    const { command, version, source } = await ensureEngine();
    process.stdout.write(`pulumi ${version}\ncommand ${command}\nsource ${source}\n`);
} catch (error) {
    process.stderr.write(`${error.name === "EngineError" ? error.message : error.stack}\n`);
    process.exitCode = 1;
}
