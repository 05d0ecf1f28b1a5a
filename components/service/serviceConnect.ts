import type * as pulumi from "@pulumi/pulumi";

import type { ClusterRef } from "../cluster/clusterRef";
import { DNS_LABEL } from "../ecs/limits";
import { NETWORK_MODES, NetworkMode } from "../ecs/networkModes";
import type { Problem } from "../errors";
import { nameProblems, rangeProblems } from "../names";
import type { ContainerArgs } from "./containers";
import { defined } from "./defined";
import type { ServiceAlias } from "./serviceRef";

/** TLS between the proxies of Service Connect. */
export interface ServiceConnectTlsArgs {
    /** ARN of a private certificate authority of AWS, which bills for it by the month. */
    certificateAuthorityArn: pulumi.Input<string>;
    /** ARN of the KMS key that encrypts the private keys. Default: AWS's own. */
    kmsKeyArn?: pulumi.Input<string>;
}

/** A port of the service that others reach through Service Connect. */
export interface ServiceConnectServiceArgs {
    /** Name of the port mapping. */
    portName: string;
    /** Name in the namespace. Default: the service's name, for a second port with the port's name behind it. */
    discoveryName?: string;
    /** Host name that clients use. Default: the discoveryName. */
    dnsName?: string;
    /** Port that clients use, 1 to 65535. Default: the container's. */
    port?: number;
    /** Port of the task that the proxy listens on, in awsvpc mode. Default: the container's. */
    ingressPortOverride?: number;
    /** Seconds after which a silent connection is closed; 0 is never. Default: 300 for HTTP, 3600 for TCP. */
    idleTimeout?: number;
    /** Seconds that an HTTP request may take; 0 is any number. Default: 15. */
    perRequestTimeout?: number;
    /** TLS between the proxies. Default: none. */
    tls?: ServiceConnectTlsArgs;
}

/** Calling and being called by short names through a proxy beside each task. */
export interface ServiceConnectArgs {
    /** Ports that others reach. Default: none; the service then only calls others. */
    services?: ServiceConnectServiceArgs[];
    /** ARN of another Cloud Map namespace of this region. Default: the cluster's. */
    namespaceArn?: pulumi.Input<string>;
}

const mappingOf = (containers: ContainerArgs[], portName: string) =>
    containers.flatMap(({ portMappings }) => portMappings ?? []).find(({ name }) => name === portName);

const discoveryNameOf = (service: string, args: ServiceConnectServiceArgs, index: number) =>
    args.discoveryName ?? (index === 0 ? service : `${service}-${args.portName}`);

/** What is wrong with the Service Connect of a service: API_ServiceConnectService, "Service Connect" of the guide. */
export function* serviceConnectProblems(
    service: string,
    args: ServiceConnectArgs,
    containers: ContainerArgs[],
    networkMode: NetworkMode,
    cluster: ClusterRef,
): Generator<Problem> {
    const mode = NETWORK_MODES[networkMode];
    if (!mode.serviceConnect) {
        const reason = `cannot be in network mode ${networkMode}; use awsvpc or bridge`;
        yield { propertyPath: "serviceConnect", reason };
    }
    if (args.namespaceArn === undefined && cluster.namespaceArn === undefined) {
        yield {
            propertyPath: "serviceConnect.namespaceArn",
            reason: "is missing: the cluster has no namespaceArn either",
        };
    }
    const taken = new Map<string, number>();
    for (const [index, entry] of (args.services ?? []).entries()) {
        const path = `serviceConnect.services[${index}]`;
        const mapping = mappingOf(containers, entry.portName);
        if (!mapping) {
            const reason = `must be the name of a port mapping, got ${JSON.stringify(entry.portName)}`;
            yield { propertyPath: `${path}.portName`, reason };
        } else if (mapping.protocol === "udp") {
            yield { propertyPath: `${path}.portName`, reason: "is a UDP port; Service Connect carries TCP only" };
        }
        const name = discoveryNameOf(service, entry, index);
        yield* nameProblems(`${path}.discoveryName`, name, DNS_LABEL);
        const other = taken.get(name);
        if (other !== undefined) {
            yield { propertyPath: `${path}.discoveryName`, reason: `is ${name}, which services[${other}] has` };
        }
        taken.set(name, index);
        yield* rangeProblems(`${path}.port`, entry.port, { min: 1, max: 65535 });
        yield* rangeProblems(`${path}.ingressPortOverride`, entry.ingressPortOverride, { min: 1, max: 65535 });
        if (entry.ingressPortOverride !== undefined && networkMode === NetworkMode.Bridge) {
            const reason = "cannot be in bridge mode, where Docker chooses it; leave it out";
            yield { propertyPath: `${path}.ingressPortOverride`, reason };
        }
        yield* rangeProblems(`${path}.idleTimeout`, entry.idleTimeout, { min: 0, max: 2147483647, unit: "seconds" });
        const bounds = { min: 0, max: 2147483647, unit: "seconds" };
        yield* rangeProblems(`${path}.perRequestTimeout`, entry.perRequestTimeout, bounds);
        if (entry.perRequestTimeout !== undefined && mapping && mapping.appProtocol === undefined) {
            const reason = "needs an appProtocol of the port mapping: plain TCP has no requests";
            yield { propertyPath: `${path}.perRequestTimeout`, reason };
        }
    }
}

/** Names and ports by which clients reach a service. */
export function aliasesOf(service: string, args: ServiceConnectArgs, containers: ContainerArgs[]): ServiceAlias[] {
    return (args.services ?? []).map((entry, index) => ({
        dnsName: entry.dnsName ?? discoveryNameOf(service, entry, index),
        port: entry.port ?? (mappingOf(containers, entry.portName)?.containerPort as number),
    }));
}

/** Surroundings of a service's Service Connect. */
interface Surroundings {
    cluster: ClusterRef;
    logGroupName: pulumi.Input<string>;
    region: pulumi.Input<string>;
    roleArn: pulumi.Input<string> | undefined;
}

/** The configuration in AWS's words. The proxy logs beside the containers. */
export function serviceConnectConfiguration(
    service: string,
    args: ServiceConnectArgs,
    containers: ContainerArgs[],
    { cluster, logGroupName, region, roleArn }: Surroundings,
) {
    const aliases = aliasesOf(service, args, containers);
    return {
        enabled: true,
        namespace: args.namespaceArn ?? cluster.namespaceArn,
        logConfiguration: {
            logDriver: "awslogs",
            options: {
                "awslogs-group": logGroupName,
                "awslogs-region": region,
                "awslogs-stream-prefix": "service-connect",
                mode: "non-blocking",
                "max-buffer-size": "25m",
            },
        },
        services: (args.services ?? []).map((entry, index) => ({
            portName: entry.portName,
            discoveryName: discoveryNameOf(service, entry, index),
            clientAlias: [aliases[index] as ServiceAlias],
            ...defined({ ingressPortOverride: entry.ingressPortOverride }),
            ...(entry.idleTimeout === undefined && entry.perRequestTimeout === undefined
                ? {}
                : {
                      timeout: defined({
                          idleTimeoutSeconds: entry.idleTimeout,
                          perRequestTimeoutSeconds: entry.perRequestTimeout,
                      }),
                  }),
            ...(entry.tls
                ? {
                      tls: {
                          issuerCertAuthority: { awsPcaAuthorityArn: entry.tls.certificateAuthorityArn },
                          roleArn,
                          ...defined({ kmsKey: entry.tls.kmsKeyArn }),
                      },
                  }
                : {}),
        })),
    };
}
