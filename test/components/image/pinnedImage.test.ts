import { strict as assert } from "node:assert";

import { pinnedImage } from "../../../components";
import { Engine } from "../../support/engine";

const value = (output: unknown) => (output as { promise(): Promise<string> }).promise();

describe("pinnedImage", () => {
    it("asks the registry for the digest of a tag", async () => {
        const engine = await Engine.start();
        const image = await value(pinnedImage("postgres:16.4-alpine"));
        assert.equal(image, `postgres:16.4-alpine@sha256:${"5e".repeat(32)}`);
        assert.deepEqual(engine.calls, [
            {
                token: "docker:index/getRegistryImage:getRegistryImage",
                inputs: { name: "postgres:16.4-alpine" },
                provider: "",
            },
        ]);
    });

    it("asks in a preview as well, so that a moved tag shows there", async () => {
        const engine = await Engine.start({ preview: true });
        assert.match(await value(pinnedImage("nginx:1")), /^nginx:1@sha256:/);
        assert.equal(engine.calls.length, 1);
    });

    it("leaves a digest as it is, and asks nobody", async () => {
        const engine = await Engine.start();
        assert.equal(await value(pinnedImage("nginx@sha256:1")), "nginx@sha256:1");
        assert.deepEqual(engine.calls, []);
    });
});
