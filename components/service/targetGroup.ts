import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { NETWORK_MODES, type NetworkMode } from "../ecs/networkModes";
import { shortName } from "../names";
import { ProtocolVersion, type RouteArgs, type StickinessArgs } from "./routeArgs";

/** Creates the target group of a route. */
export function targetGroup(
    name: string,
    containerPort: number,
    args: RouteArgs,
    networkMode: NetworkMode,
    vpcId: pulumi.Input<string>,
    tags: Record<string, pulumi.Input<string>> | undefined,
    parent: pulumi.Resource,
): lb.TargetGroup {
    const { protocolVersion, slowStart, loadBalancingAlgorithm, stickiness } = args;
    return new lb.TargetGroup(
        shortName(name),
        {
            // In bridge mode each task registers with a port of its own; this one is never used, but may not change.
            port: containerPort,
            protocol: "HTTP",
            targetType: NETWORK_MODES[networkMode].targetType as string,
            vpcId,
            deregistrationDelay: args.deregistrationDelay ?? 30,
            healthCheck: healthCheck(args),
            ...(protocolVersion === undefined ? {} : { protocolVersion }),
            ...(slowStart === undefined ? {} : { slowStart }),
            ...(loadBalancingAlgorithm === undefined ? {} : { loadBalancingAlgorithmType: loadBalancingAlgorithm }),
            ...(stickiness === undefined ? {} : { stickiness: sticky(stickiness) }),
            tags,
        },
        { parent },
    );
}

function healthCheck({ healthCheck: check = {}, protocolVersion }: RouteArgs): lb.TargetGroupArgs["healthCheck"] {
    // A gRPC server that knows nothing of the check answers 12, unimplemented: "Health checks for ALB target groups".
    const grpc = protocolVersion === ProtocolVersion.Grpc;
    return {
        path: check.path ?? (grpc ? "/AWS.ALB/healthcheck" : "/"),
        matcher: check.matcher ?? (grpc ? "12" : "200"),
        interval: check.interval ?? 10,
        timeout: check.timeout ?? 5,
        healthyThreshold: check.healthyThreshold ?? 2,
        unhealthyThreshold: check.unhealthyThreshold ?? 3,
        protocol: check.protocol ?? "HTTP",
        port: check.port === undefined ? "traffic-port" : String(check.port),
    };
}

const sticky = ({ cookieName, cookieDuration }: StickinessArgs) => ({
    enabled: true,
    type: cookieName === undefined ? "lb_cookie" : "app_cookie",
    ...(cookieName === undefined ? {} : { cookieName }),
    cookieDuration: cookieDuration ?? 86400,
});
