import { flag } from "../options";
import { resourceRule } from "../rule";
import { CLUSTER, SERVICE } from "../types";

export const auditedExec = resourceRule({
    name: "audited-exec",
    description: "Shells in running containers must be off, or at least logged.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: ["Checkov CKV_AWS_223", "NIST.800-53.r5 AC-17"],
    remediationSteps: "Remove enableExecuteCommand where shells are not allowed; elsewhere log what is typed in them.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    options: { allow: flag("Whether services may allow shells.", false) },
    types: [SERVICE, CLUSTER],
    judge({ type, props }, verdict, { allow }) {
        if (type === SERVICE) {
            if (!allow && props.at("enableExecuteCommand").flag()) {
                verdict.report("enableExecuteCommand opens the containers to shells; remove it");
            }
            return;
        }
        const logging = props.at("configuration", "executeCommandConfiguration", "logging");
        if (logging.text() === "NONE") verdict.report(`${logging.path} is "NONE"; write "DEFAULT" or "OVERRIDE"`);
    },
});
