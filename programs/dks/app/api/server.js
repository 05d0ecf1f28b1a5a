import { createServer } from "node:http";
import { log } from "./log.js";
import { createHandler } from "./routes.js";
import { createStore } from "./store.js";

const DRAIN_MS = 9_000; // Well inside the 30 s that ECS waits by default before SIGKILL.

const missing = ["DB_HOST", "DB_NAME", "DB_ROLE_NAME", "DB_ROLE_PASSWORD"].filter((name) => !process.env[name]);
if (missing.length > 0) {
    log("error", "environment variables are missing", { missing });
    process.exit(1);
}

const stopping = new AbortController();
const store = createStore(process.env);
const server = createServer(createHandler(store, () => stopping.signal.aborted));
// Longer than the load balancer's idle timeout (60 s): else it may send a request into a connection that just closed.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 10_000;
server.requestTimeout = 10_000;

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () => {
    log("info", "listening", { port: server.address().port });
});
const prepared = store.prepare(stopping.signal);

/** Takes no new connections, finishes the requests that are running, then closes the database connections. */
function stop(signal) {
    if (stopping.signal.aborted) return;
    log("info", "stopping", { signal });
    stopping.abort();
    setTimeout(() => {
        log("error", "requests did not finish in time", { afterMs: DRAIN_MS });
        process.exit(1);
    }, DRAIN_MS).unref();
    server.close(async () => {
        await prepared;
        await store.close();
        log("info", "stopped");
    });
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
