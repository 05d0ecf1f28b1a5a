import type { Call } from "../call";
import { list, type Props } from "../values";
import { inVpc } from "./nat";
import { checkReferences, simple } from "./simple";
import * as t from "./types";

function adoptTable(call: Call): void {
    const table = call.find(t.ROUTE_TABLE, call.entity.id);
    if (table) {
        table.props.routes = list(call.props.routes);
        call.save(table);
    }
}

/** Takes over the main route table that AWS made with the VPC. */
export const defaultRouteTable = simple({
    token: "aws:ec2/defaultRouteTable:DefaultRouteTable",
    title: "EC2 Default Route Table",
    api: {
        service: "EC2",
        create: "DescribeRouteTables",
        update: "CreateRoute",
        read: "DescribeRouteTables",
        delete: "DeleteRoute",
    },
    replaceOn: ["defaultRouteTableId"],
    sets: ["routes", "propagatingVgws"],
    references: [
        {
            path: "defaultRouteTableId",
            type: t.ROUTE_TABLE,
            code: "InvalidRouteTableID.NotFound",
            message: (id) => `The routeTable ID '${id}' does not exist`,
        },
    ],
    outputs: (inputs, env) => ({
        id: inputs.defaultRouteTableId,
        arn: env.arn("ec2", `route-table/${inputs.defaultRouteTableId}`),
        ownerId: env.account,
        vpcId: "",
        routes: inputs.routes ?? [],
    }),
    create: (call, inputs, outputs) => {
        outputs.vpcId = call.find(t.ROUTE_TABLE, inputs.defaultRouteTableId)?.props.vpcId ?? "";
    },
    created: adoptTable,
    updated: adoptTable,
    delete: (call) => {
        call.props.routes = [];
        adoptTable(call);
    },
});

export const mainRouteTableAssociation = simple({
    token: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    title: "EC2 Main Route Table Association",
    api: {
        service: "EC2",
        create: "ReplaceRouteTableAssociation",
        update: "ReplaceRouteTableAssociation",
        read: "DescribeRouteTables",
        delete: "ReplaceRouteTableAssociation",
    },
    replaceOn: ["vpcId"],
    references: [inVpc],
    outputs: (_inputs, env) => ({ id: env.ec2Id("rtbassoc"), originalRouteTableId: env.ec2Id("rtb") }),
    create: (call, inputs, outputs) => {
        const home = call.find(t.VPC, inputs.vpcId);
        if (home) {
            outputs.originalRouteTableId = home.props.mainRouteTableId;
            home.props.mainRouteTableId = inputs.routeTableId;
            call.save(home);
        }
    },
    deleted: (call) => {
        const home = call.find(t.VPC, call.props.vpcId);
        if (home) {
            home.props.mainRouteTableId = call.props.originalRouteTableId;
            call.save(home);
        }
    },
});

function changeEndpoint(call: Call, inputs: Props, property: string, value: string, add: boolean): void {
    const endpoint = call.find(t.VPC_ENDPOINT, inputs.vpcEndpointId);
    if (endpoint) {
        const rest = list(endpoint.props[property]).filter((each) => each !== value);
        endpoint.props[property] = add ? [...rest, value] : rest;
        call.save(endpoint);
    }
}

export const vpcEndpointRouteTableAssociation = simple({
    token: "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    title: "VPC Endpoint Route Table Association",
    api: { service: "EC2", create: "ModifyVpcEndpoint", read: "DescribeVpcEndpoints", delete: "ModifyVpcEndpoint" },
    replaceOn: ["routeTableId", "vpcEndpointId"],
    outputs: (inputs, env) => ({ id: `a-${inputs.vpcEndpointId}${env.digits(10)}` }),
    create: (call, inputs) => {
        checkReferences(call, inputs, [
            {
                path: "vpcEndpointId",
                type: t.VPC_ENDPOINT,
                code: "InvalidVpcEndpointId.NotFound",
                message: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
            },
            {
                path: "routeTableId",
                type: t.ROUTE_TABLE,
                code: "InvalidRouteTableId.NotFound",
                message: (id) => `The routeTable ID '${id}' does not exist`,
            },
        ]);
        changeEndpoint(call, inputs, "routeTableIds", inputs.routeTableId, true);
    },
    deleted: (call) => changeEndpoint(call, call.props, "routeTableIds", call.props.routeTableId, false),
});
