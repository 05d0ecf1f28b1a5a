import { called } from "../graph/ecs";
import type { Node } from "../graph/stack";
import { stackRule } from "../stack-rule";
import { LISTENER, LISTENER_RULE } from "../types";

/** The conditions of a rule as one text, whatever the order of their values. */
function conditionsOf(rule: Node): string {
    const leaves = [...rule.props.at("conditions").leaves()];
    return leaves
        .map((leaf) => `${leaf.path.replace(/\[\d+\]/g, "")}=${leaf.text()}`)
        .sort()
        .join("\n");
}

export const uniqueListenerPriority = stackRule({
    name: "unique-listener-priority",
    description: "Two rules of one listener must not have one priority, nor the same conditions.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Write another priority (1 to 50000) for one of the two rules.",
    url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
    options: {},
    types: LISTENER_RULE,
    judge(stack, verdict) {
        const seen = new Map<string, Node>();
        const rules = [...stack.of(LISTENER_RULE)].sort((a, b) => a.urn.localeCompare(b.urn));
        for (const rule of rules) {
            verdict.check(() => {
                const place = rule.props.at("listenerArn");
                const [found] = stack.refer(rule, place, LISTENER);
                const listener = found?.urn ?? place.text();
                const once = (what: string, key: string, say: (other: Node) => void) => {
                    const other = seen.get(`${listener} ${what} ${key}`);
                    if (other) say(other);
                    else seen.set(`${listener} ${what} ${key}`, rule);
                    return other;
                };
                const priority = rule.props.at("priority").number();
                const clash =
                    priority !== undefined &&
                    once("priority", String(priority), (other) =>
                        verdict.report(
                            `priority ${priority} is ${called(other)}'s already; write another one`,
                            rule.urn,
                        ),
                    );
                const conditions = conditionsOf(rule);
                if (clash || conditions === "") return;
                once("conditions", conditions, (other) =>
                    verdict.advise(
                        `its conditions are those of ${called(other)}: one of the two is never reached`,
                        rule.urn,
                    ),
                );
            }, rule.urn);
        }
    },
});
