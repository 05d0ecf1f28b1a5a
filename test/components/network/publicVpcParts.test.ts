import { strict as assert } from "node:assert";

import { PublicVpc, type PublicVpcArgs } from "../../../components";
import { assertDestroyOrder, difference, once, plan, type Refusals, refusalTests } from "../../support/plan";

const vpc = (args: PublicVpcArgs = {}, preview = false) => plan(() => new PublicVpc("shop", args), { preview });
const plain = once(() => vpc());
const changes = async (args: PublicVpcArgs) => difference(await plain(), await vpc(args));
const all: PublicVpcArgs = { ipv6: true, interfaceEndpoints: ["ssmmessages", "ecr.api"], flowLogs: {} };

describe("PublicVpc with more than the default", () => {
    it("previews all of it as it will be", async () => {
        assert.deepEqual((await vpc(all, true)).tree(), (await vpc(all)).tree());
    });

    it("has IPv6 and a way out for awsvpc tasks", async () => {
        assert.deepEqual(await changes({ ipv6: true }), {
            "ec2.Route shop-internet-ipv6": {
                added: {
                    destinationIpv6CidrBlock: "::/0",
                    gatewayId: "igw-shop-gateway",
                    routeTableId: "rtb-shop-routes",
                },
            },
            "ec2.Subnet shop-public-1": { assignIpv6AddressOnCreation: true, ipv6CidrBlock: "2600:1f14:abc:de00::/64" },
            "ec2.Subnet shop-public-2": { assignIpv6AddressOnCreation: true, ipv6CidrBlock: "2600:1f14:abc:de01::/64" },
            "ec2.Vpc shop": { assignGeneratedIpv6CidrBlock: true },
            "ecs.AccountSettingDefault shop-dual-stack": { added: { name: "dualStackIPv6", value: "enabled" } },
        });
        const { outputs } = (await vpc({ ipv6: true })).one("ecs-ec2:index:PublicVpc");
        assert.deepEqual([outputs?.ipv6, outputs?.taskEgress], [true, true]);
    });

    it("has interface endpoints in every zone, open to the VPC alone", async () => {
        assert.deepEqual(await changes({ interfaceEndpoints: ["ssmmessages", "ecr.api"] }), {
            "ec2.SecurityGroup shop-endpoints": {
                added: {
                    description: "Interface endpoints of shop",
                    tags: { Name: "shop-endpoints" },
                    vpcId: "vpc-shop",
                },
            },
            "ec2.VpcEndpoint shop-ecr.api": {
                added: {
                    privateDnsEnabled: true,
                    securityGroupIds: ["sg-shop-endpoints"],
                    serviceName: "com.amazonaws.eu-central-1.ecr.api",
                    subnetIds: ["subnet-shop-public-1", "subnet-shop-public-2"],
                    tags: { Name: "shop-ecr.api" },
                    vpcEndpointType: "Interface",
                    vpcId: "vpc-shop",
                },
            },
            "ec2.VpcEndpoint shop-ssmmessages": {
                added: {
                    privateDnsEnabled: true,
                    securityGroupIds: ["sg-shop-endpoints"],
                    serviceName: "com.amazonaws.eu-central-1.ssmmessages",
                    subnetIds: ["subnet-shop-public-1", "subnet-shop-public-2"],
                    tags: { Name: "shop-ssmmessages" },
                    vpcEndpointType: "Interface",
                    vpcId: "vpc-shop",
                },
            },
            "vpc.SecurityGroupIngressRule shop-endpoints": {
                added: {
                    cidrIpv4: "10.0.0.0/16",
                    description: "From the VPC",
                    fromPort: 443,
                    ipProtocol: "tcp",
                    securityGroupId: "sg-shop-endpoints",
                    toPort: 443,
                },
            },
        });
    });

    it("records its connections", async () => {
        assert.deepEqual(await changes({ flowLogs: { trafficType: "REJECT", logRetentionDays: 7 } }), {
            "cloudwatch.LogGroup shop-flows": {
                added: { name: "/vpc/shop/test/shop/flows", retentionInDays: 7, tags: { Name: "shop-flows" } },
            },
            "ec2.FlowLog shop-flows": {
                added: {
                    iamRoleArn: "arn:aws:iam::123456789012:role/shop-flows-1a2b3c4",
                    logDestination: "arn:aws:logs:eu-central-1:123456789012:log-group:/vpc/shop/test/shop/flows",
                    logDestinationType: "cloud-watch-logs",
                    tags: { Name: "shop-flows" },
                    trafficType: "REJECT",
                    vpcId: "vpc-shop",
                },
            },
            "iam.Role shop-flows": {
                added: {
                    assumeRolePolicy: {
                        json: {
                            Version: "2012-10-17",
                            Statement: [
                                {
                                    Effect: "Allow",
                                    Action: "sts:AssumeRole",
                                    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                                    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                                },
                            ],
                        },
                    },
                    description: "Flow logs of shop",
                    tags: { Name: "shop-flows" },
                },
            },
            "iam.RolePolicy shop-flows": {
                added: {
                    policy: {
                        json: {
                            Version: "2012-10-17",
                            Statement: [
                                {
                                    Effect: "Allow",
                                    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                                    Resource:
                                        "arn:aws:logs:eu-central-1:123456789012:log-group:/vpc/shop/test/shop/flows:*",
                                },
                                { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
                            ],
                        },
                    },
                    role: "shop-flows-1a2b3c4",
                },
            },
        });
        assertDestroyOrder(await vpc(all), [
            "ec2.FlowLog shop-flows",
            "iam.RolePolicy shop-flows",
            "cloudwatch.LogGroup shop-flows",
        ]);
    });

    const refusals: Refusals<PublicVpcArgs> = [
        [
            "endpoints that are none, or there already",
            { interfaceEndpoints: ["com.amazonaws.eu.ssm", "s3", "SSM"] },
            [
                [
                    "interfaceEndpoints[0]",
                    'must be a service such as secretsmanager or ecr.api, got "com.amazonaws.eu.ssm"',
                ],
                ["interfaceEndpoints[1]", "is there already: s3 has a gateway endpoint, which costs nothing"],
                ["interfaceEndpoints[2]", 'must be a service such as secretsmanager or ecr.api, got "SSM"'],
            ],
        ],
        [
            "flow logs that AWS does not take",
            { flowLogs: { trafficType: "SOME", logRetentionDays: 2 } },
            [
                ["flowLogs.trafficType", 'must be ACCEPT, REJECT or ALL, got "SOME"'],
                [
                    "flowLogs.logRetentionDays",
                    "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 2",
                ],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new PublicVpc("shop", args));
});
