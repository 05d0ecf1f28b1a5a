import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";

import { certificateHere } from "./certificate";
import type { LoadBalancerArgs } from "./loadBalancer";
import { TlsPolicy } from "./tlsPolicy";

/** Creates the listeners; the one that carries the services' rules is returned. */
export function listeners(
    name: string,
    args: LoadBalancerArgs,
    balancer: lb.LoadBalancer,
    parent: pulumi.Resource,
): lb.Listener {
    const notFound = {
        type: "fixed-response",
        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
    };
    const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    const http = new lb.Listener(
        `${name}-http`,
        {
            loadBalancerArn: balancer.arn,
            port: 80,
            protocol: "HTTP",
            defaultActions: [args.certificateArn === undefined ? notFound : toHttps],
            tags: args.tags,
        },
        { parent },
    );
    if (args.certificateArn === undefined) {
        return http;
    }
    const https = new lb.Listener(
        `${name}-https`,
        {
            loadBalancerArn: balancer.arn,
            port: 443,
            protocol: "HTTPS",
            certificateArn: certificateHere(args.certificateArn, "certificateArn", parent),
            // The API's own default is from 2016.
            sslPolicy: args.tlsPolicy ?? TlsPolicy.Tls12,
            defaultActions: [notFound],
            tags: args.tags,
        },
        { parent },
    );
    for (const [index, arn] of (args.furtherCertificateArns ?? []).entries()) {
        new lb.ListenerCertificate(
            `${name}-${index + 2}`,
            {
                listenerArn: https.arn,
                certificateArn: certificateHere(arn, `furtherCertificateArns[${index}]`, parent),
            },
            { parent },
        );
    }
    return https;
}
