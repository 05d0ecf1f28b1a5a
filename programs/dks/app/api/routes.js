import { log } from "./log.js";
import { StoreError } from "./store.js";

const MAX_BODY_BYTES = 16 * 1024;
const MAX_LENGTH = { title: 120, body: 4_000, author: 80 };
const MAX_ID = 2 ** 31 - 1;

class HttpError extends Error {
    constructor(status, message, headers = {}) {
        super(message);
        this.status = status;
        this.headers = headers;
    }
}

/** What this API answers: path, method, and a function that returns status and body. */
const createRoutes = (store) => ({
    // For the load balancer: says only that this process answers. If it asked the database, a database that restarts
    // would take every API task down with it.
    "/api/health": { GET: () => [200, { status: "ok" }] },
    "/api/ready": {
        GET: async () => {
            await store.check();
            return [200, { status: "ready" }];
        },
    },
    "/api/posts": {
        GET: async () => [200, await store.list()],
        POST: async (request) => [201, await store.add(toPost(await readJson(request)))],
    },
    "/api/posts/:id": {
        DELETE: async (_request, id) => {
            if (!(await store.remove(id))) throw new HttpError(404, "There is no such post.");
            return [204];
        },
    },
});

function find(routes, method, path) {
    const [, digits] = /^\/api\/posts\/(\d{1,10})$/.exec(path) ?? [];
    const id = Number(digits);
    const methods = routes[id <= MAX_ID ? "/api/posts/:id" : path];
    if (!methods) throw new HttpError(404, "There is nothing here.");
    if (!methods[method]) {
        const allow = Object.keys(methods).join(", ");
        throw new HttpError(405, `Allowed here: ${allow}.`, { allow });
    }
    return (request) => methods[method](request, id);
}

async function readJson(request) {
    // A form on a foreign site cannot send this type without asking first (CORS), so this also stops forged requests.
    if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
        throw new HttpError(415, "Send the post as application/json.");
    }
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of request) {
            size += chunk.length;
            // What is too much is read to its end but not kept: who closes early takes the answer from the client.
            if (size <= MAX_BODY_BYTES) chunks.push(chunk);
        }
    } catch {
        throw new HttpError(400, "The body did not arrive in full.");
    }
    if (size > MAX_BODY_BYTES) throw new HttpError(413, `A post has at most ${MAX_BODY_BYTES} bytes.`);
    try {
        return JSON.parse(Buffer.concat(chunks).toString());
    } catch {
        throw new HttpError(400, "The body is not JSON.");
    }
}

function toPost(input) {
    const post = {};
    const problems = [];
    for (const [field, max] of Object.entries(MAX_LENGTH)) {
        const value = typeof input?.[field] === "string" ? input[field].trim() : "";
        // PostgreSQL cannot store the character NUL.
        if (!value || value.length > max || value.includes("\0"))
            problems.push(`${field}: text of 1 to ${max} characters`);
        post[field] = value;
    }
    if (problems.length > 0) throw new HttpError(400, `A post needs ${problems.join("; ")}.`);
    return post;
}

/** Status, body and headers for a request, also when it fails. */
async function answer(routes, request, path) {
    try {
        return await find(routes, request.method, path)(request);
    } catch (error) {
        if (error instanceof HttpError) return [error.status, { error: error.message }, error.headers];
        const { message, code } = error.cause ?? error;
        log("error", error.message, { error: message, code });
        return error instanceof StoreError ? [503, { error: error.message }] : [500, { error: "The request failed." }];
    }
}

/** The request handler of the HTTP server. While `isStopping()`, it asks clients to close their connections. */
export function createHandler(store, isStopping) {
    const routes = createRoutes(store);
    return async (request, response) => {
        const start = performance.now();
        const { method, url } = request;
        const path = url.split("?", 1)[0];
        const [status, body, headers] = await answer(routes, request, path);
        response.writeHead(status, {
            ...(body && { "content-type": "application/json; charset=utf-8" }),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            // An idle connection that stays open would hold up the end of this process.
            ...(isStopping() && { connection: "close" }),
            ...headers,
        });
        response.end(body && JSON.stringify(body));
        // The load balancer's question every few seconds would bury everything else.
        if (path === "/api/health" && status === 200) return;
        log("info", "request", { method, path, status, ms: Math.round(performance.now() - start) });
    };
}
