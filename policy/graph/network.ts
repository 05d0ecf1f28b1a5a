import { type Reading, Unknown } from "../reading/reading";
import type { Node, Stack } from "./stack";

export const SUBNET = "aws:ec2/subnet:Subnet";
export const VPC = "aws:ec2/vpc:Vpc";
const ROUTE = "aws:ec2/route:Route";
const ROUTE_TABLE = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"];
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** Where a subnet's packets to the internet go: to an internet gateway, elsewhere, nowhere; undefined if not in the stack. */
export type WayOut = "internet gateway" | "other" | "none" | undefined;

export function wayOut(stack: Stack, subnet: Node): WayOut {
    const table = routeTableOf(stack, subnet);
    if (!table) return undefined;
    const inline = table.props
        .at("routes")
        .items()
        .map((route) => ({ node: table, route, cidr: route.at("cidrBlock") }));
    const separate = stack
        .of(ROUTE)
        .filter((route) => stack.refer(route, route.props.at("routeTableId"), ROUTE_TABLE).includes(table))
        .map((node) => ({ node, route: node.props, cidr: node.props.at("destinationCidrBlock") }));
    const defaults = [...inline, ...separate].filter(({ cidr }) => cidr.text() === "0.0.0.0/0");
    if (defaults.length === 0) return "none";
    const isGateway = defaults.some(({ node, route }) => leadsToGateway(stack, node, route));
    return isGateway ? "internet gateway" : "other";
}

function leadsToGateway(stack: Stack, node: Node, route: Reading): boolean {
    const place = route.at("gatewayId");
    if (!place.isPresent) return false;
    try {
        return stack.refer(node, place, GATEWAY).length > 0 || (!place.isUnknown && /^igw-/.test(place.text() ?? ""));
    } catch (error) {
        // A route that also names a NAT gateway is decided by that one.
        if (error instanceof Unknown && route.at("natGatewayId").isPresent) return false;
        throw error;
    }
}

function routeTableOf(stack: Stack, subnet: Node): Node | undefined {
    const association = stack.referring(ASSOCIATION, "subnetId", subnet)[0];
    if (association) return stack.refer(association, association.props.at("routeTableId"), ROUTE_TABLE)[0];
    const [vpc] = stack.refer(subnet, subnet.props.at("vpcId"), VPC);
    if (!vpc) return undefined;
    const main = stack.referring(MAIN_ASSOCIATION, "vpcId", vpc)[0];
    if (main) return stack.refer(main, main.props.at("routeTableId"), ROUTE_TABLE)[0];
    return stack.of(ROUTE_TABLE[1] as string).find((table) => table.dependencies.includes(vpc));
}
