import { type Defect, inContainer, props } from "../../support/policy-defects";
import { jsonText } from "../../support/policy-program";
import { webContainer } from "../good";

const rule = "require-awslogs";

export const logs: Defect[] = [
    ...inContainer(
        { rule, what: "no log configuration", message: /has no logConfiguration\.logDriver; write/ },
        (c) => {
            delete c.logConfiguration;
        },
    ),
    ...["none", "json-file", "journald"].flatMap((driver) =>
        inContainer({ rule, what: `the driver ${driver}`, message: new RegExp(`logs through "${driver}"`) }, (c) => {
            c.logConfiguration.logDriver = driver;
        }),
    ),
    ...["awslogs-group", "awslogs-region", "awslogs-stream-prefix"].flatMap((name) =>
        inContainer({ rule, what: `no ${name}`, message: new RegExp(`has no ${name};`) }, (c) => {
            delete c.logConfiguration.options[name];
        }),
    ),
    ...inContainer(
        { rule, what: "no options", message: /awslogs-group, awslogs-region, awslogs-stream-prefix/ },
        (c) => {
            delete c.logConfiguration.options;
        },
    ),
    ...inContainer({ rule, what: "no mode", message: /does not say its delivery mode/ }, (c) => {
        delete c.logConfiguration.options.mode;
    }),
    ...inContainer({ rule, what: "the other mode", message: /in mode "blocking"; write mode: "non-blocking"/ }, (c) => {
        c.logConfiguration.options.mode = "blocking";
    }),
    ...inContainer({ rule, what: "no buffer size", message: /has no max-buffer-size/ }, (c) => {
        delete c.logConfiguration.options["max-buffer-size"];
    }),
    ...inContainer(
        { rule, what: "a log group of the agent's", message: /remove awslogs-create-group/, level: "advisory" },
        (c) => {
            c.logConfiguration.options["awslogs-create-group"] = "true";
        },
    ),
    ...inContainer(
        {
            rule,
            what: "another region",
            message: /awslogs-region "eu-west-1"; write "eu-central-1"/,
            config: { "require-awslogs": { region: "eu-central-1" } },
        },
        (c) => {
            c.logConfiguration.options["awslogs-region"] = "eu-west-1";
        },
    ),
    {
        rule,
        what: "a sidecar that is not essential",
        on: "db",
        plant(program) {
            const { logConfiguration: _, portMappings: __, ...sidecar } = props(program, "db").containerDefinitions[0];
            const both = [
                props(program, "db").containerDefinitions[0],
                { ...sidecar, name: "sidecar", essential: false },
            ];
            props(program, "db").containerDefinitions = both;
            props(program, "db-task").containerDefinitions = jsonText(both);
        },
        message: /^container "sidecar" has no/,
    },
    {
        rule,
        what: "what a transform took out of our component's task definition",
        on: "db-task",
        updateOnly: true,
        plant(program) {
            const { logConfiguration: _, ...container } = props(program, "db").containerDefinitions[0];
            props(program, "db-task").containerDefinitions = jsonText([container]);
        },
        message: /^container "db" has no logConfiguration/,
    },
    {
        rule,
        what: "a text that is no JSON",
        on: "web-task",
        plant(program) {
            props(program, "web-task").containerDefinitions = "[{";
        },
        message: /^containerDefinitions is not a JSON array/,
    },
    {
        rule,
        what: "JSON that is no array",
        on: "web-task",
        plant(program) {
            props(program, "web-task").containerDefinitions = JSON.stringify({ name: "web" });
        },
        message: /^containerDefinitions is not a JSON array/,
    },
    {
        rule,
        what: "capital letters, which the provider reads as well",
        on: "web-task",
        hiddenInPreview: true,
        plant(program) {
            const { logConfiguration, name, ...rest } = webContainer();
            props(program, "web-task").containerDefinitions = jsonText([
                { ...rest, Name: name, LogConfiguration: { LogDriver: "syslog", Options: logConfiguration.options } },
            ]);
        },
        message: /^container "web" logs through "syslog"/,
    },
    {
        rule,
        what: "a Service Connect proxy without a log driver",
        on: "web-service",
        plant(program) {
            props(program, "web-service").serviceConnectConfiguration = { enabled: true };
        },
        message: /^serviceConnectConfiguration\.logConfiguration\.logDriver is absent/,
    },
    {
        rule,
        what: "a Service Connect proxy with another driver",
        on: "web-service",
        plant(program) {
            props(program, "web-service").serviceConnectConfiguration = {
                enabled: true,
                logConfiguration: { logDriver: "none" },
            };
        },
        message: /logDriver is "none"; write "awslogs"/,
    },
];
