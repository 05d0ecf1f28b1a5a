import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Why no image can be built here, or undefined where nothing speaks against it: a look at the files by which every
 * Docker client finds its engine, so that it costs nothing and is said in the preview, before anything is created. A
 * remote engine or builder is taken at its word.
 */
export function missingDockerEngine(env: NodeJS.ProcessEnv = process.env): string | undefined {
    const elsewhere = env.DOCKER_HOST || env.DOCKER_CONTEXT || env.BUILDX_BUILDER;
    // The builder of a simulated or debugged provider is not this machine's.
    const attached = (env.PULUMI_DEBUG_PROVIDERS ?? "").includes("docker-build");
    if (elsewhere || attached || process.platform === "win32") return undefined;
    const sockets = ["/var/run/docker.sock", path.join(os.homedir(), ".docker", "run", "docker.sock")];
    if (env.XDG_RUNTIME_DIR) sockets.push(path.join(env.XDG_RUNTIME_DIR, "docker.sock"));
    if (sockets.some((socket) => fs.existsSync(socket)) || hasContext(env)) return undefined;
    return `needs a Docker engine to build, and there is none at ${sockets.join(" or ")}: start Docker, or name a remote one in DOCKER_HOST`;
}

/** Whether the Docker client was told of another engine than that of the default socket. */
function hasContext(env: NodeJS.ProcessEnv): boolean {
    const file = path.join(env.DOCKER_CONFIG ?? path.join(os.homedir(), ".docker"), "config.json");
    try {
        const { currentContext } = JSON.parse(fs.readFileSync(file, "utf8"));
        return typeof currentContext === "string" && currentContext !== "" && currentContext !== "default";
    } catch {
        // No such file, or none that can be read: no context was chosen.
        return false;
    }
}
