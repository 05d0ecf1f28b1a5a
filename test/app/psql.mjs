// Stands in for psql on a machine where PostgreSQL is not installed: as much of it as the database image's init script
// uses, which is \getenv, :'variable' and \gexec. Where there is a real psql, the tests use that.
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import pg from "pg";

const { values } = parseArgs({
    options: {
        variable: { type: "string", short: "v" },
        quiet: { type: "boolean" },
        "no-psqlrc": { type: "boolean" },
        "no-password": { type: "boolean" },
        username: { type: "string" },
        dbname: { type: "string" },
    },
});
const client = new pg.Client({ user: values.username, database: values.dbname });
const variables = new Map();

try {
    await client.connect();
    let statement = "";
    for (const line of (await text(process.stdin)).split("\n")) {
        const [, variable, name] = /^\\getenv (\w+) (\w+)$/.exec(line) ?? [];
        if (variable) {
            variables.set(variable, process.env[name]);
        } else if (line === "\\gexec") {
            for (const row of (await client.query({ text: statement, rowMode: "array" })).rows)
                await client.query(row[0]);
            statement = "";
        } else {
            statement += `${line.replace(/:'(\w+)'/g, (_, key) => pg.escapeLiteral(variables.get(key)))}\n`;
            if (!line.endsWith(";") || line.startsWith("--")) continue;
            await client.query(statement);
            statement = "";
        }
    }
} catch (error) {
    console.error(`ERROR:  ${error.message}`);
    process.exitCode = 3;
} finally {
    await client.end();
}
