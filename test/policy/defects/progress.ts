import { add, type Defect, props } from "../../support/policy-defects";
import { resource } from "../../support/policy-program";
import type { Props } from "../good";
import { both, defect, webTask, write } from "./plant";

const PROGRESS = "deployment-can-progress";
export const progress: Defect[] = [
    defect(
        PROGRESS,
        "web-service",
        "no room",
        write("web-service", { deploymentMaximumPercent: 100 }),
        /no task may stop and none may start/,
    ),
    defect(
        PROGRESS,
        "web-service",
        "rounding",
        write("web-service", { desiredCount: 1, deploymentMaximumPercent: 150, deploymentMinimumHealthyPercent: 50 }),
        /with desiredCount 1/,
    ),
    defect(
        PROGRESS,
        "web-service",
        "what autoscaling decided",
        (p) => {
            (p["web-service"] as Props).ignoreChanges = [];
        },
        /write ignoreChanges: \["desiredCount"\]/,
    ),
    defect(
        PROGRESS,
        "instances",
        "what managed scaling decided",
        (p) => {
            (p.instances as Props).ignoreChanges = [];
            props(p, "instances").desiredCapacity = 2;
        },
        /write ignoreChanges: \["desiredCapacity"\]/,
    ),
    defect(
        PROGRESS,
        "db",
        "another architecture",
        (p) => {
            for (const one of ["db", "db-task"]) props(p, one).runtimePlatform = { cpuArchitecture: "ARM64" };
        },
        /runtimePlatform\.cpuArchitecture is ARM64 and the instances \(t3\.small\) are X86_64/,
    ),
    defect(
        PROGRESS,
        "webImage",
        "an image for another architecture",
        write("webImage", { platforms: ["linux/arm64"] }),
        /write platforms: \["linux\/amd64"\]/,
    ),
    defect(
        PROGRESS,
        "web-service",
        "a fixed port on few instances",
        both(
            webTask((c) => {
                c.portMappings[0].hostPort = 18080;
            }),
            write("edge-to-instances", { fromPort: 18080 }),
            write("instances", { maxSize: 2 }),
        ),
        /port 18080 of the instances is fixed and a deployment needs 3 of the 2 instances/,
        {
            hiddenInPreview: true,
            config: { "port-mapping-valid": { allowStaticHostPorts: true } },
        },
    ),
    defect(
        PROGRESS,
        "web-two",
        "one port for two services",
        (p) => {
            webTask((c) => {
                c.portMappings[0].hostPort = 18080;
            })(p);
            write("edge-to-instances", { fromPort: 18080 })(p);
            const {
                loadBalancers: _,
                healthCheckGracePeriodSeconds: __,
                desiredCount: ___,
                ...rest
            } = props(p, "web-service");
            add(p, resource("aws:ecs/service:Service", "web-two", { ...rest, desiredCount: 1 }));
        },
        /service "web-service" takes port 18080 of the instances too/,
        { hiddenInPreview: true, config: { "port-mapping-valid": { allowStaticHostPorts: true } } },
    ),
];
