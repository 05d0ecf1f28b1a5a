import * as assert from "node:assert/strict";
import { World } from "../../../rehearsal/account";
import { cluster, network, task } from "./cluster";
import { refused, Stack } from "./stack";

const region = { region: "eu-central-1" };
const VPC = "aws:ec2/vpc:Vpc";

describe("simulation: faults", () => {
    it("fails the call that was named, and only that", () => {
        const fault = {
            type: "ec2/subnet:Subnet",
            operation: "create" as const,
            nth: 2,
            code: "InternalError",
            message: "x",
        };
        const stack = new Stack(new World(), region, [fault]);
        refused(/api error InternalError: x/, () => network(stack));
        assert.equal(stack.left().filter((line) => line.includes("Subnet")).length, 1);
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("fails several calls in a row", () => {
        const fault = { type: VPC, operation: "create" as const, times: 2, code: "Throttling", message: "x" };
        const stack = new Stack(new World(), region, [fault]);
        const up = () => stack.up(VPC, "vpc", { cidrBlock: "10.0.0.0/16" });
        refused(/Throttling/, up);
        refused(/Throttling/, up);
        up();
    });

    it("makes the object and loses the answer", () => {
        const fault = {
            type: VPC,
            operation: "create" as const,
            afterwards: true,
            code: "RequestTimeout",
            message: "x",
        };
        const stack = new Stack(new World(), region, [fault]);
        const vpc = stack.up(VPC, "vpc", { cidrBlock: "10.0.0.0/16" });
        assert.match(String(vpc.incomplete), /RequestTimeout/);
        assert.equal(stack.left().length, 1);
    });
});

describe("simulation: read", () => {
    it("finds what an import names", () => {
        const stack = new Stack();
        const { main, provider, ...all } = cluster(stack);
        const definition = task(stack, "web");
        const service = stack.up("aws:ecs/service:Service", "web", {
            name: "web",
            cluster: main.id,
            taskDefinition: definition.state.arn,
            capacityProviderStrategies: [{ capacityProvider: provider.state.name, weight: 1 }],
        });
        const imported = (resource: typeof service, id: string) => stack.operations.read(resource.subject, id, {});
        assert.equal(imported(service, "main/web")?.id, service.id);
        assert.equal(imported(main, "main")?.id, main.id);
        assert.equal(imported(definition, definition.state.arn)?.id, "web");
        assert.equal(
            imported(all.attachment, `${all.role.id}/${all.attachment.state.policyArn}`)?.id,
            all.attachment.id,
        );
        assert.equal(imported(all.route, `${all.table.id}_0.0.0.0/0`)?.id, all.route.id);
        const { inputs } = imported(all.vpc, all.vpc.id) ?? { inputs: {} };
        assert.deepEqual(stack.operations.diff(all.vpc.subject, all.vpc.state, inputs, inputs, []).changes, []);
        assert.equal(imported(service, "main/none"), undefined);
    });

    it("says that an object is gone that somebody deleted", () => {
        const stack = new Stack();
        const vpc = stack.up(VPC, "vpc", { cidrBlock: "10.0.0.0/16" });
        const entity = stack.world.list(VPC)[0];
        assert.ok(entity);
        stack.world.remove(entity);
        assert.equal(stack.refresh(vpc), undefined);
        stack.down(vpc);
    });
});
