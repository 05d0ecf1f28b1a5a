import { strict as assert } from "node:assert";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { missingDockerEngine } from "../../../components/image/dockerEngine";

describe("a Docker engine", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ecs-ec2-docker-"));
    const nowhere = { DOCKER_CONFIG: folder };
    const here =
        fs.existsSync("/var/run/docker.sock") || fs.existsSync(path.join(os.homedir(), ".docker/run/docker.sock"));
    const configured = (content: string) => {
        const config = fs.mkdtempSync(path.join(folder, "config-"));
        fs.writeFileSync(path.join(config, "config.json"), content);
        return { DOCKER_CONFIG: config };
    };

    it("that is not there is said to be missing, with the way out", () => {
        const expected = here
            ? /^undefined$/
            : /^needs a Docker engine to build, and there is none at \/var\/run\/docker\.sock or .*DOCKER_HOST$/;
        assert.match(String(missingDockerEngine(nowhere)), expected);
        assert.match(String(missingDockerEngine(configured('{"currentContext": "default"}'))), expected);
        assert.match(String(missingDockerEngine(configured("no JSON"))), expected);
    });

    for (const [what, env] of [
        ["another host", { DOCKER_HOST: "ssh://builder" }],
        ["another context in the environment", { DOCKER_CONTEXT: "remote" }],
        ["a builder of its own", { BUILDX_BUILDER: "cloud" }],
        ["a provider that is attached", { PULUMI_DEBUG_PROVIDERS: "aws:1,docker-build:2" }],
        ["another context in the client's configuration", configured('{"currentContext": "desktop-linux"}')],
    ] as const) {
        it(`may be ${what}`, () => assert.equal(missingDockerEngine({ ...nowhere, ...env }), undefined));
    }

    it("may answer on the user's own socket", () => {
        fs.writeFileSync(path.join(folder, "docker.sock"), "");
        assert.equal(missingDockerEngine({ ...nowhere, XDG_RUNTIME_DIR: folder }), undefined);
    });

    after(() => fs.rmSync(folder, { recursive: true, force: true }));
});
