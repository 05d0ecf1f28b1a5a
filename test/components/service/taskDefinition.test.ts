import { strict as assert } from "node:assert";
import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";

import { type ContainerArgs, TaskDefinition, type TaskDefinitionArgs } from "../../../components";
import { PASSWORD } from "../../support/aws";
import type { EngineOptions } from "../../support/engine";
import { dependenciesOf, difference, inputsOf, once, plan } from "../../support/plan";
import { UNKNOWN } from "../../support/wire";

const web: ContainerArgs = { name: "web", image: "nginx@sha256:1", memory: 128 };
const task = (args: Partial<TaskDefinitionArgs> = {}, options?: EngineOptions) =>
    plan(() => new TaskDefinition("web", { containers: [web], ...args }), options);
const plain = once(() => task());
const changes = async (args: Partial<TaskDefinitionArgs>) => difference(await plain(), await task(args));

describe("TaskDefinition", () => {
    for (const preview of [false, true]) {
        it(`has these children in ${preview ? "a preview" : "an update"}`, async () => {
            assert.deepEqual((await task({}, { preview })).tree(), [
                "ecs-ec2:index:TaskDefinition web",
                "ecs-ec2:index:TaskDefinition$aws:cloudwatch/logGroup:LogGroup web",
                "ecs-ec2:index:TaskDefinition$aws:ecs/taskDefinition:TaskDefinition web",
                "ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-execution",
                "ecs-ec2:index:TaskDefinition$aws:iam/role:Role web-task",
                "ecs-ec2:index:TaskDefinition$aws:iam/rolePolicyAttachment:RolePolicyAttachment web-execution",
            ]);
        });
    }

    it("gives its children exactly these inputs", async () => {
        assert.deepEqual(inputsOf(await plain()), {
            "cloudwatch.LogGroup web": { name: "/ecs/shop/test/web", retentionInDays: 30 },
            "ecs.TaskDefinition web": {
                containerDefinitions: {
                    json: [
                        {
                            cpu: 0,
                            environment: [{ name: "AWS_REGION", value: "eu-central-1" }],
                            essential: true,
                            image: "nginx@sha256:1",
                            linuxParameters: { initProcessEnabled: true },
                            logConfiguration: {
                                logDriver: "awslogs",
                                options: {
                                    "awslogs-group": "/ecs/shop/test/web",
                                    "awslogs-region": "eu-central-1",
                                    "awslogs-stream-prefix": "web",
                                    "max-buffer-size": "25m",
                                    mode: "non-blocking",
                                },
                            },
                            memory: 128,
                            mountPoints: [],
                            name: "web",
                            portMappings: [],
                            systemControls: [],
                            volumesFrom: [],
                        },
                    ],
                },
                executionRoleArn: "arn:aws:iam::123456789012:role/web-execution-1a2b3c4",
                family: "shop-test-web",
                networkMode: "bridge",
                requiresCompatibilities: ["EC2"],
                runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
                taskRoleArn: "arn:aws:iam::123456789012:role/web-task-1a2b3c4",
                volumes: [],
            },
            "iam.Role web-execution": {
                assumeRolePolicy: {
                    json: {
                        Version: "2012-10-17",
                        Statement: [
                            {
                                Effect: "Allow",
                                Action: "sts:AssumeRole",
                                Principal: { Service: "ecs-tasks.amazonaws.com" },
                                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                            },
                        ],
                    },
                },
                description: "ECS agent for tasks of web",
            },
            "iam.Role web-task": {
                assumeRolePolicy: {
                    json: {
                        Version: "2012-10-17",
                        Statement: [
                            {
                                Effect: "Allow",
                                Action: "sts:AssumeRole",
                                Principal: { Service: "ecs-tasks.amazonaws.com" },
                                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                            },
                        ],
                    },
                },
                description: "Containers of web",
            },
            "iam.RolePolicyAttachment web-execution": {
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
                role: "web-execution-1a2b3c4",
            },
        });
    });

    it("makes its children wait for exactly these", async () => {
        assert.deepEqual(dependenciesOf(await plain()), {
            "ecs.TaskDefinition web": [
                "cloudwatch.LogGroup web",
                "iam.Role web-execution",
                "iam.Role web-task",
                "iam.RolePolicyAttachment web-execution",
            ],
            "iam.RolePolicyAttachment web-execution": ["iam.Role web-execution"],
        });
    });

    it("registers what services need", async () => {
        assert.deepEqual((await plain()).one("ecs-ec2:index:TaskDefinition").outputs, {
            executionRoleArn: "arn:aws:iam::123456789012:role/web-execution-1a2b3c4",
            family: "shop-test-web",
            logGroupName: "/ecs/shop/test/web",
            taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-test-web:1",
            taskRoleArn: "arn:aws:iam::123456789012:role/web-task-1a2b3c4",
        });
    });

    it("shows policies its containers while an image is still unknown", async () => {
        const program = () => {
            const image = new ecr.Repository("web").repositoryUrl;
            new TaskDefinition("web", { containers: [{ ...web, image }] });
        };
        const engine = await plan(program, { preview: true });
        const [container] = engine.one("ecs-ec2:index:TaskDefinition").inputs.containerDefinitions;
        assert.equal(container.image, UNKNOWN);
        assert.equal(container.logConfiguration.logDriver, "awslogs");
        assert.equal(engine.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions, UNKNOWN);
    });

    it("puts tags on everything that takes them", async () => {
        assert.deepEqual(await changes({ tags: { Team: "web" } }), {
            "cloudwatch.LogGroup web": { tags: { Team: "web" } },
            "ecs.TaskDefinition web": { tags: { Team: "web" } },
            "iam.Role web-execution": { tags: { Team: "web" } },
            "iam.Role web-task": { tags: { Team: "web" } },
        });
    });

    it("lets the execution role read exactly the secrets used", async () => {
        const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`;
        const engine = await task({
            containers: [
                {
                    ...web,
                    secrets: { A: secret("one"), B: `${secret("one")}:key::`, C: "arn:aws:ssm:x:1:parameter/p" },
                },
                { ...web, name: "side", secrets: { D: secret("two") } },
            ],
        });
        assert.deepEqual(
            JSON.parse(engine.one("aws:iam/rolePolicy:RolePolicy", "web-execution").inputs.policy).Statement,
            [
                {
                    Effect: "Allow",
                    Action: ["secretsmanager:GetSecretValue"],
                    Resource: [secret("one"), secret("two")],
                },
                { Effect: "Allow", Action: ["ssm:GetParameters"], Resource: ["arn:aws:ssm:x:1:parameter/p"] },
            ],
        );
    });

    it("keeps a secret out of plain inputs", async () => {
        const engine = await task({ containers: [{ ...web, environment: { PASSWORD: pulumi.secret(PASSWORD) } }] });
        const holders = engine.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(PASSWORD));
        assert.deepEqual(
            holders.map(({ type, secrets }) => [type, secrets]),
            [
                ["ecs-ec2:index:TaskDefinition", ["containerDefinitions[0].environment[1].value"]],
                ["aws:ecs/taskDefinition:TaskDefinition", ["containerDefinitions"]],
            ],
        );
    });
});
