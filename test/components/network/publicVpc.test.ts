import { strict as assert } from "node:assert";

import { PublicVpc, type PublicVpcArgs } from "../../../components";
import type { EngineOptions } from "../../support/engine";
import { assertDestroyOrder, dependenciesOf, difference, inputsOf, once, plan } from "../../support/plan";

const vpc = (args?: PublicVpcArgs, options?: EngineOptions) => plan(() => new PublicVpc("shop", args), options);
const plain = once(() => vpc());
const changes = async (args: PublicVpcArgs) => difference(await plain(), await vpc(args));

describe("PublicVpc", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await vpc({}, { preview })).tree(), [
                "ecs-ec2:index:PublicVpc shop",
                "ecs-ec2:index:PublicVpc$aws:ec2/defaultSecurityGroup:DefaultSecurityGroup shop-default",
                "ecs-ec2:index:PublicVpc$aws:ec2/internetGateway:InternetGateway shop-gateway",
                "ecs-ec2:index:PublicVpc$aws:ec2/route:Route shop-internet",
                "ecs-ec2:index:PublicVpc$aws:ec2/routeTable:RouteTable shop-routes",
                "ecs-ec2:index:PublicVpc$aws:ec2/routeTableAssociation:RouteTableAssociation shop-public-1",
                "ecs-ec2:index:PublicVpc$aws:ec2/routeTableAssociation:RouteTableAssociation shop-public-2",
                "ecs-ec2:index:PublicVpc$aws:ec2/subnet:Subnet shop-public-1",
                "ecs-ec2:index:PublicVpc$aws:ec2/subnet:Subnet shop-public-2",
                "ecs-ec2:index:PublicVpc$aws:ec2/vpc:Vpc shop",
                "ecs-ec2:index:PublicVpc$aws:ec2/vpcEndpoint:VpcEndpoint shop-dynamodb",
                "ecs-ec2:index:PublicVpc$aws:ec2/vpcEndpoint:VpcEndpoint shop-s3",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "ec2.DefaultSecurityGroup shop-default": {
                egress: [],
                ingress: [],
                tags: { Name: "shop-default" },
                vpcId: "vpc-shop",
            },
            "ec2.InternetGateway shop-gateway": { tags: { Name: "shop" }, vpcId: "vpc-shop" },
            "ec2.Route shop-internet": {
                destinationCidrBlock: "0.0.0.0/0",
                gatewayId: "igw-shop-gateway",
                routeTableId: "rtb-shop-routes",
            },
            "ec2.RouteTable shop-routes": { tags: { Name: "shop-public" }, vpcId: "vpc-shop" },
            "ec2.RouteTableAssociation shop-public-1": {
                routeTableId: "rtb-shop-routes",
                subnetId: "subnet-shop-public-1",
            },
            "ec2.RouteTableAssociation shop-public-2": {
                routeTableId: "rtb-shop-routes",
                subnetId: "subnet-shop-public-2",
            },
            "ec2.Subnet shop-public-1": {
                availabilityZone: "eu-central-1a",
                cidrBlock: "10.0.0.0/20",
                mapPublicIpOnLaunch: true,
                tags: { Name: "shop-public-1" },
                vpcId: "vpc-shop",
            },
            "ec2.Subnet shop-public-2": {
                availabilityZone: "eu-central-1b",
                cidrBlock: "10.0.16.0/20",
                mapPublicIpOnLaunch: true,
                tags: { Name: "shop-public-2" },
                vpcId: "vpc-shop",
            },
            "ec2.Vpc shop": {
                cidrBlock: "10.0.0.0/16",
                enableDnsHostnames: true,
                enableDnsSupport: true,
                tags: { Name: "shop" },
            },
            "ec2.VpcEndpoint shop-dynamodb": {
                routeTableIds: ["rtb-shop-routes"],
                serviceName: "com.amazonaws.eu-central-1.dynamodb",
                tags: { Name: "shop-dynamodb" },
                vpcEndpointType: "Gateway",
                vpcId: "vpc-shop",
            },
            "ec2.VpcEndpoint shop-s3": {
                routeTableIds: ["rtb-shop-routes"],
                serviceName: "com.amazonaws.eu-central-1.s3",
                tags: { Name: "shop-s3" },
                vpcEndpointType: "Gateway",
                vpcId: "vpc-shop",
            },
        });
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "ec2.DefaultSecurityGroup shop-default": ["ec2.Vpc shop"],
            "ec2.InternetGateway shop-gateway": ["ec2.Vpc shop"],
            "ec2.Route shop-internet": ["ec2.InternetGateway shop-gateway", "ec2.RouteTable shop-routes"],
            "ec2.RouteTable shop-routes": ["ec2.Vpc shop"],
            "ec2.RouteTableAssociation shop-public-1": ["ec2.RouteTable shop-routes", "ec2.Subnet shop-public-1"],
            "ec2.RouteTableAssociation shop-public-2": ["ec2.RouteTable shop-routes", "ec2.Subnet shop-public-2"],
            "ec2.Subnet shop-public-1": ["ec2.Vpc shop"],
            "ec2.Subnet shop-public-2": ["ec2.Vpc shop"],
            "ec2.VpcEndpoint shop-dynamodb": ["ec2.RouteTable shop-routes", "ec2.Vpc shop"],
            "ec2.VpcEndpoint shop-s3": ["ec2.RouteTable shop-routes", "ec2.Vpc shop"],
        });
    });

    it("registers ids that are known once subnets are routed", async () => {
        const engine = await plain();
        assert.deepEqual(engine.one("ecs-ec2:index:PublicVpc").outputs, {
            cidrBlock: "10.0.0.0/16",
            ipv6: false,
            publicSubnetIds: ["subnet-shop-public-1", "subnet-shop-public-2"],
            subnetCount: 2,
            taskEgress: false,
            vpcId: "vpc-shop",
        });
    });

    it("keeps a subnet in its zone when the region adds one", async () => {
        const zones = (preview: boolean) => ({
            preview,
            calls: {
                "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: ["z-2", "z-1", "z-0"] }),
            },
        });
        const subnets = (await vpc({}, zones(false))).all("aws:ec2/subnet:Subnet");
        assert.deepEqual(
            subnets.map(({ inputs, ignoreChanges }) => [inputs.availabilityZone, ignoreChanges]),
            [
                ["z-0", ["availabilityZone"]],
                ["z-1", ["availabilityZone"]],
            ],
        );
    });

    it("asks only for the region's own zones", async () => {
        const calls = (await plain()).calls.filter(({ token }) => token.includes("Zones")).map(({ inputs }) => inputs);
        assert.deepEqual(calls, [
            { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
        ]);
    });

    it("has no NAT gateway, no private subnet and no way in", async () => {
        const engine = await plain();
        assert.deepEqual(
            engine.tree().filter((line) => /nat|eip|IngressRule/i.test(line)),
            [],
        );
        const [endpoints, subnets] = [
            engine.all("aws:ec2/vpcEndpoint:VpcEndpoint"),
            engine.all("aws:ec2/subnet:Subnet"),
        ];
        assert.ok(endpoints.every(({ inputs }) => inputs.vpcEndpointType === "Gateway"));
        assert.ok(subnets.every(({ inputs }) => inputs.mapPublicIpOnLaunch));
    });

    it("is divided by another block", async () => {
        assert.deepEqual(await changes({ cidrBlock: "172.16.0.0/20" }), {
            "ec2.Subnet shop-public-1": { cidrBlock: "172.16.0.0/24" },
            "ec2.Subnet shop-public-2": { cidrBlock: "172.16.1.0/24" },
            "ec2.Vpc shop": { cidrBlock: "172.16.0.0/20" },
        });
    });

    it("is divided into subnets of another size", async () => {
        assert.deepEqual(await changes({ subnetPrefix: 24 }), {
            "ec2.Subnet shop-public-1": { cidrBlock: "10.0.0.0/24" },
            "ec2.Subnet shop-public-2": { cidrBlock: "10.0.1.0/24" },
        });
    });

    it("grows by a zone without touching what is there", async () => {
        assert.deepEqual(await changes({ availabilityZoneCount: 3 }), {
            "ec2.RouteTableAssociation shop-public-3": {
                added: { routeTableId: "rtb-shop-routes", subnetId: "subnet-shop-public-3" },
            },
            "ec2.Subnet shop-public-3": {
                added: {
                    availabilityZone: "eu-central-1c",
                    cidrBlock: "10.0.32.0/20",
                    mapPublicIpOnLaunch: true,
                    tags: { Name: "shop-public-3" },
                    vpcId: "vpc-shop",
                },
            },
        });
    });

    it("takes zones by name, and then follows their names", async () => {
        assert.deepEqual(await changes({ availabilityZoneNames: ["eu-central-1c", "eu-central-1a"] }), {
            "ec2.Subnet shop-public-1": { availabilityZone: "eu-central-1c", ignoreChanges: [] },
            "ec2.Subnet shop-public-2": { availabilityZone: "eu-central-1a", ignoreChanges: [] },
        });
    });

    it("puts tags on everything that takes them", async () => {
        const found = await changes({ tags: { Team: "web" } });
        const tagged = Object.keys(inputsOf(await plain())).filter((key) => !/Route |Association/.test(key));
        assert.deepEqual(Object.keys(found), tagged);
        for (const [key, inputs] of Object.entries(found)) {
            assert.equal((inputs as { tags: Record<string, string> }).tags.Team, "web", key);
            assert.deepEqual(Object.keys(inputs), ["tags"]);
        }
    });

    it("is destroyed from the routes inwards", async () => {
        const engine = await plain();
        assertDestroyOrder(engine, ["ec2.Route shop-internet", "ec2.InternetGateway shop-gateway", "ec2.Vpc shop"]);
        assertDestroyOrder(engine, [
            "ec2.RouteTableAssociation shop-public-1",
            "ec2.Subnet shop-public-1",
            "ec2.Vpc shop",
        ]);
    });

    it("says how many zones the region has when they are too few", async () => {
        const few = { "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: ["z-1", "z-0"] }) };
        await assert.rejects(vpc({ availabilityZoneCount: 3 }, { calls: few }), {
            name: "ArgumentError",
            errors: [
                { propertyPath: "availabilityZoneCount", reason: "is 3, but the region offers 2 zones: z-1, z-0" },
            ],
        });
    });
});
