import * as pulumi from "@pulumi/pulumi";

import { accountOf } from "../account";
import { refuse } from "../errors";

/**
 * The ARN of a certificate, held back unless it is one that a listener here can use: of ACM in the same account and
 * region ("Create an HTTPS listener for your Application Load Balancer"), or of IAM in the same account.
 */
export function certificateHere(
    certificateArn: pulumi.Input<string>,
    propertyPath: string,
    component: pulumi.Resource,
): pulumi.Output<string> {
    const { accountId, region } = accountOf(component);
    return pulumi.all([certificateArn, accountId, region]).apply(([arn, account, here]) => {
        const [, , service, ofRegion, ofAccount] = arn.split(":");
        const fits = ofAccount === account && (service === "iam" || (service === "acm" && ofRegion === here));
        const reason = `must be the ARN of a certificate in ACM of account ${account} and region ${here}, where this deploys to, got ${arn}`;
        refuse(component, fits ? [] : [{ propertyPath, reason }]);
        return arn;
    });
}
