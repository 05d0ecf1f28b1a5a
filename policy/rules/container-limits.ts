import { flag } from "../options";
import { containersOf } from "../reading/containers";
import { resourceRule } from "../rule";
import { CONTAINER_HOLDERS } from "../types";

export const containerLimits = resourceRule({
    name: "container-limits",
    description: "A container must have a memory limit, and a task an essential container.",
    enforcementLevel: "mandatory",
    severity: "medium",
    tags: ["AWS Control Tower CT.ECS.PR.7", "NIST.800-53.r5 SC-6"],
    remediationSteps:
        "Write memory (the hard limit, MiB), and memoryReservation no higher than it, for every container.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    options: { requireHardLimit: flag("Whether a container with a reservation alone is refused.", false) },
    types: CONTAINER_HOLDERS,
    judge({ type, props }, verdict, { requireHardLimit }) {
        const containers = containersOf(type, props);
        for (const { label, definition } of containers) {
            verdict.check(() => {
                const memory = definition.at("memory").number();
                const reservation = definition.at("memoryReservation").number();
                if (memory !== undefined && reservation !== undefined && reservation > memory) {
                    verdict.report(
                        `${label} reserves ${reservation} MiB of ${memory} MiB; write memoryReservation: ${memory}`,
                    );
                }
                if (memory !== undefined || props.at("memory").isPresent) return;
                if (reservation === undefined) {
                    verdict.report(`${label} has no memory limit, which ECS refuses on EC2; write memory (MiB)`);
                } else if (requireHardLimit) {
                    verdict.report(`${label} has a reservation and no hard limit; write memory (MiB)`);
                } else {
                    verdict.advise(`${label} may take all memory of its instance; write memory (MiB)`);
                }
            });
        }
        verdict.check(() => {
            if (
                containers.length === 0 ||
                containers.some(({ definition }) => definition.at("essential").flag() !== false)
            ) {
                return;
            }
            verdict.report(
                "no container is essential, so the task would never count as stopped; write essential: true in one",
            );
        });
    },
});
