import { flag } from "../options";
import { objectAt, undefault } from "../reading/defaults";
import { statementsOf } from "../reading/iam";
import { fsbp, resourceRule } from "../rule";
import { REPOSITORY, REPOSITORY_POLICY } from "../types";

export const ecrSafeRepository = resourceRule({
    name: "ecr-safe-repository",
    description: "A repository must keep its images as they were pushed, scan them, and be its account's own.",
    enforcementLevel: "advisory",
    severity: "high",
    framework: fsbp("ECR.2", "ECR private repositories should have tag immutability configured"),
    tags: ["AWS FSBP ECR.1", "NIST.800-53.r5 RA-5"],
    remediationSteps: 'Write imageTagMutability: "IMMUTABLE" and imageScanningConfiguration: { scanOnPush: true }.',
    url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    options: {
        allowMutable: flag("Whether tags may be moved.", false),
        allowForceDelete: flag("Whether a repository may be deleted with its images.", false),
    },
    types: [REPOSITORY, REPOSITORY_POLICY],
    judge({ type, props }, verdict, { allowMutable, allowForceDelete }) {
        if (type === REPOSITORY_POLICY) {
            for (const { allows, principals, conditions } of statementsOf(props.at("policy"))) {
                const isAnyone = principals.some(
                    ([kind, who]) => (kind === "*" || kind === "AWS") && who.includes("*"),
                );
                if (allows && isAnyone && conditions.length === 0) {
                    verdict.report('policy allows Principal "*"; name the accounts, or add a Condition');
                }
            }
            return;
        }
        verdict.check(() => {
            const mutability = props.at("imageTagMutability").text() ?? "MUTABLE";
            if (!allowMutable && !mutability.startsWith("IMMUTABLE")) {
                verdict.report('a pushed tag can be moved to another image; write imageTagMutability: "IMMUTABLE"');
            }
        });
        verdict.check(() => {
            if (!props.at("imageScanningConfiguration", "scanOnPush").flag()) {
                verdict.report("images are not scanned; write imageScanningConfiguration: { scanOnPush: true }");
            }
        });
        verdict.check(() => {
            if (!allowForceDelete && props.at("forceDelete").flag()) {
                verdict.report("forceDelete deletes images that tasks may still need; remove it");
            }
        });
    },
    remediate(written, { type, props }, { allowMutable }) {
        if (type === REPOSITORY_POLICY) return false;
        let changed = false;
        if (!props.at("imageScanningConfiguration", "scanOnPush").flag()) {
            objectAt(written, "imageScanningConfiguration").scanOnPush = true;
            changed = true;
        }
        if (!allowMutable && !(props.at("imageTagMutability").text() ?? "MUTABLE").startsWith("IMMUTABLE")) {
            written.imageTagMutability = "IMMUTABLE";
            undefault(written, "imageTagMutability");
            changed = true;
        }
        return changed;
    },
});
