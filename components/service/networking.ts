import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { type DiscoveryArgs, wantedRecords } from "./discovery";

/** The wishes of a service that decide how its tasks reach the network. */
export interface NetworkWishes {
    networkMode?: NetworkMode;
    discovery?: DiscoveryArgs;
    egress?: boolean;
    /** Whether the cluster's VPC gives awsvpc tasks a way out. */
    taskEgress: boolean;
    /** Whether the service asks for a load balancer rule. */
    routed: boolean;
}

/**
 * Network mode of a service: what it says itself, else awsvpc where a plain host name is asked for, since only there
 * Cloud Map holds an address record, else bridge, where tasks have the instance's way out and cost no interface.
 */
export function inferNetworkMode({ networkMode, discovery }: NetworkWishes): NetworkMode {
    if (networkMode !== undefined) return networkMode;
    if (!discovery) return NetworkMode.Bridge;
    const records = wantedRecords(discovery);
    return records.length > 0 && records.every((record) => record === "SRV") ? NetworkMode.Bridge : NetworkMode.Awsvpc;
}

/** Why the wishes cannot all come true, and what to wish for instead. */
export function* networkProblems(wishes: NetworkWishes, networkMode: NetworkMode): Generator<Problem> {
    const { discovery, egress, taskEgress, routed } = wishes;
    const record =
        discovery && wantedRecords(discovery).find((each) => !NETWORK_MODES[networkMode].recordTypes.includes(each));
    if (networkMode === NetworkMode.Awsvpc && egress && !taskEgress) {
        const because = discovery && wishes.networkMode === undefined ? " (which the A record of discovery needs)" : "";
        yield {
            propertyPath: "egress",
            reason:
                `cannot be true in awsvpc mode${because}: on EC2 such a task gets no public address, and this VPC has no ` +
                'NAT or IPv6 for it. Use networkMode "bridge" with discovery.recordType "SRV" or with Service Connect, or a ' +
                "VPC with a way out and taskEgress: true",
        };
    }
    if (discovery && networkMode === NetworkMode.None) {
        yield { propertyPath: "discovery", reason: 'needs a network; networkMode is "none"' };
    } else if (discovery && record !== undefined) {
        yield {
            propertyPath: discovery.recordTypes ? "discovery.recordTypes" : "discovery.recordType",
            reason: `cannot be ${record} in ${networkMode} mode, where the address is the instance's; use SRV, or networkMode "awsvpc"`,
        };
    }
    if (routed && NETWORK_MODES[networkMode].targetType === undefined) {
        yield {
            propertyPath: "routes",
            reason: `cannot reach tasks in networkMode "${networkMode}"; use awsvpc or bridge`,
        };
    }
}
