import type { Call } from "../call";
import { list, type Props } from "../values";
import * as t from "./types";

/** A network interface in use: what holds subnets, security groups and public addresses. */
export interface NetworkUse {
    what: string;
    subnets: string[];
    groups: string[];
    isPublic: boolean;
}

function use(what: string, subnets: unknown, groups: unknown, isPublic = false): NetworkUse {
    return { what, subnets: list(subnets), groups: list(groups), isPublic };
}

/** Everything that has an interface in this account and region. */
export function networkUses(call: Call): NetworkUse[] {
    const uses: NetworkUse[] = [];
    const each = (type: string, make: (props: Props, id: string) => NetworkUse) => {
        for (const { props, id } of call.list(type)) {
            uses.push(make(props, id));
        }
    };
    each(t.INSTANCE, (p, id) => use(`instance ${id}`, p.subnetId, p.securityGroups, !!p.publicIp));
    each(t.TASK, (p, id) => use(`task ${id}`, p.subnetId, p.securityGroups));
    each(t.LOAD_BALANCER, (p) => use(`load balancer ${p.name}`, p.subnets, p.securityGroups, !p.internal));
    each(t.MOUNT_TARGET, (p, id) => use(`mount target ${id}`, p.subnetId, p.securityGroups));
    each(t.NAT_GATEWAY, (p, id) => use(`NAT gateway ${id}`, p.subnetId, [], p.connectivityType !== "private"));
    each(t.NETWORK_INTERFACE, (p, id) => use(id, p.subnetId, p.securityGroups));
    each(t.VPC_ENDPOINT, (p, id) => use(id, p.subnetIds, p.vpcEndpointType === "Interface" ? p.securityGroupIds : []));
    return uses;
}

/** True when instances in the subnet reach the internet: a route to an internet gateway in effect. */
export function hasInternetRoute(call: Call, subnetId: string): boolean {
    return routesOf(call, subnetId).some(
        (route) =>
            (route.cidrBlock ?? route.destinationCidrBlock) === "0.0.0.0/0" && /^igw-/.test(route.gatewayId ?? ""),
    );
}

/** True when the subnet reaches out through a NAT gateway. */
export function hasNatRoute(call: Call, subnetId: string): boolean {
    return routesOf(call, subnetId).some(
        (route) => (route.cidrBlock ?? route.destinationCidrBlock) === "0.0.0.0/0" && !!route.natGatewayId,
    );
}

/** The routes of the table that the subnet uses: its own association, else the VPC's main table. */
export function routesOf(call: Call, subnetId: string): Props[] {
    const subnet = call.find(t.SUBNET, subnetId);
    const association = call.findBy(t.ROUTE_TABLE_ASSOCIATION, "subnetId", subnetId);
    const vpc = call.find(t.VPC, subnet?.props.vpcId);
    const tableId = association?.props.routeTableId ?? vpc?.props.mainRouteTableId;
    const inline = list(call.find(t.ROUTE_TABLE, tableId)?.props.routes);
    const separate = call.list(t.ROUTE, (route) => route.routeTableId === tableId).map((route) => route.props);
    return [...inline, ...separate];
}
