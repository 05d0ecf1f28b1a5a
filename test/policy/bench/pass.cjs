// One cold pass of the compiled pack in a process of its own: prints CPU and wall milliseconds of each part.
const { readFileSync } = require("node:fs");

const started = process.cpuUsage();
const analyzer = require("@pulumi/pulumi/proto/analyzer_pb");
const server = require("@pulumi/policy/server");
const { rules } = require("../../../policy/rules/index.js");

const { resources, stack } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const bytes = (text) => Buffer.from(text, "base64");
const requests = resources.map((one) => analyzer.AnalyzeRequest.deserializeBinary(bytes(one)));
const whole = analyzer.AnalyzeStackRequest.deserializeBinary(bytes(stack));
const run = (handler, request) =>
    new Promise((done, fail) => handler({ request }, (error, response) => (error ? fail(error) : done(response))));

async function measured(body) {
    const cpu = process.cpuUsage();
    const wall = process.hrtime.bigint();
    await body();
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: (user + system) / 1000, wall: Number(process.hrtime.bigint() - wall) / 1e6 };
}

async function main() {
    const loaded = process.cpuUsage(started);
    const judge = server.makeAnalyzeRpcFun("ecs-ec2", "0.0.0", "advisory", rules);
    const judgeStack = server.makeAnalyzeStackRpcFun("ecs-ec2", "0.0.0", "advisory", rules);
    const resource = await measured(async () => {
        for (const request of requests) await run(judge, request);
    });
    const graph = await measured(() => run(judgeStack, whole));
    const load = (loaded.user + loaded.system) / 1000;
    console.log(JSON.stringify({ resources: requests.length, rules: rules.length, load, resource, stack: graph }));
}
main();
