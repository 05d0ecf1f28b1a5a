import { flag, number, type Values } from "../options";
import { objectAt, objectAtPath } from "../reading/defaults";
import type { Reading } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";
import { INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../types";
import type { Verdict } from "../verdict";

const options = {
    hopLimit: number("Most hops to the metadata service; 1 keeps containers on the bridge away from it.", 1, 1),
    allowKeyName: flag("Whether an SSH key pair may be installed.", false),
};

function metadata(props: Reading, verdict: Verdict, { hopLimit }: Values<typeof options>): void {
    const metadataOptions = props.at("metadataOptions");
    if (metadataOptions.at("httpEndpoint").text() === "disabled") return;
    verdict.check(() => {
        if (metadataOptions.at("httpTokens").text() !== "required") {
            verdict.report('metadataOptions.httpTokens is not "required"; write "required" (IMDSv2)');
        }
    });
    verdict.check(() => {
        const hops = metadataOptions.at("httpPutResponseHopLimit").number();
        if (hops !== undefined && hops > hopLimit) {
            verdict.report(`metadataOptions.httpPutResponseHopLimit is ${hops}; write ${hopLimit}`);
        }
    });
}

/** Volumes with their places. A launch template writes "true" where an instance writes true. */
function* volumes(type: string, props: Reading): Generator<Reading> {
    if (type === LAUNCH_TEMPLATE) {
        for (const mapping of props.at("blockDeviceMappings").items()) {
            if (mapping.at("ebs").isPresent) yield mapping.at("ebs");
        }
        return;
    }
    if (props.at("rootBlockDevice").isPresent) yield props.at("rootBlockDevice");
    yield* props.at("ebsBlockDevices").items();
}

export const hardenedInstances = resourceRule({
    name: "hardened-instances",
    description: "An instance must encrypt its volumes and guard its credentials.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("EC2.8", "EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)"),
    tags: [
        "AWS FSBP EC2.170",
        "AWS FSBP EC2.181",
        "AWS FSBP AutoScaling.9",
        "NIST.800-53.r5 AC-6",
        "NIST.800-53.r5 SC-28",
    ],
    remediationSteps:
        'Write metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } and ebs.encrypted, and use Session ' +
        "Manager instead of keyName.",
    url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    options,
    types: [LAUNCH_TEMPLATE, INSTANCE, LAUNCH_CONFIGURATION],
    judge({ type, props }, verdict, settings) {
        if (type === LAUNCH_CONFIGURATION) {
            verdict.report("launch configurations are a thing of the past; use aws.ec2.LaunchTemplate");
            return;
        }
        verdict.check(() => metadata(props, verdict, settings));
        verdict.check(() => {
            for (const volume of volumes(type, props)) {
                verdict.check(() => {
                    if (!volume.at("encrypted").flag())
                        verdict.report(`${volume.path}.encrypted is not true; write true`);
                });
            }
        });
        verdict.check(() => {
            // The name of a key does not matter: that there is one does.
            if (!settings.allowKeyName && props.at("keyName").isPresent) {
                verdict.report("keyName opens the instance to SSH; remove it and use Session Manager");
            }
        });
    },
    remediate(written, { type, props }, { hopLimit }) {
        if (type === LAUNCH_CONFIGURATION) return false;
        const wanted = props.at("metadataOptions");
        const hops = wanted.at("httpPutResponseHopLimit");
        const tooFar = !hops.isUnknown && (hops.number() ?? 0) > hopLimit;
        const isOld = wanted.at("httpTokens").text() !== "required" && wanted.at("httpEndpoint").text() !== "disabled";
        const plain = [...volumes(type, props)].filter((volume) => !volume.at("encrypted").flag());
        if (isOld) objectAt(written, "metadataOptions").httpTokens = "required";
        if (tooFar) objectAt(written, "metadataOptions").httpPutResponseHopLimit = hopLimit;
        for (const { path } of plain) objectAtPath(written, path).encrypted = type === LAUNCH_TEMPLATE ? "true" : true;
        return isOld || tooFar || plain.length > 0;
    },
});
