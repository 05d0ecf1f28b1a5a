import { strict as assert } from "node:assert";
import type * as awsx from "@pulumi/awsx/ec2";

import { EcsCluster, EcsService, lookupVpc, type VpcRef } from "../../../components";
import { plan } from "../../support/plan";

const answers = {
    "aws:ec2/getVpc:getVpc": ({ id, default: isDefault }: Record<string, unknown>) => ({
        id: id ?? (isDefault ? "vpc-default" : undefined),
    }),
    "aws:ec2/getSubnets:getSubnets": ({ filters }: Record<string, { name: string; values: string[] }[]>) => ({
        ids: filters?.[1]?.values[0] === "true" ? ["subnet-b", "subnet-a"] : ["subnet-d", "subnet-c"],
    }),
};

const clusterIn = (vpc: () => VpcRef) => plan(() => new EcsCluster("c", { vpc: vpc() }), { calls: answers });

describe("a VPC that exists", () => {
    it("is the account's default VPC when nothing is said, with its public subnets in a fixed order", async () => {
        const engine = await clusterIn(() => lookupVpc());
        assert.equal(engine.one("aws:ec2/securityGroup:SecurityGroup").inputs.vpcId, "vpc-default");
        const { vpcZoneIdentifiers } = engine.one("aws:autoscaling/group:Group").inputs;
        assert.deepEqual(vpcZoneIdentifiers, ["subnet-a", "subnet-b"]);
        assert.equal(engine.calls.filter(({ token }) => token.includes("getSubnets")).length, 1);
    });

    it("is another by its id, with its private subnets where asked for", async () => {
        const engine = await clusterIn(() => lookupVpc({ vpcId: "vpc-1", usePrivateSubnets: true }));
        assert.equal(engine.one("aws:ec2/securityGroup:SecurityGroup").inputs.vpcId, "vpc-1");
        const { vpcZoneIdentifiers } = engine.one("aws:autoscaling/group:Group").inputs;
        assert.deepEqual(vpcZoneIdentifiers, ["subnet-c", "subnet-d"]);
        const { networkInterfaces, vpcSecurityGroupIds } = engine.one("aws:ec2/launchTemplate:LaunchTemplate").inputs;
        assert.equal(networkInterfaces, undefined, "no public addresses behind NAT");
        assert.equal(vpcSecurityGroupIds.length, 1);
    });

    it("says what was said of it", () => {
        const facts = { subnetCount: 3, taskEgress: true };
        return plan(
            () => {
                const { subnetCount, taskEgress } = lookupVpc({ vpcId: "vpc-1", ...facts });
                assert.deepEqual({ subnetCount, taskEgress }, facts);
            },
            { calls: answers },
        );
    });

    it("may be awsx's, which has private subnets and NAT: awsvpc tasks then have a way out", () => {
        // Checked by the compiler: the component of awsx is a VpcRef as it is.
        const vpc = { vpcId: "vpc-1", publicSubnetIds: ["subnet-a"], privateSubnetIds: ["subnet-c"] };
        const ref = (one: awsx.Vpc): VpcRef => one;
        return plan(() => {
            const cluster = new EcsCluster("c", { vpc: ref(vpc as unknown as awsx.Vpc) });
            assert.equal(cluster.taskEgress, true);
            const containers = [{ name: "a", image: "x", memory: 6, portMappings: [{ containerPort: 80 }] }];
            const service = new EcsService("s", { cluster, containers, discovery: {}, egress: true });
            assert.equal(service.networkMode, "awsvpc");
        });
    });
});
