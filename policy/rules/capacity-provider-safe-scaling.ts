import { number } from "../options";
import { fsbp, resourceRule } from "../rule";
import { CAPACITY_PROVIDER } from "../types";

export const capacityProviderSafeScaling = resourceRule({
    name: "capacity-provider-safe-scaling",
    description: "ECS itself must scale the instances, and drain one before it goes.",
    enforcementLevel: "advisory",
    severity: "medium",
    framework: fsbp("ECS.19", "ECS capacity providers should have managed termination protection enabled"),
    tags: ["NIST.800-53.r5 CP-10"],
    remediationSteps:
        'Write managedScaling: { status: "ENABLED" }, managedTerminationProtection: "ENABLED" and managedDraining: "ENABLED".',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html",
    options: { targetCapacityMax: number("Highest targetCapacity, in percent.", 100, 1) },
    types: [CAPACITY_PROVIDER],
    judge({ props }, verdict, { targetCapacityMax }) {
        const provider = props.at("autoScalingGroupProvider");
        if (!provider.isPresent) return;
        const scaling = provider.at("managedScaling");
        verdict.check(() => {
            if (scaling.at("status").text() !== "ENABLED") {
                verdict.report(
                    `${scaling.path}.status is not "ENABLED": nobody adds instances for waiting tasks; write "ENABLED"`,
                );
            }
        });
        verdict.check(() => {
            if (provider.at("managedTerminationProtection").text() !== "ENABLED") {
                const path = `${provider.path}.managedTerminationProtection`;
                verdict.report(`${path} is not "ENABLED": scaling in may kill running tasks; write "ENABLED"`);
            }
        });
        verdict.check(() => {
            if (provider.at("managedDraining").text() === "DISABLED") {
                verdict.report(`${provider.path}.managedDraining is "DISABLED"; write "ENABLED"`);
            }
        });
        verdict.check(() => {
            const target = scaling.at("targetCapacity").number();
            if (target !== undefined && (target < 1 || target > targetCapacityMax)) {
                verdict.report(`${scaling.path}.targetCapacity is ${target}; write 1 to ${targetCapacityMax}`);
            }
        });
    },
});
