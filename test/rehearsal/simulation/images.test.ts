import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Props } from "../../../rehearsal/values";
import { cluster, task } from "./cluster";
import { refused, Stack } from "./stack";

const IMAGE = "docker-build:index:Image";

describe("simulation: images", () => {
    let context = "";
    beforeEach(() => {
        context = fs.mkdtempSync(path.join(os.tmpdir(), "context-"));
        fs.writeFileSync(path.join(context, "Dockerfile"), "FROM scratch\n");
        fs.writeFileSync(path.join(context, "index.html"), "one");
    });
    afterEach(() => fs.rmSync(context, { recursive: true }));

    const args = (tag: string, more: Props = {}) => ({
        push: true,
        context: { location: context },
        platforms: ["linux/amd64"],
        tags: [tag],
        ...more,
    });

    it("pushes by digest, and shows a changed file as an update", () => {
        const stack = new Stack();
        const repository = stack.up("aws:ecr/repository:Repository", "web", {});
        const tag = `${repository.state.repositoryUrl}:v1`;
        const image = stack.up(IMAGE, "web", args(tag));
        assert.equal(image.state.ref, `${tag}@${image.state.digest}`);
        assert.deepEqual(stack.diff(image, args(tag)).changes, []);
        fs.writeFileSync(path.join(context, "index.html"), "two");
        assert.deepEqual(stack.diff(image, args(tag)).changed, ["contextHash"]);
        const before = image.state.digest;
        assert.notEqual(stack.update(image, args(tag)).state.digest, before);
        const found = stack.operations.invoke("docker:index/getRegistryImage:getRegistryImage", { name: tag });
        assert.equal(found.sha256Digest, image.state.digest);
    });

    it("does not see what .dockerignore names", () => {
        const stack = new Stack();
        fs.writeFileSync(path.join(context, ".dockerignore"), "*.log\nnode_modules\n");
        const image = stack.up(IMAGE, "web", args("web:v1", { push: false }));
        fs.writeFileSync(path.join(context, "a.log"), "x");
        assert.deepEqual(stack.diff(image, args("web:v1", { push: false })).changes, []);
    });

    it("refuses a repository that is not there, and another content under an immutable tag", () => {
        const stack = new Stack();
        const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
        refused(/The repository with name 'none' does not exist/, () =>
            stack.up(IMAGE, "x", args(`${registry}/none:v1`)),
        );
        const fixed = stack.up("aws:ecr/repository:Repository", "web", { imageTagMutability: "IMMUTABLE" });
        const tag = `${fixed.state.repositoryUrl}:v1`;
        const image = stack.up(IMAGE, "web", args(tag));
        fs.writeFileSync(path.join(context, "index.html"), "two");
        refused(/ImageTagAlreadyExistsException/, () => stack.update(image, args(tag)));
    });

    it("refuses a context without a Dockerfile", () => {
        fs.rmSync(path.join(context, "Dockerfile"));
        assert.match(String(new Stack().failures(IMAGE, args("web:v1"))), /Dockerfile" does not exist/);
    });

    it("keeps a repository with images, unless it is forced", () => {
        const stack = new Stack();
        const repository = stack.up("aws:ecr/repository:Repository", "web", {});
        stack.up(IMAGE, "web", args(`${repository.state.repositoryUrl}:v1`));
        refused(/RepositoryNotEmptyException/, () => stack.down(repository));
        stack.update(repository, { ...repository.inputs, forceDelete: true });
        stack.destroy();
        assert.deepEqual(stack.left(), []);
    });

    it("starts no task of a missing image, or of one for another architecture", () => {
        const stack = new Stack();
        const all = cluster(stack, { instanceType: "t4g.small" });
        const repository = stack.up("aws:ecr/repository:Repository", "web", {});
        const serve = (name: string, image: string) =>
            stack.up("aws:ecs/service:Service", name, {
                cluster: all.main.id,
                taskDefinition: task(stack, name, { image }).state.arn,
                desiredCount: 1,
                waitForSteadyState: true,
                capacityProviderStrategies: [{ capacityProvider: all.provider.state.name, weight: 1 }],
            }).incomplete;
        const url = repository.state.repositoryUrl;
        assert.match(String(serve("missing", `${url}:none`)), /CannotPullContainerError.*not found/);
        const image = stack.up(IMAGE, "web", args(`${url}:v1`));
        assert.match(String(serve("wrong", image.state.ref)), /exec format error/);
        const right = stack.up(IMAGE, "arm", args(`${url}:v2`, { platforms: ["linux/arm64"] }));
        assert.equal(serve("right", right.state.ref), undefined);
    });
});
