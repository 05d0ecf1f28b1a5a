import { objectAt } from "../reading/defaults";
import type { Reading } from "../reading/reading";
import { resourceRule } from "../rule";
import { SERVICE } from "../types";

/** Whether ECS itself rolls the service out, so that its circuit breaker counts. */
const isRolledByEcs = (props: Reading) =>
    !/^(CODE_DEPLOY|EXTERNAL)$/.test(props.at("deploymentController", "type").text() ?? "");

const rollsBack = (props: Reading) => {
    const breaker = props.at("deploymentCircuitBreaker");
    return Boolean(breaker.at("enable").flag() && breaker.at("rollback").flag());
};

export const serviceDeploymentSafety = resourceRule({
    name: "service-deployment-safety",
    description: "A service whose new tasks do not start must go back to the old ones.",
    enforcementLevel: "advisory",
    severity: "medium",
    tags: ["NIST.800-53.r5 SI-13"],
    remediationSteps: "Write deploymentCircuitBreaker: { enable: true, rollback: true }.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
    options: {},
    types: [SERVICE],
    judge({ props }, verdict) {
        verdict.check(() => {
            if (isRolledByEcs(props) && !rollsBack(props)) {
                verdict.report(
                    "a failed deployment does not roll back; write deploymentCircuitBreaker: { enable: true, rollback: true }",
                );
            }
        });
        verdict.check(() => {
            const balanced = props.at("loadBalancers").items().length > 0;
            const grace = props.at("healthCheckGracePeriodSeconds");
            if (balanced && !grace.isPresent) {
                verdict.advise(
                    "tasks that start slowly are killed by the load balancer; write healthCheckGracePeriodSeconds",
                );
            } else if (!balanced && (grace.number() ?? 0) > 0 && !props.at("vpcLatticeConfigurations").isPresent) {
                verdict.report("healthCheckGracePeriodSeconds needs loadBalancers; remove it");
            }
        });
    },
    remediate(written, { props }) {
        if (!isRolledByEcs(props) || rollsBack(props)) return false;
        Object.assign(objectAt(written, "deploymentCircuitBreaker"), { enable: true, rollback: true });
        return true;
    },
});
