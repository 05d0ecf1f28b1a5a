import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { log } from "./log.js";

// Two API tasks may start at once, and CREATE TABLE IF NOT EXISTS can fail when it races with itself: hence the lock.
const CREATE_TABLE = `
    SELECT pg_advisory_xact_lock(8080);
    CREATE TABLE IF NOT EXISTS posts (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL,
        body text NOT NULL,
        author text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    )`;
const UNDEFINED_TABLE = "42P01";
const COLUMNS = `id, title, body, author, created_at AS "createdAt"`;

/** The database did not answer, or answered with an error. The details are in the cause, for the log only. */
export class StoreError extends Error {}

export function createStore(env) {
    const pool = new pg.Pool({
        host: env.DB_HOST,
        port: Number(env.PGPORT ?? 5432),
        database: env.DB_NAME,
        user: env.DB_ROLE_NAME,
        password: env.DB_ROLE_PASSWORD,
        max: 10,
        connectionTimeoutMillis: 3_000,
        query_timeout: 5_000,
    });
    // Without a listener, a database that restarts would end this process.
    pool.on("error", (error) => log("warn", "lost an idle database connection", { error: error.message }));

    async function query(text, values) {
        try {
            return await pool.query(text, values).catch(async (error) => {
                if (error.code !== UNDEFINED_TABLE) throw error;
                // A new, empty database took the old one's place while this process was running.
                await pool.query(CREATE_TABLE);
                return pool.query(text, values);
            });
        } catch (cause) {
            throw new StoreError("The database is not available.", { cause });
        }
    }

    return {
        /** Creates the table. Waits for a database that is not up yet, until the signal says to stop. */
        async prepare(signal) {
            for (let delay = 500; !signal.aborted; delay = Math.min(delay * 2, 5_000)) {
                try {
                    await pool.query(CREATE_TABLE);
                    log("info", "database ready");
                    return;
                } catch (error) {
                    log("warn", "database not ready", { error: error.message, code: error.code, retryInMs: delay });
                    await sleep(delay, undefined, { signal }).catch(() => {});
                }
            }
        },
        check: () => query("SELECT FROM posts LIMIT 1"),
        list: async () => (await query(`SELECT ${COLUMNS} FROM posts ORDER BY id DESC LIMIT 100`)).rows,
        async add({ title, body, author }) {
            const insert = `INSERT INTO posts (title, body, author) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`;
            return (await query(insert, [title, body, author])).rows[0];
        },
        remove: async (id) => (await query("DELETE FROM posts WHERE id = $1", [id])).rowCount === 1,
        close: () => pool.end(),
    };
}
