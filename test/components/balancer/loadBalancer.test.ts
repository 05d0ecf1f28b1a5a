import { strict as assert } from "node:assert";

import { LoadBalancer, type LoadBalancerArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import {
    assertDestroyOrder,
    dependenciesOf,
    difference,
    inputsOf,
    once,
    plan,
    type Refusals,
    refusalTests,
} from "../../support/plan";
import { clusterRef, vpcRef } from "../../support/refs";

const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
const balancer = (args: Partial<LoadBalancerArgs> = {}, options?: EngineOptions) =>
    plan(() => new LoadBalancer("web", { vpc: vpcRef(), ...args }), options);
const plain = once(() => balancer());
const changes = async (args: Partial<LoadBalancerArgs>) => difference(await plain(), await balancer(args));

describe("LoadBalancer", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await balancer({}, { preview })).tree(), [
                "ecs-ec2:index:LoadBalancer web",
                "ecs-ec2:index:LoadBalancer$aws:ec2/securityGroup:SecurityGroup web",
                "ecs-ec2:index:LoadBalancer$aws:lb/listener:Listener web-http",
                "ecs-ec2:index:LoadBalancer$aws:lb/loadBalancer:LoadBalancer web",
                "ecs-ec2:index:LoadBalancer$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-egress",
                "ecs-ec2:index:LoadBalancer$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web-http-1",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "ec2.SecurityGroup web": { description: "Load balancer web", tags: { Name: "web" }, vpcId: "vpc-1" },
            "lb.Listener web-http": {
                defaultActions: [
                    {
                        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
                        type: "fixed-response",
                    },
                ],
                loadBalancerArn:
                    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web-1a2b3c4/50dc6c495c0c9188",
                port: 80,
                protocol: "HTTP",
            },
            "lb.LoadBalancer web": {
                dropInvalidHeaderFields: true,
                enableDeletionProtection: false,
                idleTimeout: 60,
                internal: false,
                loadBalancerType: "application",
                securityGroups: ["sg-web"],
                subnets: ["subnet-a", "subnet-b"],
            },
            "vpc.SecurityGroupEgressRule web-egress": {
                cidrIpv4: "0.0.0.0/0",
                description: "To the targets",
                ipProtocol: "-1",
                securityGroupId: "sg-web",
            },
            "vpc.SecurityGroupIngressRule web-http-1": {
                cidrIpv4: "0.0.0.0/0",
                fromPort: 80,
                ipProtocol: "tcp",
                securityGroupId: "sg-web",
                toPort: 80,
            },
        });
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "lb.Listener web-http": ["lb.LoadBalancer web"],
            "lb.LoadBalancer web": ["ec2.SecurityGroup web"],
            "vpc.SecurityGroupEgressRule web-egress": ["ec2.SecurityGroup web"],
            "vpc.SecurityGroupIngressRule web-http-1": ["ec2.SecurityGroup web"],
        });
    });

    it("registers what services need", async () => {
        assert.deepEqual((await plain()).one("ecs-ec2:index:LoadBalancer").outputs, {
            arnSuffix: "app/web-1a2b3c4/50dc6c495c0c9188",
            dnsName: "web-1a2b3c4-1234567890.eu-central-1.elb.amazonaws.com",
            https: false,
            listenerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/web-http",
            loadBalancerArn:
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web-1a2b3c4/50dc6c495c0c9188",
            reachesInstances: false,
            securityGroupId: "sg-web",
            url: "http://web-1a2b3c4-1234567890.eu-central-1.elb.amazonaws.com",
            zoneId: "Z215JYRZR1TBD5",
        });
    });

    const given: [string, Partial<LoadBalancerArgs>, object][] = [
        [
            "certificateArn, and HTTP then only redirects",
            { certificateArn },
            {
                "lb.Listener web-http": {
                    defaultActions: [
                        { redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" }, type: "redirect" },
                    ],
                },
                "lb.Listener web-https": {
                    added: {
                        certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
                        defaultActions: [
                            {
                                fixedResponse: {
                                    contentType: "text/plain",
                                    messageBody: "Not found",
                                    statusCode: "404",
                                },
                                type: "fixed-response",
                            },
                        ],
                        loadBalancerArn:
                            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web-1a2b3c4/50dc6c495c0c9188",
                        port: 443,
                        protocol: "HTTPS",
                        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
                    },
                },
                "vpc.SecurityGroupIngressRule web-https-1": {
                    added: {
                        cidrIpv4: "0.0.0.0/0",
                        fromPort: 443,
                        ipProtocol: "tcp",
                        securityGroupId: "sg-web",
                        toPort: 443,
                    },
                },
            },
        ],
        [
            "internal, and nobody may connect then",
            { internal: true },
            { "lb.LoadBalancer web": { internal: true }, "vpc.SecurityGroupIngressRule web-http-1": "removed" },
        ],
        [
            "private subnets of an internal one",
            { internal: true, allowedCidrBlocks: ["10.0.0.0/8"], vpc: vpcRef({ privateSubnetIds: ["subnet-p"] }) },
            {
                "lb.LoadBalancer web": { internal: true, subnets: ["subnet-p"] },
                "vpc.SecurityGroupIngressRule web-http-1": { cidrIpv4: "10.0.0.0/8" },
            },
        ],
        [
            "allowedCidrBlocks",
            { allowedCidrBlocks: ["192.0.2.0/24", "198.51.100.7/32"] },
            {
                "vpc.SecurityGroupIngressRule web-http-1": { cidrIpv4: "192.0.2.0/24" },
                "vpc.SecurityGroupIngressRule web-http-2": {
                    added: {
                        cidrIpv4: "198.51.100.7/32",
                        fromPort: 80,
                        ipProtocol: "tcp",
                        securityGroupId: "sg-web",
                        toPort: 80,
                    },
                },
            },
        ],
        [
            "idleTimeout and deletionProtection",
            { idleTimeout: 4000, deletionProtection: true },
            { "lb.LoadBalancer web": { enableDeletionProtection: true, idleTimeout: 4000 } },
        ],
        ["public subnets, though there are private ones", { vpc: vpcRef({ privateSubnetIds: ["subnet-p"] }) }, {}],
    ];
    for (const [what, args, expected] of given) {
        it(`takes ${what}`, async () => assert.deepEqual(await changes(args), expected));
    }

    it("lets itself into the clusters that it is given", async () => {
        const engine = await balancer({ clusters: [clusterRef()] });
        assert.equal(engine.one("ecs-ec2:index:LoadBalancer").outputs?.reachesInstances, true);
        assert.deepEqual(await changes({ clusters: [clusterRef()] }), {
            "vpc.SecurityGroupIngressRule web-to-shop-cluster": {
                added: {
                    description: "Load balancer web to dynamic ports",
                    fromPort: 32768,
                    ipProtocol: "tcp",
                    referencedSecurityGroupId: "sg-web",
                    securityGroupId: "sg-instances",
                    toPort: 65535,
                },
            },
        });
    });

    it("puts tags on everything that takes them", async () => {
        const found = Object.entries(await changes({ tags: { Team: "web" } }));
        assert.deepEqual(
            found.map(([key, inputs]) => [key, (inputs as { tags: object }).tags]),
            [
                ["ec2.SecurityGroup web", { Name: "web", Team: "web" }],
                ["lb.Listener web-http", { Team: "web" }],
                ["lb.LoadBalancer web", { Team: "web" }],
            ],
        );
    });

    it("shortens a long name of the balancer, and no other", async () => {
        const engine = await plan(() => new LoadBalancer("a-balancer-with-a-rather-long-name", { vpc: vpcRef() }));
        const { name } = engine.one("aws:lb/loadBalancer:LoadBalancer");
        assert.match(name, /^a-balancer-with-a-[0-9a-f]{6}$/);
        assert.equal(engine.one("aws:ec2/securityGroup:SecurityGroup").name, "a-balancer-with-a-rather-long-name");
    });

    it("is destroyed listener first", async () => {
        assertDestroyOrder(await plain(), ["lb.Listener web-http", "lb.LoadBalancer web", "ec2.SecurityGroup web"]);
    });

    const refusals: Refusals<Partial<LoadBalancerArgs>> = [
        [
            "an idle timeout out of bounds",
            { idleTimeout: 4001 },
            [["idleTimeout", "must be a whole number, 1 to 4000 seconds, got 4001"]],
        ],
        [
            "a block that is none, and a timeout of nothing",
            { idleTimeout: 0, allowedCidrBlocks: ["0.0.0.0/0", "::/0"] },
            [
                ["idleTimeout", "must be a whole number, 1 to 4000 seconds, got 0"],
                ["allowedCidrBlocks[1]", 'must be an IPv4 block such as 203.0.113.0/24, got "::/0"'],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new LoadBalancer("web", { vpc: vpcRef(), ...args }));
});
