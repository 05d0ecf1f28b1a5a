import { choice, flag, list, text, type Values } from "../options";
import { type Container, containersOf } from "../reading/containers";
import { Malformed } from "../reading/json";
import type { Reading } from "../reading/reading";
import type { Resource } from "../resource";
import { fsbp, resourceRule } from "../rule";
import { CONTAINER_HOLDERS, EXPRESS_SERVICE, SERVICE } from "../types";
import type { Verdict } from "../verdict";

const options = {
    allowedDrivers: list("Log drivers that a container may use.", ["awslogs"]),
    requireMode: flag("Whether awslogs containers must say their delivery mode.", true),
    mode: choice(
        'The delivery mode that they must say; "any" leaves the choice, not the saying, to them.',
        ["non-blocking", "blocking", "any"],
        "non-blocking",
    ),
    requireMaxBufferSize: flag("Whether non-blocking delivery must say its max-buffer-size.", true),
    region: text('The region that awslogs-region must name; "" allows any.', ""),
};
type Settings = Values<typeof options>;

function containers(resource: Resource, verdict: Verdict, settings: Settings): void {
    let found: Container[] = [];
    try {
        found = containersOf(resource.type, resource.props);
    } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        verdict.report(
            `${error.path} is not a JSON array of container definitions; write one with pulumi.jsonStringify`,
        );
    }
    for (const { label, definition } of found) {
        verdict.check(() => logConfiguration(label, definition.at("logConfiguration"), verdict, settings));
    }
}

function logConfiguration(label: string, log: Reading, verdict: Verdict, settings: Settings): void {
    const allowed = settings.allowedDrivers.map((driver) => `"${driver}"`).join(" or ");
    const driver = log.at("logDriver").text();
    if (driver === undefined || !settings.allowedDrivers.includes(driver)) {
        const is = driver === undefined ? "has no logConfiguration.logDriver" : `logs through "${driver}"`;
        verdict.report(`${label} ${is}; write logConfiguration: { logDriver: ${allowed}, options: { … } }`);
        return;
    }
    if (driver !== "awslogs") return;
    const options = log.at("options");
    const missing = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"].filter(
        (name) => !options.at(name).isPresent && !options.isUnknown,
    );
    if (options.isUnknown) verdict.cannotTell(`logConfiguration.options of ${label}`);
    if (missing.length > 0) {
        verdict.report(`${label} has no ${missing.join(", ")}; write it in logConfiguration.options`);
    }
    if (options.isUnknown || missing.length > 0) return;
    verdict.check(() => region(label, options, verdict, settings));
    verdict.check(() => delivery(label, options, verdict, settings));
    verdict.check(() => {
        if (options.at("awslogs-create-group").flag()) {
            verdict.advise(
                `${label} lets the agent create its log group, which then keeps logs forever; ` +
                    "create an aws.cloudwatch.LogGroup and remove awslogs-create-group",
            );
        }
    });
}

function region(label: string, options: Reading, verdict: Verdict, settings: Settings): void {
    if (!settings.region || !options.at("awslogs-region").isPresent) return;
    const given = options.at("awslogs-region").text();
    if (given !== settings.region) {
        verdict.report(`${label} sends its logs to awslogs-region "${given}"; write "${settings.region}"`);
    }
}

// ECS delivers non-blocking unless the account says otherwise (default since 25 June 2025): lines are dropped when the
// buffer is full. Saying the mode makes it the program's choice.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
function delivery(label: string, options: Reading, verdict: Verdict, settings: Settings): void {
    const mode = options.at("mode").text();
    const wanted = settings.mode === "any" ? '"non-blocking" or "blocking"' : `"${settings.mode}"`;
    if (!mode) {
        if (settings.requireMode) {
            verdict.report(
                `${label} does not say its delivery mode; write mode: ${wanted} in logConfiguration.options`,
            );
        }
        return;
    }
    if (settings.mode !== "any" && mode !== settings.mode) {
        verdict.report(`${label} delivers logs in mode "${mode}"; write mode: ${wanted} in logConfiguration.options`);
    } else if (mode === "non-blocking" && settings.requireMaxBufferSize && !options.at("max-buffer-size").isPresent) {
        verdict.report(`${label} has no max-buffer-size; write one such as "25m" in logConfiguration.options`);
    }
}

/** The Service Connect proxy is a container too, and takes its log driver from the service. */
function serviceConnect(props: Reading, verdict: Verdict, { allowedDrivers }: Settings): void {
    const connect = props.at("serviceConnectConfiguration");
    if (!connect.isPresent || connect.at("enabled").flag() === false) return;
    const place = connect.at("logConfiguration", "logDriver");
    const driver = place.text();
    if (driver !== undefined && allowedDrivers.includes(driver)) return;
    const allowed = allowedDrivers.map((name) => `"${name}"`).join(" or ");
    const is = driver === undefined ? "is absent: the Service Connect proxy would not log" : `is "${driver}"`;
    verdict.report(`${place.path} ${is}; write ${allowed}`);
}

function expressService(props: Reading, verdict: Verdict): void {
    for (const [index, logs] of props.at("primaryContainer", "awsLogsConfigurations").items().entries()) {
        if (logs.at("logGroup").isPresent && logs.at("logStreamPrefix").isPresent) return;
        verdict.report(
            `primaryContainer.awsLogsConfigurations[${index}] needs logGroup and logStreamPrefix; write both`,
        );
        return;
    }
}

export const requireAwslogs = resourceRule({
    name: "require-awslogs",
    description: "Every container must send its logs to CloudWatch Logs.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("ECS.9", "ECS task definitions should have a logging configuration"),
    tags: ["NIST.800-53.r5 AU-2", "NIST.800-53.r5 AU-12", "NIST.800-53.r5 AU-6(4)"],
    remediationSteps:
        'Give every container logConfiguration: { logDriver: "awslogs", options: { "awslogs-group", ' +
        '"awslogs-region", "awslogs-stream-prefix", mode: "non-blocking", "max-buffer-size": "25m" } }.',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    options,
    types: [...CONTAINER_HOLDERS, SERVICE, EXPRESS_SERVICE],
    judge(resource, verdict, settings) {
        if (resource.type === SERVICE) serviceConnect(resource.props, verdict, settings);
        else if (resource.type === EXPRESS_SERVICE) expressService(resource.props, verdict);
        else containers(resource, verdict, settings);
    },
});
