/** One line of JSON for each event, which is what the awslogs driver and Logs Insights work best with. */
export function log(level, message, fields = {}) {
    console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
}
