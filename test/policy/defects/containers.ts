import { add, type Defect, inContainer, props } from "../../support/policy-defects";
import { jsonText, resource } from "../../support/policy-program";
import { type Props, webContainer } from "../good";

const plaintext = (what: string, name: string, value: unknown, message: RegExp) =>
    inContainer({ rule: "no-plaintext-secrets", what, message }, (c) => {
        c.environment = [{ name, value }];
    });
const privileged = (what: string, plant: (container: Props) => void, message: RegExp) =>
    inContainer({ rule: "no-privileged-containers", what, message }, plant);

const secrets: Defect[] = [
    ...plaintext("a password", "DB_PASSWORD", "hunter2", /gets DB_PASSWORD as plain text; name it in secrets/),
    ...plaintext("a name in small letters", "github_token", "x", /gets github_token as plain text/),
    ...plaintext("an AWS key", "SOMETHING", "AKIAIOSFODNN7EXAMPLE", /gets an AWS access key in SOMETHING/),
    ...plaintext("a private key", "PEM", "-----BEGIN RSA PRIVATE KEY-----\nMIIE", /gets a private key in PEM/),
    ...plaintext("an address with a password", "DATABASE", "postgres://u:p@db/x", /gets an address with a password in/),
    ...plaintext("a random key", "SALT", "dGhpcyBpcyBub3QK8Zx7Qw3Lk0Vb5Nm2Tj9", /gets a random key in SALT/),
];

const hardening: Defect[] = [
    ...privileged(
        "a privileged container",
        (c) => {
            c.privileged = true;
        },
        /is privileged; remove/,
    ),
    ...["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"].flatMap((capability) =>
        privileged(
            `the capability ${capability}`,
            (c) => {
                c.linuxParameters = { capabilities: { add: [capability] } };
            },
            new RegExp(`adds the capability ${capability}`),
        ),
    ),
    ...inContainer({ rule: "non-root-containers", what: "no user", message: /says no user/ }, (c) => {
        delete c.user;
    }),
    ...["root", "0", "0:1000", "root:staff"].flatMap((user) =>
        inContainer({ rule: "non-root-containers", what: `the user ${user}`, message: /runs as root/ }, (c) => {
            c.user = user;
        }),
    ),
    ...inContainer(
        { rule: "readonly-root-filesystem", what: "a writable root", message: /can write to its root/ },
        (c) => {
            delete c.readonlyRootFilesystem;
        },
    ),
    ...["repo/web", "repo/web:latest", "registry:5000/web"].flatMap((image) =>
        inContainer({ rule: "pinned-images", what: image, message: /takes whatever image is the latest/ }, (c) => {
            c.image = image;
        }),
    ),
    ...inContainer(
        {
            rule: "pinned-images",
            what: "a tag where a digest is wanted",
            message: /names its image without a digest/,
            config: { "pinned-images": { requireDigest: true } },
        },
        (c) => {
            c.image = "repo/web:1.2.3";
        },
    ),
    ...inContainer(
        {
            rule: "pinned-images",
            what: "a registry that is not allowed",
            message: /takes its image from docker\.io; use/,
            config: { "pinned-images": { allowedRegistries: ["\\.amazonaws\\.com$", "^public\\.ecr\\.aws$"] } },
        },
        (c) => {
            c.image = "postgres:16.4";
        },
    ),
];

const limits: Defect[] = [
    ...inContainer({ rule: "container-limits", what: "no limit at all", message: /has no memory limit/ }, (c) => {
        delete c.memory;
    }),
    ...inContainer(
        { rule: "container-limits", what: "a reservation alone", message: /may take all memory/, level: "advisory" },
        (c) => {
            c.memoryReservation = c.memory;
            delete c.memory;
        },
    ),
    ...inContainer(
        {
            rule: "container-limits",
            what: "a reservation alone, where a hard limit is wanted",
            message: /has a reservation and no hard limit/,
            config: { "container-limits": { requireHardLimit: true } },
        },
        (c) => {
            c.memoryReservation = c.memory;
            delete c.memory;
        },
    ),
    ...inContainer(
        { rule: "container-limits", what: "a reservation above the limit", message: /reserves 1024 MiB of/ },
        (c) => {
            c.memoryReservation = 1024;
        },
    ),
    ...inContainer(
        { rule: "container-limits", what: "nothing essential", message: /^no container is essential/ },
        (c) => {
            c.essential = false;
        },
    ),
];

const twoContainers =
    (first: number, second: number, networkMode = "bridge") =>
    (program: Record<string, unknown>) => {
        const one: Props = webContainer();
        const two: Props = { ...webContainer(), name: "admin" };
        one.portMappings = [{ containerPort: 8080, hostPort: first }];
        two.portMappings = [{ containerPort: 9090, hostPort: second }];
        Object.assign(props(program as never, "web-task"), { networkMode, containerDefinitions: jsonText([one, two]) });
    };
const ports: Defect[] = [
    {
        rule: "port-mapping-valid",
        what: "another host port in awsvpc mode",
        on: "db",
        plant(p) {
            const [container] = props(p, "db").containerDefinitions;
            container.portMappings[0].hostPort = 15432;
            props(p, "db-task").containerDefinitions = jsonText([container]);
        },
        message: /maps 5432 to hostPort 15432 in awsvpc mode; remove hostPort, or write 5432/,
    },
    {
        rule: "port-mapping-valid",
        what: "one host port twice",
        on: "web-task",
        hiddenInPreview: true,
        plant: twoContainers(18080, 18080),
        message: /takes hostPort 18080\/tcp, which another/,
        config: {
            "port-mapping-valid": { allowStaticHostPorts: true },
            "lb-reaches-tasks": "disabled",
            "deployment-can-progress": "disabled",
        },
    },
    {
        rule: "port-mapping-valid",
        what: "a port that the instance needs",
        on: "web-task",
        hiddenInPreview: true,
        plant: twoContainers(0, 22),
        message: /takes hostPort 22, which the instance itself needs/,
        config: { "deployment-can-progress": "disabled" },
    },
    {
        rule: "port-mapping-valid",
        what: "a fixed port in bridge mode",
        on: "web-task",
        hiddenInPreview: true,
        plant: twoContainers(0, 19090),
        message: /fixes hostPort 19090 in bridge mode/,
        level: "advisory",
        config: { "deployment-can-progress": "disabled" },
    },
];

const task = (rule: string, what: string, fields: object, message: RegExp, more: Partial<Defect> = {}): Defect => ({
    ...{ rule, what, on: "web-task", message, ...more },
    plant: (p) => Object.assign(props(p, "web-task"), fields),
});
const volume = (fields: object) => ({ volumes: [{ name: "data", ...fields }] });

const tasks: Defect[] = [
    task("no-host-namespaces", "the instance's processes", { pidMode: "host" }, /^pidMode is "host"; remove/),
    task("no-host-namespaces", "the instance's memory", { ipcMode: "host" }, /^ipcMode is "host"; remove/),
    task("no-host-namespaces", "the instance's network", { networkMode: "host" }, /^networkMode is "host"; write/, {
        config: { "port-mapping-valid": "disabled", "lb-reaches-tasks": "disabled" },
    }),
    {
        rule: "no-host-namespaces",
        what: "the instance's network, in our component and its child",
        on: "db",
        plant(p) {
            props(p, "db").networkMode = "host";
            props(p, "db-task").networkMode = "host";
            delete props(p, "db-service").networkConfiguration;
        },
        message: /^networkMode is "host"/,
        config: { "cloud-map-record-matches-network-mode": "disabled" },
    },
    ...["/", "/etc/", "/var/run/docker.sock", "/var/lib/docker/volumes", "//proc"].map((hostPath) =>
        task(
            "safe-host-mounts",
            `the path ${hostPath}`,
            volume({ hostPath }),
            /^volume "data" is \/.* of the instance/,
        ),
    ),
    task(
        "safe-host-mounts",
        "EFS in the clear",
        volume({ efsVolumeConfiguration: { fileSystemId: "fs-1" } }),
        /^volume "data" is not encrypted on the way/,
    ),
    {
        rule: "separate-task-roles",
        what: "one role for both",
        on: "web-task",
        plant(p) {
            props(p, "web-task").taskRoleArn = props(p, "web-task").executionRoleArn;
        },
        message: /^executionRoleArn and taskRoleArn are one role/,
    },
    {
        rule: "separate-task-roles",
        what: "secrets without an execution role, seen through our component",
        on: "db-task",
        plant(p) {
            delete props(p, "db-task").executionRoleArn;
        },
        message: /^container "db" has secrets, which the agent reads; write executionRoleArn/,
    },
    {
        rule: "require-awslogs",
        what: "a daemon's container",
        on: "agent",
        plant: (p) =>
            add(
                p,
                resource("aws:ecs/daemonTaskDefinition:DaemonTaskDefinition", "agent", {
                    containerDefinitions: [
                        {
                            name: "agent",
                            image: "repo/agent:1.0",
                            memory: 64,
                            user: "1000",
                            readonlyRootFilesystem: true,
                        },
                    ],
                }),
            ),
        message: /^container "agent" has no logConfiguration/,
    },
    {
        rule: "no-plaintext-secrets",
        what: "a daemon's variable, which the provider calls environments",
        on: "agent",
        plant: (p) =>
            add(
                p,
                resource("aws:ecs/daemonTaskDefinition:DaemonTaskDefinition", "agent", {
                    containerDefinitions: [
                        {
                            ...{ name: "agent", image: "repo/agent:1.0", memory: 64, user: "1000" },
                            readonlyRootFilesystem: true,
                            logConfiguration: webContainer().logConfiguration,
                            environments: [{ name: "API_KEY", value: "x" }],
                        },
                    ],
                }),
            ),
        message: /^container "agent" gets API_KEY as plain text/,
    },
];

export const containers: Defect[] = [...secrets, ...hardening, ...limits, ...ports, ...tasks];
