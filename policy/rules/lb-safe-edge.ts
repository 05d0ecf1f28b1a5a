import { flag, matchesAny, number, text, type Values } from "../options";
import { undefault } from "../reading/defaults";
import type { Reading } from "../reading/reading";
import { fsbp, resourceRule } from "../rule";
import { LISTENER, LOAD_BALANCER, TARGET_GROUP } from "../types";
import type { Verdict } from "../verdict";

const options = {
    allowHttp: flag("Whether a listener may answer HTTP itself instead of redirecting to HTTPS.", false),
    tlsPattern: text(
        "Regular expression over the TLS policies that are good enough.",
        "^ELBSecurityPolicy-TLS13-1-[23]-",
    ),
    maxDeregistrationDelay: number("Most seconds that a target may take to drain.", 120),
    requireDeletionProtection: flag("Whether a load balancer must be protected from deletion.", false),
    requireAccessLogs: flag("Whether a load balancer must log its requests.", false),
};
type Settings = Values<typeof options>;

const GOOD_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06";

function listener(props: Reading, verdict: Verdict, { allowHttp, tlsPattern }: Settings): void {
    const protocol = props.at("protocol").text();
    if (protocol === "HTTP" && !allowHttp) {
        const redirects = props
            .at("defaultActions")
            .items()
            .some((action) => action.at("redirect", "protocol").text() === "HTTPS");
        if (!redirects) verdict.report("this listener answers HTTP; make its default action a redirect to HTTPS");
    } else if (protocol === "HTTPS" || protocol === "TLS") {
        const policy = props.at("sslPolicy").text();
        if (!policy) verdict.report(`AWS's default TLS policy is an old one; write sslPolicy: "${GOOD_TLS}"`);
        else if (!matchesAny([tlsPattern], policy)) {
            verdict.report(`sslPolicy is "${policy}"; write "${GOOD_TLS}"`);
        }
    }
}

const isApplication = (props: Reading) => (props.at("loadBalancerType").text() ?? "application") === "application";

function loadBalancer(props: Reading, verdict: Verdict, settings: Settings): void {
    const protection = settings.requireDeletionProtection;
    verdict.check(() => {
        if (isApplication(props) && !props.at("dropInvalidHeaderFields").flag()) {
            verdict.report("malformed headers reach the tasks; write dropInvalidHeaderFields: true");
        }
    });
    verdict.check(() => {
        if (props.at("desyncMitigationMode").text() === "monitor") {
            verdict.report('desyncMitigationMode is "monitor"; write "defensive" or "strictest"');
        }
    });
    verdict.check(() => {
        if (protection && !props.at("enableDeletionProtection").flag()) {
            verdict.report("nothing stops a deletion; write enableDeletionProtection: true");
        }
    });
    verdict.check(() => {
        if (settings.requireAccessLogs && !props.at("accessLogs", "enabled").flag()) {
            verdict.report("requests are not logged; write accessLogs: { bucket: …, enabled: true }");
        }
    });
}

function targetGroup(props: Reading, verdict: Verdict, { maxDeregistrationDelay: max }: Settings): void {
    if (props.at("targetType").text() === "lambda") return;
    verdict.check(() => {
        const protocol = props.at("protocol").text() ?? "HTTP";
        if (/^HTTPS?$/.test(protocol) && !props.at("healthCheck", "path").isPresent) {
            verdict.report(
                'the health check asks for "/", which may say nothing of the program; write healthCheck: { path: … }',
            );
        }
    });
    verdict.check(() => {
        const delay = props.at("deregistrationDelay").number() ?? 300;
        if (delay > max) verdict.report(`a task takes ${delay} s to drain; write deregistrationDelay: ${max} or less`);
    });
}

export const lbSafeEdge = resourceRule({
    name: "lb-safe-edge",
    description: "A load balancer must speak TLS, refuse malformed requests and let tasks go in time.",
    enforcementLevel: "advisory",
    severity: "high",
    framework: fsbp("ELB.1", "Application Load Balancer should be configured to redirect all HTTP requests to HTTPS"),
    tags: ["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.17", "ELB.18"]
        .map((id) => `AWS FSBP ${id}`)
        .concat("NIST.800-53.r5 SC-8"),
    remediationSteps:
        "Redirect HTTP to HTTPS, name a TLS 1.2 or 1.3 policy, drop invalid headers, and give the target group a health " +
        "check path and a short deregistration delay.",
    url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    options,
    types: [...LISTENER, ...LOAD_BALANCER, ...TARGET_GROUP],
    judge({ type, props }, verdict, settings) {
        if (LISTENER.includes(type)) listener(props, verdict, settings);
        else if (LOAD_BALANCER.includes(type)) loadBalancer(props, verdict, settings);
        else targetGroup(props, verdict, settings);
    },
    remediate(written, { type, props }, { maxDeregistrationDelay: max }) {
        const write = (name: string, value: unknown) => {
            written[name] = value;
            undefault(written, name);
            return true;
        };
        if (LOAD_BALANCER.includes(type)) {
            const drops = !isApplication(props) || props.at("dropInvalidHeaderFields").flag();
            return !drops && write("dropInvalidHeaderFields", true);
        }
        if (TARGET_GROUP.includes(type)) {
            const fits = (props.at("deregistrationDelay").number() ?? 300) <= max;
            return !fits && props.at("targetType").text() !== "lambda" && write("deregistrationDelay", max);
        }
        const isTls = /^(HTTPS|TLS)$/.test(props.at("protocol").text() ?? "");
        return isTls && !props.at("sslPolicy").text() && write("sslPolicy", GOOD_TLS);
    },
});
