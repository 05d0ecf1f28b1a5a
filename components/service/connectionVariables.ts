import type * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../errors";
import type { ContainerArgs } from "./containers";
import type { ServiceRef } from "./serviceRef";

/** What of a service's arguments is about the services that it calls. */
export interface Connections {
    connectsTo?: ServiceRef[];
    connectionVariables?: Record<string, string>;
    serviceConnect?: object;
}

/** Where a service is reached: by its alias, for clients that have the proxy, else by its host name. */
function addressOf(other: ServiceRef, proxied: boolean): { host: pulumi.Input<string>; port: number } | undefined {
    const [alias] = proxied ? (other.aliases ?? []) : [];
    if (alias) return { host: alias.dnsName, port: alias.port };
    const [port] = other.ports;
    // A service record names a port that Docker chose: no variable could.
    if (other.hostName === undefined || other.dynamicPorts || port === undefined) return undefined;
    return { host: other.hostName, port };
}

/** The containers with a <PREFIX>_HOST and a <PREFIX>_PORT for each service that has a prefix; their own win. */
export function withConnectionVariables(containers: ContainerArgs[], args: Connections): ContainerArgs[] {
    const prefixes = args.connectionVariables ?? {};
    const found = (args.connectsTo ?? []).flatMap((other): [string, pulumi.Input<string>][] => {
        const prefix = prefixes[other.name];
        const address = prefix === undefined ? undefined : addressOf(other, args.serviceConnect !== undefined);
        if (!address) return [];
        return [
            [`${prefix}_HOST`, address.host],
            [`${prefix}_PORT`, String(address.port)],
        ];
    });
    if (found.length === 0) return containers;
    const variables = Object.fromEntries(found);
    return containers.map((container) => ({ ...container, environment: { ...variables, ...container.environment } }));
}

/** What is wrong with the variables. */
export function* connectionVariablesProblems(args: Connections): Generator<Problem> {
    for (const [name, prefix] of Object.entries(args.connectionVariables ?? {})) {
        const propertyPath = `connectionVariables.${name}`;
        const other = (args.connectsTo ?? []).find((service) => service.name === name);
        if (!other) {
            const names = (args.connectsTo ?? []).map((service) => service.name).join(", ") || "none";
            yield { propertyPath, reason: `must be a service of connectsTo (${names})` };
        } else if (!addressOf(other, args.serviceConnect !== undefined)) {
            const reason = `has no name and port that a variable could hold: give ${name} an A record by discovery, or both serviceConnect`;
            yield { propertyPath, reason };
        }
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(prefix)) {
            yield {
                propertyPath,
                reason: `must be the start of a variable's name, such as DB, got ${JSON.stringify(prefix)}`,
            };
        }
    }
}

/** The aliases that a client sees; it must start anew to see another one. */
export function visibleAliases({ connectsTo = [], serviceConnect }: Connections): string | undefined {
    if (!serviceConnect) return undefined;
    const all = connectsTo.flatMap(({ aliases }) => (aliases ?? []).map(({ dnsName, port }) => `${dnsName}:${port}`));
    return all.length === 0 ? undefined : [...new Set(all)].sort().join(",");
}
