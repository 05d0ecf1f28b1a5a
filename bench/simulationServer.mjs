// Answers on IPC: first where it listens, then to "seconds" how long AWS would have taken to create each resource.
import { createRequire } from "node:module";

const { startSimulation } = createRequire(import.meta.url)("../rehearsal/simulation.js");

const simulation = await startSimulation({ stateFile: process.argv[2] });
process.on("message", (question) => {
    if (question !== "seconds") return;
    const created = simulation.events().filter(({ operation, error }) => operation === "create" && !error);
    process.send({ seconds: created.map(({ urn, seconds }) => [urn, seconds]) });
});
process.on("SIGINT", () => simulation.stop().then(() => process.exit(0)));
process.send({ debugProviders: simulation.debugProviders });
