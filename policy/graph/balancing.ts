import { type Reading, Unknown } from "../reading/reading";
import * as types from "../types";
import type { Node, Stack } from "./stack";

/** One attachment of a service to a target group. */
export interface Attachment {
    place: Reading;
    container: string | undefined;
    port: number | undefined;
    /** Undefined where the target group is not in the stack. */
    targets: Node | undefined;
}

export function attachmentsOf(stack: Stack, service: Node): Attachment[] {
    return service.props
        .at("loadBalancers")
        .items()
        .map((place) => ({
            place,
            container: place.at("containerName").text(),
            port: place.at("containerPort").number(),
            targets: targetGroupAt(stack, service, place),
        }));
}

// The edges of loadBalancers belong to all its elements: with several unknown ones nobody can say which is which.
function targetGroupAt(stack: Stack, service: Node, place: Reading): Node | undefined {
    const found = stack.refer(service, place.at("targetGroupArn"), types.TARGET_GROUP);
    if (found.length > 1) throw new Unknown(place.at("targetGroupArn").path);
    return found[0];
}

/** Listeners and rules that forward to a target group. */
export function forwardersOf(stack: Stack, targets: Node): Node[] {
    const forwards = (node: Node, actions: string) => {
        const places = node.props
            .at(actions)
            .items()
            .flatMap((action) => [
                action.at("targetGroupArn"),
                ...action
                    .at("forward", "targetGroups")
                    .items()
                    .map((group) => group.at("arn")),
            ]);
        return places.some((place) => stack.refer(node, place, types.TARGET_GROUP).includes(targets));
    };
    return [
        ...stack.of(types.LISTENER).filter((listener) => forwards(listener, "defaultActions")),
        ...stack.of(types.LISTENER_RULE).filter((rule) => forwards(rule, "actions")),
    ];
}

/** Load balancers that send requests to a target group. */
export function balancersOf(stack: Stack, targets: Node): Node[] {
    const listeners = forwardersOf(stack, targets).flatMap((node) =>
        types.LISTENER.includes(node.type) ? [node] : stack.refer(node, node.props.at("listenerArn"), types.LISTENER),
    );
    return [
        ...new Set(
            listeners.flatMap((listener) =>
                stack.refer(listener, listener.props.at("loadBalancerArn"), types.LOAD_BALANCER),
            ),
        ),
    ];
}
