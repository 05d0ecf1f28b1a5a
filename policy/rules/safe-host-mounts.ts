import { list } from "../options";
import { fsbp, resourceRule } from "../rule";
import { CONTAINER_HOLDERS } from "../types";

const DENIED = [
    "/",
    "/etc",
    "/proc",
    "/sys",
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/var/lib/docker",
    "/var/lib/ecs",
];

/** The denied path that a path is or lies under. Only "/" itself is the root: everything lies under it. */
function deniedBy(path: string, denied: readonly string[]): string | undefined {
    const clean = path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    return denied.find((one) => clean === one || (one !== "/" && clean.startsWith(`${one}/`)));
}

export const safeHostMounts = resourceRule({
    name: "safe-host-mounts",
    description: "A task must not mount its instance's own files, and must encrypt what it mounts by network.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("ECS.18", "ECS task definitions should use in-transit encryption for EFS volumes"),
    tags: ["NIST.800-53.r5 SC-8"],
    remediationSteps: 'Mount a folder made for the task, or EFS with transitEncryption: "ENABLED".',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
    options: { denyPaths: list("Paths of the instance that must not be mounted, nor anything under them.", DENIED) },
    types: CONTAINER_HOLDERS,
    judge({ props }, verdict, { denyPaths }) {
        for (const [index, volume] of props.at("volumes").items().entries()) {
            const name = volume.at("name").isUnknown ? index : (volume.at("name").text() ?? index);
            verdict.check(() => {
                const places = [
                    volume.at("hostPath"),
                    volume.at("host", "sourcePath"),
                    volume.at("hosts", 0, "sourcePath"),
                ];
                const path = places.find((place) => place.isPresent)?.text();
                const denied = deniedBy(path ?? "", denyPaths);
                if (denied)
                    verdict.report(`volume "${name}" is ${denied} of the instance; use a folder of the task's own`);
            });
            verdict.check(() => {
                const efs = volume.at("efsVolumeConfiguration");
                if (!efs.isPresent || efs.at("transitEncryption").text() === "ENABLED") return;
                verdict.report(`volume "${name}" is not encrypted on the way; write transitEncryption: "ENABLED"`);
            });
        }
    },
});
