import { list } from "../options";
import { containerRule, fsbp } from "../rule";

export const noPrivilegedContainers = containerRule({
    name: "no-privileged-containers",
    description: "A container must not be able to take over its instance.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("ECS.4", "ECS containers should run as non-privileged"),
    tags: ["NIST.800-53.r5 AC-3", "NIST.800-53.r5 AC-6"],
    remediationSteps: "Remove privileged, and from linuxParameters.capabilities.add what is not needed.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
    options: {
        allowContainers: list("Names of containers that may, such as a monitoring agent."),
        capabilities: list("Kernel capabilities that must not be added.", [
            "ALL",
            "SYS_ADMIN",
            "NET_ADMIN",
            "SYS_PTRACE",
        ]),
    },
    judgeContainer({ name, label, definition }, verdict, { allowContainers, capabilities }) {
        if (name !== undefined && allowContainers.includes(name)) return;
        verdict.check(() => {
            if (definition.at("privileged").flag()) verdict.report(`${label} is privileged; remove privileged`);
        });
        verdict.check(() => {
            const added = definition.at("linuxParameters", "capabilities", "add");
            for (const capability of added.texts().filter((one) => capabilities.includes(one))) {
                verdict.report(
                    `${label} adds the capability ${capability}; remove it from linuxParameters.capabilities.add`,
                );
            }
        });
    },
});
