import { props } from "../../support/policy-defects";
import { both, db, fine, type NearMiss, set, web } from "./near-miss";

export const containers: NearMiss[] = [
    fine(
        "no-plaintext-secrets",
        "an empty value",
        db((c) => {
            c.environment = [{ name: "DB_PASSWORD", value: "" }];
        }),
    ),
    fine(
        "no-plaintext-secrets",
        "a name that only points",
        db((c) => {
            c.environment = [
                { name: "DB_SECRET_ARN", value: "arn:x" },
                { name: "max_tokens", value: "5" },
            ];
        }),
    ),
    fine(
        "no-plaintext-secrets",
        "long words",
        db((c) => {
            c.environment = [
                { name: "A", value: "this_is_only_a_long_name_of_things" },
                { name: "B", value: "Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1" },
                { name: "C", value: "short1A" },
            ];
        }),
    ),
    fine(
        "no-plaintext-secrets",
        "randomness, where it does not count",
        db((c) => {
            c.environment = [{ name: "SALT", value: "dGhpcyBpcyBub3QK8Zx7Qw3Lk0Vb5Nm2Tj9" }];
        }),
        { entropy: 0 },
    ),
    fine(
        "no-privileged-containers",
        "a container that may",
        db((c) => {
            c.privileged = true;
        }),
        { allowContainers: ["db"] },
    ),
    fine(
        "non-root-containers",
        "a container that may",
        db((c) => {
            c.user = "root";
        }),
        { allowContainers: ["db"] },
    ),
    fine(
        "non-root-containers",
        "Windows, which has no such user",
        db(
            (c) => {
                delete c.user;
            },
            { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } },
        ),
    ),
    fine(
        "no-host-namespaces",
        "the instance's network, where it is allowed",
        set("web-task", { networkMode: "host" }),
        { allowHostNetwork: true },
    ),
    fine(
        "safe-host-mounts",
        "a folder of the task's own",
        set("web-task", {
            volumes: [{ name: "a", hostPath: "/srv/data" }, { name: "b", hostPath: "/etcetera" }, { name: "c" }],
        }),
    ),
    fine(
        "safe-host-mounts",
        "EFS that is encrypted on its way",
        set("web-task", {
            volumes: [{ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-1", transitEncryption: "ENABLED" } }],
        }),
    ),
    fine(
        "pinned-images",
        "a tag of its own from a registry with a port",
        db((c) => {
            c.image = "registry:5000/team/db:1.2";
        }),
        { allowedRegistries: ["^registry:5000$", "\\.amazonaws\\.com$"] },
    ),
    fine(
        "pinned-images",
        "Docker Hub by name",
        db((c) => {
            c.image = "library/postgres:16.4";
        }),
        { allowedRegistries: ["^docker\\.io$", "\\.amazonaws\\.com$"] },
    ),
    fine(
        "container-limits",
        "a reservation as large as the limit",
        db((c) => {
            c.memoryReservation = c.memory;
        }),
    ),
    fine(
        "container-limits",
        "a limit of the whole task",
        db(
            (c) => {
                delete c.memory;
            },
            { memory: "512" },
        ),
    ),
    fine(
        "port-mapping-valid",
        "the container's own port in awsvpc mode, though reserved on the instance",
        db((c) => {
            c.portMappings = [{ containerPort: 22, hostPort: 22 }];
        }),
    ),
    fine(
        "port-mapping-valid",
        "a fixed port, where it is allowed",
        web((c) => {
            c.portMappings[0].hostPort = 18080;
        }),
        { allowStaticHostPorts: true },
    ),
    fine(
        "port-mapping-valid",
        "one number for TCP and UDP",
        web((c) => {
            c.portMappings = [
                { containerPort: 53, hostPort: 5300 },
                { containerPort: 53, hostPort: 5300, protocol: "udp" },
            ];
        }),
        { allowStaticHostPorts: true },
    ),
    fine(
        "separate-task-roles",
        "no role at all and no secrets",
        both(
            web((c) => {
                delete c.secrets;
            }),
            (p) => {
                delete props(p, "web-task").executionRoleArn;
                delete props(p, "web-task").taskRoleArn;
            },
        ),
    ),
];
