import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import ignore from "@balena/dockerignore";

/** What an image is built from: everything that can change what comes out. */
export interface BuildInputs {
    context: string;
    dockerfile: string;
    platforms: string[];
    target?: string;
    buildArgs: Record<string, string>;
}

/**
 * A tag that names the content of a build: equal inputs have equal tags, so that a tag never needs to move and the
 * repository can be immutable. Files that .dockerignore leaves out do not count.
 */
export function contentTag(inputs: BuildInputs): string {
    const hash = createHash("sha256");
    const add = (...parts: string[]) => {
        for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
    };
    add(JSON.stringify([inputs.platforms, inputs.target ?? "", Object.entries(inputs.buildArgs).sort()]));
    add(fs.readFileSync(inputs.dockerfile, "utf8"));
    for (const file of contextFiles(inputs.context, inputs.dockerfile)) {
        const full = path.join(inputs.context, file);
        const stat = fs.lstatSync(full);
        add(file, (stat.mode & 0o7777).toString(8));
        if (stat.isSymbolicLink()) {
            add("link", fs.readlinkSync(full));
        } else {
            hash.update(`${stat.size}:`).update(fs.readFileSync(full));
        }
    }
    return `content-${hash.digest("hex").slice(0, 16)}`;
}

/** Files of a build context in a fixed order, as the builder would send them. */
export function contextFiles(context: string, dockerfile: string): string[] {
    // BuildKit prefers an ignore file that carries the Dockerfile's name.
    const own = `${dockerfile}.dockerignore`;
    const ignoreFile = fs.existsSync(own) ? own : path.join(context, ".dockerignore");
    const filter = ignore();
    if (fs.existsSync(ignoreFile)) {
        filter.add(fs.readFileSync(ignoreFile, "utf8"));
    }
    return fs
        .readdirSync(context, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(context, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
        .filter((file) => !filter.ignores(file))
        .sort();
}
