// Starts the compiled pack. Pulumi registers ts-node before it loads a pack, so a pack that was never compiled would
// still run, five seconds slower and without a word; and one compiled from older sources would judge by yesterday's rules.
const fs = require("node:fs");
const path = require("node:path");

function sources(folder) {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(file);
        return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [file] : [];
    });
}

function isStale(source) {
    const compiled = fs.statSync(source.replace(/\.ts$/, ".js"), { throwIfNoEntry: false });
    return !compiled || compiled.mtimeMs < fs.statSync(source).mtimeMs;
}

const stale = sources(__dirname).filter(isStale);
if (stale.length > 0) {
    const [first] = stale.map((file) => path.relative(__dirname, file));
    console.error(
        `The policy pack in ${__dirname} is not compiled, or was compiled before its sources changed ` +
            `(${first}${stale.length > 1 ? ` and ${stale.length - 1} more` : ""}). ` +
            `Run "npm run build" in ${path.dirname(__dirname)} and try again.`,
    );
    process.exit(1);
}
require("./index.js");
