import { containerRule, fsbp } from "../rule";

export const readonlyRootFilesystem = containerRule({
    name: "readonly-root-filesystem",
    description: "A container should not be able to change its own programs.",
    enforcementLevel: "advisory",
    severity: "medium",
    framework: fsbp("ECS.5", "ECS containers should be limited to read-only access to root filesystems"),
    tags: ["NIST.800-53.r5 CM-7"],
    remediationSteps: "Write readonlyRootFilesystem: true, and mount a volume where the program must write.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
    options: {},
    judgeContainer({ label, definition }, verdict) {
        if (!definition.at("readonlyRootFilesystem").flag()) {
            verdict.report(`${label} can write to its root filesystem; write readonlyRootFilesystem: true`);
        }
    },
});
