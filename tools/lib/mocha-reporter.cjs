// Mocha's own report, and its numbers in a file for the command that sums up several runs.
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once("end", () => {
            const { passes, failures } = this.stats;
            writeFileSync(process.env.ECS_EC2_MOCHA_NUMBERS, JSON.stringify({ passed: passes, failed: failures }));
        });
    }
};
