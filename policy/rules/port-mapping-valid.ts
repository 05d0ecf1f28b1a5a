import { NETWORK_MODES, type NetworkMode, RESERVED_PORTS } from "../../components/ecs/networkModes";
import { flag } from "../options";
import { containersOf } from "../reading/containers";
import { resourceRule } from "../rule";
import { TASK_DEFINITION, TASK_DEFINITION_COMPONENT } from "../types";

export const portMappingValid = resourceRule({
    name: "port-mapping-valid",
    description: "Ports of the instance must be ones that the network mode allows and that no two containers share.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "In bridge mode write hostPort: 0; in awsvpc and host mode leave hostPort out.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    options: { allowStaticHostPorts: flag("Whether bridge mode may fix ports of the instance without a word.", false) },
    types: [TASK_DEFINITION, TASK_DEFINITION_COMPONENT],
    judge({ type, props }, verdict, { allowStaticHostPorts }) {
        const mode = props.at("networkMode").text() ?? "bridge";
        const facts = NETWORK_MODES[mode as NetworkMode];
        const taken = new Set<string>();
        for (const { label, definition } of containersOf(type, props)) {
            for (const mapping of definition.at("portMappings").items()) {
                verdict.check(() => {
                    const container = mapping.at("containerPort").number();
                    const host = mapping.at("hostPort").number() ?? 0;
                    if (!facts || host === 0) return;
                    const port = `${host}/${mapping.at("protocol").text() ?? "tcp"}`;
                    if (!facts.dynamicPorts && host !== container) {
                        const write = `remove hostPort, or write ${container}`;
                        verdict.report(`${label} maps ${container} to hostPort ${host} in ${mode} mode; ${write}`);
                    } else if (taken.has(port)) {
                        verdict.report(`${label} takes hostPort ${port}, which another container of the task has`);
                    } else if (!facts.ownInterface && RESERVED_PORTS.includes(host)) {
                        verdict.report(
                            `${label} takes hostPort ${host}, which the instance itself needs; write hostPort: 0`,
                        );
                    } else if (facts.dynamicPorts && !allowStaticHostPorts) {
                        const why = "so that an instance holds one such task, and a deployment needs a free one";
                        verdict.advise(`${label} fixes hostPort ${host} in bridge mode, ${why}; write hostPort: 0`);
                    }
                    taken.add(port);
                });
            }
        }
    },
});
