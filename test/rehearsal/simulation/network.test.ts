import * as assert from "node:assert/strict";
import type { Props } from "../../../rehearsal/values";
import { cluster, network } from "./cluster";
import { refused, Stack } from "./stack";

const SUBNET = "aws:ec2/subnet:Subnet";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("simulation: network refusals", () => {
    const stack = new Stack();
    const net = network(stack);
    const groupOf = (name: string) => stack.up("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: net.vpc.id });
    const group = groupOf("web");
    const rule: Props = {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 80,
        toPort: 80,
        cidrIpv4: "0.0.0.0/0",
    };
    stack.up(INGRESS, "http", rule);

    const refusals: [string, RegExp, string, Props][] = [
        [
            "a subnet in no VPC",
            /InvalidVpcID\.NotFound: The vpc ID 'vpc-1' does not exist/,
            SUBNET,
            { vpcId: "vpc-1", cidrBlock: "10.0.9.0/24" },
        ],
        ["a subnet outside the VPC", /InvalidSubnet\.Range/, SUBNET, { vpcId: net.vpc.id, cidrBlock: "10.1.0.0/24" }],
        [
            "an overlapping subnet",
            /InvalidSubnet\.Conflict: The CIDR '10\.0\.0\.0\/25' conflicts/,
            SUBNET,
            { vpcId: net.vpc.id, cidrBlock: "10.0.0.0/25" },
        ],
        [
            "a zone of another region",
            /InvalidParameterValue.*availabilityZone/,
            SUBNET,
            { vpcId: net.vpc.id, cidrBlock: "10.0.9.0/24", availabilityZone: "us-east-1a" },
        ],
        [
            "a second internet gateway",
            /AlreadyAssociated/,
            "aws:ec2/internetGateway:InternetGateway",
            { vpcId: net.vpc.id },
        ],
        [
            "a route twice",
            /RouteAlreadyExists/,
            "aws:ec2/route:Route",
            { routeTableId: net.table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: net.gateway.id },
        ],
        [
            "a route to no gateway",
            /InvalidGatewayID\.NotFound/,
            "aws:ec2/route:Route",
            { routeTableId: net.table.id, destinationCidrBlock: "9.0.0.0/8", gatewayId: "igw-1" },
        ],
        [
            "a second association",
            /Resource\.AlreadyAssociated/,
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            { subnetId: net.subnetIds[0], routeTableId: net.table.id },
        ],
        [
            "an endpoint of another region",
            /InvalidServiceName/,
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            { vpcId: net.vpc.id, serviceName: "com.amazonaws.us-east-1.s3" },
        ],
        [
            "a gateway endpoint for an interface service",
            /InvalidParameter.*Gateway/,
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            { vpcId: net.vpc.id, serviceName: "com.amazonaws.eu-central-1.logs" },
        ],
        ["a rule in no group", /InvalidGroup\.NotFound/, INGRESS, { ...rule, securityGroupId: "sg-1" }],
        [
            "an equal rule",
            /InvalidPermission\.Duplicate: the specified rule "peer: 0\.0\.0\.0\/0, TCP, from port: 80, to port: 80, ALLOW" already exists/,
            INGRESS,
            rule,
        ],
        [
            "a group of the same name",
            /InvalidGroup\.Duplicate/,
            "aws:ec2/securityGroup:SecurityGroup",
            { vpcId: net.vpc.id, name: group.state.name },
        ],
        [
            "a balancer in one zone",
            /At least two subnets in two different Availability Zones/,
            "aws:lb/loadBalancer:LoadBalancer",
            { subnets: [net.subnetIds[0]] },
        ],
        [
            "an instance without an image",
            /InvalidAMIID\.NotFound/,
            "aws:ec2/instance:Instance",
            { ami: "ami-1", instanceType: "t3.small" },
        ],
    ];
    for (const [what, pattern, token, args] of refusals) {
        it(`refuses ${what}`, () => refused(pattern, () => stack.up(token, "bad", args)));
    }

    it("prints the error as the provider does", () => {
        refused(
            /^Error: 1 error occurred:\n\t\* creating EC2 Subnet \(bad\): operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, api error InvalidVpcID/,
            () => stack.up(SUBNET, "bad", { vpcId: "vpc-1", cidrBlock: "10.0.9.0/24" }),
        );
    });

    it("takes away the allow-all egress that AWS gives a new group", () => {
        assert.deepEqual(groupOf("quiet").state.egress, []);
    });
});

describe("simulation: network destroy order", () => {
    it("refuses to delete what others use", () => {
        const stack = new Stack();
        const all = cluster(stack, { minSize: 1 });
        refused(/DependencyViolation: The vpc/, () => stack.down(all.vpc));
        refused(/DependencyViolation: The subnet/, () => stack.down(all.subnets[0] as never));
        refused(/DependencyViolation: The routeTable/, () => stack.down(all.table));
        refused(/DependencyViolation: resource sg-\w+ has a dependent object/, () => stack.down(all.group));
        refused(/mapped public address/, () => stack.down(all.gateway));
        refused(/DeleteConflict: Cannot delete entity, must detach all policies first/, () => stack.down(all.role));
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("refuses to delete a group that another group's rule names", () => {
        const stack = new Stack();
        const { vpc } = network(stack);
        const [a, b] = ["a", "b"].map((name) =>
            stack.up("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: vpc.id }),
        );
        const rule = stack.up(INGRESS, "b-from-a", {
            securityGroupId: b?.id,
            ipProtocol: "-1",
            referencedSecurityGroupId: a?.id,
        });
        refused(/DependencyViolation/, () => stack.down(a as never));
        stack.down(rule);
        stack.down(a as never);
    });
});
