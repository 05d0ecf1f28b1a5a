import { number, optionalNumber } from "../options";
import { undefault } from "../reading/defaults";
import { fsbp, resourceRule } from "../rule";
import { LOG_GROUP } from "../types";

export const logGroupRetention = resourceRule({
    name: "log-group-retention",
    description: "A log group must say how long it keeps logs.",
    enforcementLevel: "mandatory",
    severity: "medium",
    framework: fsbp("CloudWatch.16", "CloudWatch log groups should be retained for a specified time period"),
    tags: ["NIST.800-53.r5 AU-11"],
    remediationSteps: "Write retentionInDays, within the bounds that the environment's configuration sets.",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    options: {
        min: number("Fewest days.", 7),
        max: optionalNumber("Most days; no bound when it is not set."),
        remediateTo: optionalNumber("Days that remediation writes; min when it is not set."),
    },
    types: [LOG_GROUP],
    judge({ props }, verdict, { min, max }) {
        const days = props.at("retentionInDays").number() ?? 0;
        const bounds = max === undefined ? `${min} or more` : `${min} to ${max}`;
        if (days === 0) verdict.report(`logs are kept forever; write retentionInDays: ${bounds}`);
        else if (days < min) verdict.report(`retentionInDays is ${days}; write ${bounds}`);
        else if (max !== undefined && days > max) verdict.report(`retentionInDays is ${days}; write ${bounds}`);
    },
    remediate(written, { props }, { min, max, remediateTo }) {
        const days = props.at("retentionInDays").number() ?? 0;
        if (days !== 0 && days >= min && days <= (max ?? days)) return false;
        written.retentionInDays = remediateTo ?? min;
        undefault(written, "retentionInDays");
        return true;
    },
});
