import { strict as assert } from "node:assert";
import * as pulumi from "@pulumi/pulumi";

import {
    EcsCluster,
    EcsService,
    exportCluster,
    exportLoadBalancer,
    importCluster,
    importLoadBalancer,
    LoadBalancer,
    PublicVpc,
} from "../../components";
import { Session } from "./session";

const container = { name: "web", image: "nginx@sha256:aaaa", memory: 128, portMappings: [{ containerPort: 8080 }] };

async function platform() {
    const vpc = new PublicVpc("platform");
    const cluster = new EcsCluster("platform", { vpc });
    const balancer = new LoadBalancer("platform", { vpc, clusters: [cluster] });
    return { cluster: exportCluster(cluster), balancer: exportLoadBalancer(balancer) };
}

const service = (name: string, discovery?: object) => async () => {
    const platformStack = new pulumi.StackReference("organization/platform/test");
    const cluster = importCluster(platformStack.getOutput("cluster"), { taskSubnetCount: 2 });
    const balancer = importLoadBalancer(platformStack.getOutput("balancer"));
    const made = new EcsService(name, {
        cluster,
        containers: [container],
        routes: [{ loadBalancer: balancer, paths: [`/${name}/*`] }],
        ...(discovery ? { discovery } : {}),
    });
    return { hostName: made.hostName };
};

describe("a platform stack and service stacks that use it", function () {
    this.timeout(180_000);

    it("go up, change nothing again and come down, one after the other", async () => {
        const session = await Session.start();
        try {
            const base = await session.stack("platform", platform);
            await base.up();
            const shared = session.left().length;
            const orders = await session.stack("orders", service("orders"));
            const users = await session.stack("users", service("users", {}));
            for (const stack of [orders, users]) {
                await stack.up();
                assert.deepEqual(await stack.preview(), { create: [], update: [], replace: [], delete: [] });
            }
            assert.deepEqual((await users.outputs()).hostName, "users.platform-test.internal");
            await orders.destroy();
            await users.destroy();
            assert.equal(session.left().length, shared, "service stacks leave what is the platform's");
            await base.destroy();
            assert.deepEqual(session.left(), []);
        } finally {
            await session.stop();
        }
    });
});
