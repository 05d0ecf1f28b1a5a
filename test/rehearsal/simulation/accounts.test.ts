import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { World } from "../../../rehearsal/account";
import { configurationOf } from "../../../rehearsal/configuration";
import { outputsOf } from "../../../rehearsal/model";
import { cluster, network, task } from "./cluster";
import { refused, Stack } from "./stack";

const VPC = "aws:ec2/vpc:Vpc";
const args = { cidrBlock: "10.0.0.0/16" };

describe("simulation: regions, accounts and partitions", () => {
    it("keeps regions and accounts apart", () => {
        const world = new World();
        const here = new Stack(world, { region: "eu-central-1" });
        const there = new Stack(world, { region: "us-east-1" });
        const theirs = new Stack(world, {
            region: "eu-central-1",
            assumeRoles: '[{"roleArn":"arn:aws:iam::210987654321:role/x"}]',
        });
        const vpc = here.up(VPC, "vpc", args);
        const gateway = { vpcId: vpc.id };
        for (const stack of [there, theirs]) {
            refused(/InvalidVpcID\.NotFound/, () =>
                stack.up("aws:ec2/internetGateway:InternetGateway", "igw", gateway),
            );
        }
        assert.match(theirs.up(VPC, "vpc", args).state.arn, /^arn:aws:ec2:eu-central-1:210987654321:vpc\//);
        const one = here.up(VPC, "own-region", { ...args, region: "us-west-2" });
        assert.match(one.state.arn, /:us-west-2:/);
        assert.equal(one.state.region, "us-west-2");
    });

    const partitions: [string, string, string][] = [
        ["cn-north-1", "arn:aws-cn:", "amazonaws.com.cn"],
        ["us-gov-west-1", "arn:aws-us-gov:", "amazonaws.com"],
    ];
    for (const [region, prefix, suffix] of partitions) {
        it(`gives ${region} its partition`, () => {
            const stack = new Stack(new World(), { region });
            const repository = stack.up("aws:ecr/repository:Repository", "web", {});
            assert.ok(repository.state.arn.startsWith(prefix));
            assert.ok(repository.state.repositoryUrl.endsWith(`${region}.${suffix}/${repository.state.name}`));
            const trust = '{"Statement":[{"Effect":"Allow","Principal":{"Service":"a"},"Action":"sts:AssumeRole"}]}';
            const role = stack.up("aws:iam/role:Role", "r", { assumeRolePolicy: trust });
            refused(/NoSuchEntity/, () =>
                stack.up("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "p", {
                    role: role.id,
                    policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
                }),
            );
        });
    }

    it("refuses a configuration that the provider refuses", () => {
        assert.match(String(configurationOf({ region: "here" }).problem), /Invalid AWS Region: here/);
        const wrong = { region: "us-east-1", profile: "123456789012", allowedAccountIds: '["210987654321"]' };
        assert.match(String(configurationOf(wrong).problem), /AWS account ID not allowed: 123456789012/);
        const role = { region: "cn-north-1", assumeRoles: '[{"roleArn":"arn:aws:iam::210987654321:role/x"}]' };
        assert.match(String(configurationOf(role).problem), /not in the partition/);
    });

    it("knows the images of both architectures, and none of a name that AWS has not", () => {
        const { operations } = new Stack();
        const image = (arch: string) =>
            operations.invoke("aws:ssm/getParameter:getParameter", {
                name: `/aws/service/ecs/optimized-ami/amazon-linux-2023/${arch}recommended/image_id`,
            }).value;
        assert.match(image(""), /^ami-0[0-9a-f]{16}$/);
        assert.notEqual(image(""), image("arm64/"));
        refused(/couldn't find resource/, () => image("sparc/"));
    });

    it("has a default VPC with a subnet in each zone", () => {
        const { operations } = new Stack();
        const vpc = operations.invoke("aws:ec2/getVpc:getVpc", { default: true });
        const filters = [{ name: "vpc-id", values: [vpc.id] }];
        assert.equal(operations.invoke("aws:ec2/getSubnets:getSubnets", { filters }).ids.length, 3);
    });
});

describe("simulation: the state file", () => {
    let folder = "";
    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "account-"));
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    it("serves the same account to a later process, also after a torn last line", () => {
        const file = path.join(folder, "account.json");
        const world = new World(file);
        const stack = new Stack(world);
        const all = cluster(stack, { minSize: 1 });
        task(stack, "web");
        stack.down(all.association);
        const before = stack.left().sort();
        fs.appendFileSync(file, '{"type":"aws:ec2/vpc:Vpc","id":"vpc-tor');
        const later = new World(file);
        assert.deepEqual(new Stack(later).left().sort(), before);
        assert.equal(later.list("rehearsal:ec2:instance").length, 1);
        refused(/DependencyViolation/, () => new Stack(later).down(all.vpc));
        world.close();
        later.close();
    });

    it("holds nothing that others may read", () => {
        const file = path.join(folder, "account.json");
        new World(file).close();
        assert.equal(fs.statSync(file).mode & 0o077, 0);
    });
});

describe("simulation: ids", () => {
    it("are the same on every machine, and new after each creation", () => {
        const ids = [new Stack(), new Stack()].map((stack) => network(stack).vpc.id);
        assert.equal(ids[0], ids[1]);
        const stack = new Stack();
        const first = stack.up(VPC, "vpc", args);
        stack.down(first);
        assert.notEqual(stack.up(VPC, "vpc", args).id, first.id);
    });

    it("come from the model for mocks too", () => {
        const { id, state } = outputsOf("aws:lb/loadBalancer:LoadBalancer", "web", { subnets: [] }) ?? {
            id: "",
            state: {},
        };
        assert.match(
            id,
            /^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/web-[0-9a-f]{7}\/[0-9a-f]{16}$/,
        );
        assert.equal(`arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/${state.arnSuffix}`, id);
        assert.match(state.dnsName, /^web-[0-9a-f]{7}-\d{10}\.us-east-1\.elb\.amazonaws\.com$/);
        assert.equal(outputsOf("aws:qldb/ledger:Ledger", "x", {}), undefined);
    });
});
