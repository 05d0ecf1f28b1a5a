import * as assert from "node:assert/strict";
import * as net from "node:net";
import { Client } from "pg";
import { environment, Postgres } from "./postgres";
import { Service, until } from "./service";

const { DB_NAME, DB_ROLE_NAME, DB_ROLE_PASSWORD } = environment;
const post = { title: "Drain first", body: "Then terminate.\n<b>No markup.</b>", author: "Åsa" };

describe("the API of programs/dks on a real PostgreSQL", function () {
    this.timeout(20_000);
    const postgres = new Postgres();
    let service: Service;

    /** What a statement of the application's role answers, by TCP and with its password. */
    async function sql(text: string, password = DB_ROLE_PASSWORD) {
        const address = { host: "127.0.0.1", port: postgres.port, database: DB_NAME };
        const client = new Client({ ...address, user: DB_ROLE_NAME, password });
        await client.connect();
        try {
            return (await client.query(text)).rows;
        } finally {
            await client.end();
        }
    }

    before(async function () {
        this.timeout(300_000); // A machine without PostgreSQL fetches it first.
        await postgres.create();
        assert.deepEqual(postgres.initialise(), { status: 0, output: "" });
    });
    after(() => postgres.remove());
    beforeEach(async () => {
        await sql("DROP TABLE IF EXISTS posts");
        service = new Service();
        await service.start(postgres.port);
        await until(() => service.logged("database ready") !== undefined);
    });
    afterEach(() => service.stop());

    describe("init script of the database image", () => {
        it("creates a role that owns the database, and is no more than that", async () => {
            const owner = "SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()";
            assert.deepEqual(await sql(owner), [{ owner: "dks-user" }]);
            const role = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = user";
            const expected = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolcanlogin: true };
            assert.deepEqual(await sql(role), [expected]);
        });

        it("runs again without an error, keeps the data, and takes a new password", async () => {
            await service.request("POST", "/api/posts", post);
            assert.deepEqual(postgres.initialise({ DB_ROLE_PASSWORD: "rotated" }), { status: 0, output: "" });
            await assert.rejects(sql("SELECT 1"), { code: "28P01" });
            assert.deepEqual(await sql("SELECT author FROM posts", "rotated"), [{ author: "Åsa" }]);
            assert.equal(postgres.initialise().status, 0);
            assert.equal((await sql("SELECT 1")).length, 1);
        });

        it("fails when a variable is missing or a statement fails, and shows the password nowhere", async () => {
            const missing = postgres.initialise({ DB_ROLE_PASSWORD: "" });
            assert.notEqual(missing.status, 0);
            assert.match(missing.output, /DB_ROLE_PASSWORD/);
            // Roles whose names begin with pg_ are PostgreSQL's own.
            const refused = postgres.initialise({ DB_ROLE_NAME: "pg_monitor" });
            assert.equal(refused.status, 3, refused.output);
            assert.match(refused.output, /reserved/);
            await until(() => postgres.output.includes("reserved"));
            for (const text of [refused.output, postgres.output])
                assert.ok(!text.includes("a'b") && !text.includes("a''b"));
        });
    });

    describe("posts", () => {
        it("are added, listed with the newest first, and deleted", async () => {
            const added = await service.request("POST", "/api/posts", { ...post, title: "  First  " });
            assert.equal(added.status, 201);
            assert.deepEqual(added.body, { ...post, id: 1, title: "First", createdAt: added.body.createdAt });
            assert.ok(Math.abs(Date.parse(added.body.createdAt) - Date.now()) < 60_000);
            await service.request("POST", "/api/posts", { ...post, title: "Second" });
            const listed = await service.request("GET", "/api/posts?page=1");
            assert.equal(listed.status, 200);
            assert.deepEqual(
                listed.body.map(({ title }: typeof post) => title),
                ["Second", "First"],
            );
            assert.equal((await service.request("DELETE", "/api/posts/1")).status, 204);
            assert.equal((await service.request("DELETE", "/api/posts/1")).status, 404);
            assert.equal((await service.request("GET", "/api/posts")).body.length, 1);
        });

        it("are stored as they were written, whatever they hold", async () => {
            const hostile = { title: `'); DROP TABLE posts; --`, body: `"\\\u2028\u{1F600}$1`, author: "<script>" };
            await service.request("POST", "/api/posts", hostile);
            const [stored] = (await service.request("GET", "/api/posts")).body;
            assert.deepEqual({ title: stored.title, body: stored.body, author: stored.author }, hostile);
        });

        const refused: [string, number, RegExp, string, string, unknown?, string?][] = [
            ["a missing field", 400, /title/, "POST", "/api/posts", { ...post, title: undefined }],
            ["a blank field", 400, /author/, "POST", "/api/posts", { ...post, author: " \n" }],
            ["a field of another type", 400, /body/, "POST", "/api/posts", { ...post, body: 7 }],
            ["a title of 121 characters", 400, /120/, "POST", "/api/posts", { ...post, title: "x".repeat(121) }],
            ["a NUL character", 400, /body/, "POST", "/api/posts", { ...post, body: "a\0b" }],
            ["null", 400, /title.*body.*author/, "POST", "/api/posts", null],
            ["what is not JSON", 400, /not JSON/, "POST", "/api/posts", "{"],
            ["a form", 415, /application\/json/, "POST", "/api/posts", "title=x", "text/plain"],
            ["more than 16 KiB", 413, /16384/, "POST", "/api/posts", "x".repeat(200_000)],
            ["an id beyond the type's range", 404, /nothing here/, "DELETE", "/api/posts/2147483648"],
            ["an id that is no number", 404, /nothing here/, "DELETE", "/api/posts/1e3"],
            ["an unknown path", 404, /nothing here/, "GET", "//"],
            ["a method that a path does not have", 405, /GET, POST/, "PUT", "/api/posts", post],
        ];
        for (const [what, status, message, method, route, body, type] of refused) {
            it(`refuse ${what} with ${status}`, async () => {
                const answer = await service.request(method, route, body, type);
                assert.equal(answer.status, status);
                assert.match(answer.body.error, message);
                assert.equal(answer.headers.get("allow"), status === 405 ? "GET, POST" : null);
                assert.deepEqual((await service.request("GET", "/api/posts")).body, []);
            });
        }
    });

    describe("process", () => {
        it("stays healthy while the database is down, says that it is not ready, and recovers", async () => {
            const statuses = async () => {
                const answers = ["/api/health", "/api/ready", "/api/posts"].map((route) =>
                    service.request("GET", route),
                );
                return [...(await Promise.all(answers)).map(({ status }) => status), await service.healthCheck()];
            };
            assert.deepEqual(await statuses(), [200, 200, 200, 0]);
            await postgres.stop();
            try {
                assert.deepEqual(await statuses(), [200, 503, 503, 0]);
                assert.deepEqual((await service.request("GET", "/api/posts")).body, {
                    error: "The database is not available.",
                });
            } finally {
                await postgres.start();
            }
            assert.deepEqual(await statuses(), [200, 200, 200, 0]);
        });

        it("makes its table again when a new, empty database takes the old one's place", async () => {
            await sql("DROP TABLE posts");
            assert.equal((await service.request("POST", "/api/posts", post)).status, 201);
        });

        it("keeps the posts over its own restart", async () => {
            await service.request("POST", "/api/posts", post);
            await service.stop();
            await service.start(postgres.port);
            assert.equal((await service.request("GET", "/api/posts")).body[0].title, post.title);
        });

        it("starts before the database does", async () => {
            await service.stop();
            await postgres.stop();
            try {
                await service.start(postgres.port);
                await until(() => service.logged("database not ready") !== undefined);
                assert.equal(await service.healthCheck(), 0);
            } finally {
                await postgres.start();
            }
            await until(() => service.logged("database ready") !== undefined);
            assert.equal((await service.request("GET", "/api/ready")).status, 200);
        });

        it("finishes the running request on SIGTERM, takes no new ones, and exits with 0", async () => {
            const text = JSON.stringify(post);
            const socket = net.connect(service.port, "127.0.0.1").setEncoding("utf8");
            let answer = "";
            socket.on("data", (chunk) => (answer += chunk));
            const head = "POST /api/posts HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\n";
            // "100 Continue" says that the request has reached the API, which now waits for its body.
            socket.write(`${head}Expect: 100-continue\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`);
            await until(() => answer.includes("100 Continue"));
            service.signal("SIGTERM");
            await until(() => service.logged("stopping") !== undefined);
            await assert.rejects(fetch(service.url("/api/health")), "a new connection was accepted");
            socket.write(text);
            assert.equal(await service.exitCode(), 0);
            assert.match(answer, /201 Created.*Drain first/s);
            assert.ok(service.logged("stopped"));
        });

        it("exits on SIGTERM while it still waits for the database", async () => {
            await service.stop();
            await service.start(1);
            await until(() => service.logged("database not ready") !== undefined);
            service.signal("SIGTERM");
            assert.equal(await service.exitCode(), 0);
        });

        it("fails its health check when it is gone", async () => {
            await service.stop();
            assert.equal(await service.healthCheck(), 1);
        });

        it("names the variables that are missing, and exits with 1", async () => {
            await service.stop();
            await service.start(postgres.port, { DB_HOST: "", DB_ROLE_PASSWORD: "" });
            assert.equal(await service.exitCode(), 1);
            const line = service.logged("environment variables are missing");
            assert.deepEqual(line?.missing, ["DB_HOST", "DB_ROLE_PASSWORD"]);
        });

        it("logs one line of JSON for each request, not for health checks, and never the password", async () => {
            await service.request("GET", "/api/posts?token=1");
            await service.request("GET", "/api/health");
            await postgres.stop();
            await service.request("GET", "/api/ready");
            await postgres.start();
            const lines = service.output
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line));
            const requests = lines.filter(({ message }) => message === "request");
            assert.deepEqual(
                requests.map(({ method, path, status }) => [method, path, status]),
                [
                    ["GET", "/api/posts", 200],
                    ["GET", "/api/ready", 503],
                ],
            );
            assert.ok(lines.every(({ time, level }) => Date.parse(time) && ["info", "warn", "error"].includes(level)));
            assert.ok(!service.output.includes("a'b"));
        });
    });
});
