import { strict as assert } from "node:assert";

import { LoadBalancer, type LoadBalancerArgs } from "../../../components";
import { difference, plan, type Refusals, refusalTests } from "../../support/plan";
import { vpcRef } from "../../support/refs";

const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
const balancer = (args: Partial<LoadBalancerArgs> = {}) =>
    plan(() => new LoadBalancer("web", { vpc: vpcRef(), ...args }));
const changes = async (args: Partial<LoadBalancerArgs>, base: Partial<LoadBalancerArgs> = {}) =>
    difference(await balancer(base), await balancer({ ...base, ...args }));
const listenerArn = (name: string) => `arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/${name}`;
const balancerArn =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web-1a2b3c4/50dc6c495c0c9188";

describe("a part of LoadBalancer", () => {
    const rows: [string, Partial<LoadBalancerArgs>, object, Partial<LoadBalancerArgs>?][] = [
        [
            "tlsPolicy 1.3 only",
            { tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
            { "lb.Listener web-https": { sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" } },
            { certificateArn },
        ],
        [
            "furtherCertificateArns",
            { furtherCertificateArns: [`${certificateArn}2`, `${certificateArn}3`] },
            {
                "lb.ListenerCertificate web-2": {
                    added: { certificateArn: `${certificateArn}2`, listenerArn: listenerArn("web-https") },
                },
                "lb.ListenerCertificate web-3": {
                    added: { certificateArn: `${certificateArn}3`, listenerArn: listenerArn("web-https") },
                },
            },
            { certificateArn },
        ],
        [
            "domainName",
            { domainName: { name: "shop.example.com", hostedZoneId: "Z1" } },
            {
                "route53.Record web": {
                    added: {
                        aliases: [
                            {
                                evaluateTargetHealth: false,
                                name: "web-1a2b3c4-1234567890.eu-central-1.elb.amazonaws.com",
                                zoneId: "Z215JYRZR1TBD5",
                            },
                        ],
                        name: "shop.example.com",
                        type: "A",
                        zoneId: "Z1",
                    },
                },
            },
        ],
        [
            "webAclArn",
            { webAclArn: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1" },
            {
                "wafv2.WebAclAssociation web": {
                    added: {
                        resourceArn: balancerArn,
                        webAclArn: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1",
                    },
                },
            },
        ],
        [
            "desyncMitigationMode",
            { desyncMitigationMode: "strictest" },
            { "lb.LoadBalancer web": { desyncMitigationMode: "strictest" } },
        ],
        [
            "accessLogs in a bucket that exists",
            { accessLogs: { bucket: "company-logs", prefix: "shop" } },
            { "lb.LoadBalancer web": { accessLogs: { bucket: "company-logs", enabled: true, prefix: "shop" } } },
        ],
        [
            "redirects",
            {
                redirects: [
                    { hosts: ["www.example.com"], toHost: "example.com" },
                    { paths: ["/old/*"], toPath: "/new", permanent: false, priority: 9 },
                ],
            },
            {
                "lb.ListenerRule web-redirect-1": {
                    added: {
                        actions: [{ redirect: { host: "example.com", statusCode: "HTTP_301" }, type: "redirect" }],
                        conditions: [{ hostHeader: { values: ["www.example.com"] } }],
                        listenerArn: listenerArn("web-http"),
                        priority: 14689,
                    },
                },
                "lb.ListenerRule web-redirect-2": {
                    added: {
                        actions: [{ redirect: { path: "/new", statusCode: "HTTP_302" }, type: "redirect" }],
                        conditions: [{ pathPattern: { values: ["/old/*"] } }],
                        listenerArn: listenerArn("web-http"),
                        priority: 9,
                    },
                },
            },
        ],
    ];
    for (const [what, args, expected, base] of rows) {
        it(`has ${what}`, async () => assert.deepEqual(await changes(args, base), expected));
    }

    it("has IPv6 on all sides with dualStack", async () => {
        const found = await changes({ dualStack: true }, { vpc: vpcRef({ ipv6: true }) });
        assert.deepEqual(found, {
            "lb.LoadBalancer web": { ipAddressType: "dualstack" },
            "vpc.SecurityGroupEgressRule web-egress-ipv6": {
                added: { cidrIpv6: "::/0", description: "To the targets", ipProtocol: "-1", securityGroupId: "sg-web" },
            },
            "vpc.SecurityGroupIngressRule web-http-2": {
                added: {
                    cidrIpv6: "::/0",
                    fromPort: 80,
                    ipProtocol: "tcp",
                    securityGroupId: "sg-web",
                    toPort: 80,
                },
            },
        });
    });

    it("has a bucket for its logs that nobody else can read, and writes there only when it may", async () => {
        const engine = await balancer({ accessLogs: {} });
        const bucket = "web-logs-1a2b3c4";
        const block = engine.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs;
        assert.deepEqual(Object.values(block).sort(), [true, true, true, true, bucket].sort());
        assert.deepEqual(engine.one("aws:s3/bucket:Bucket").inputs, { forceDestroy: false });
        assert.deepEqual(
            engine.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs.rules[0].expiration,
            { days: 90 },
        );
        const { Statement } = JSON.parse(engine.one("aws:s3/bucketPolicy:BucketPolicy").inputs.policy);
        assert.deepEqual(Statement[0], {
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${bucket}/AWSLogs/123456789012/*`,
            Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        });
        const needs = engine.needs(engine.one("aws:lb/loadBalancer:LoadBalancer"));
        assert.ok(
            needs.has(engine.one("aws:s3/bucketPolicy:BucketPolicy").urn),
            "the balancer does not wait for the policy",
        );
    });

    it("answers by its domain name", async () => {
        const engine = await balancer({ certificateArn, domainName: { name: "shop.example.com", hostedZoneId: "Z1" } });
        assert.equal(engine.one("ecs-ec2:index:LoadBalancer").outputs?.url, "https://shop.example.com");
    });

    const refusals: Refusals<Partial<LoadBalancerArgs>> = [
        [
            "TLS arguments without a certificate",
            { furtherCertificateArns: [certificateArn], tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
            [
                ["furtherCertificateArns", "has no effect without certificateArn; give that or leave it out"],
                ["tlsPolicy", "has no effect without certificateArn; give that or leave it out"],
            ],
        ],
        [
            "IPv6 in a VPC without it",
            { dualStack: true },
            [["dualStack", "needs a VPC with IPv6; give it ipv6: true or leave this out"]],
        ],
        [
            "arguments of its own bucket beside one that exists",
            { accessLogs: { bucket: "b", prefix: "/x", retentionDays: 0, forceDestroy: true } },
            [
                ["accessLogs.retentionDays", "must be a whole number, 1 or more days, got 0"],
                ["accessLogs.retentionDays", "is up to the owner of the bucket; leave it out"],
                ["accessLogs.forceDestroy", "is up to the owner of the bucket; leave it out"],
                ["accessLogs.prefix", 'must neither start nor end with / nor hold AWSLogs, got "/x"'],
            ],
        ],
        [
            "redirects that lead nowhere",
            { redirects: [{ paths: ["/*"] }, { hosts: ["a.example.com"], toPath: "new" }] },
            [
                ["redirects[0]", "needs toHost or toPath: it would lead back to itself"],
                ["redirects[1].toPath", 'must start with /, got "new"'],
            ],
        ],
    ];
    refusalTests(refusals, (args) => new LoadBalancer("web", { vpc: vpcRef(), ...args }));
});
