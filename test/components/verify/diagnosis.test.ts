import { strict as assert } from "node:assert";

import { type DeploymentFacts, describeFailure, diagnose } from "../../../components";

const facts = (more: Partial<DeploymentFacts> = {}): DeploymentFacts => ({
    deployments: [],
    events: [],
    stoppedTasks: [],
    ...more,
});
const stopped = (reason: string, exitCode?: number, log: string[] = []) => ({
    taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/shop/0af1",
    taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:8",
    stoppedReason: reason,
    containers: [{ name: "web", ...(exitCode === undefined ? {} : { exitCode }) }],
    log,
});
const PLACE = "(service web) was unable to place a task because no container instance met all of its requirements.";
const CLOSEST = "The closest matching (container-instance 1b2c)";
const EXITED = "Essential container in task exited";

describe("diagnose", () => {
    // What AWS says as an event, and the beginning of what it means.
    const events: [string, string][] = [
        [`${PLACE} ${CLOSEST} has insufficient CPU units available.`, "No instance has enough CPU units left"],
        [`${PLACE} ${CLOSEST} has insufficient memory available.`, "No instance has enough memory left"],
        [`${PLACE} Reason: RESOURCE:MEMORY.`, "No instance has enough memory left"],
        [`${PLACE} Reason: RESOURCE:CPU.`, "No instance has enough CPU units left"],
        [`${PLACE} Reason: RESOURCE:ENI.`, "No instance has a network interface left"],
        [`${PLACE} ${CLOSEST} is already using a port required by your task.`, "The fixed host port is taken"],
        [
            `${PLACE} ${CLOSEST} is missing an attribute required by your task.`,
            "No instance has what the task asks for",
        ],
        [`${PLACE} Reason: MemberOf placement constraint unsatisfied.`, "No instance has what the task asks for"],
        [`${PLACE} Reason: RESOURCE:GPU.`, "No instance has a GPU left"],
        [`${PLACE} Reason: No Container Instances were found in your cluster.`, "The cluster has no instance"],
        [`${PLACE} ${CLOSEST} encountered error "AGENT".`, "The ECS agent of the instance does not answer"],
        [PLACE, "ECS finds no instance for the task"],
        [
            "(service web) (port 32768) is unhealthy in (target-group arn:aws:1) due to (reason Health checks failed with these codes: [502])",
            "The load balancer's check got status 502.",
        ],
        [
            "(service web) (port 32768) is unhealthy in (target-group arn:aws:1) due to (reason Request timed out)",
            "The load balancer's check gets no answer on port 32768.",
        ],
        ["(service web) is unhealthy in (target-group arn:aws:1)", "The load balancer finds the tasks unhealthy"],
        ["(service web) (task 1) failed container health checks.", "The container's own health check fails"],
        [
            "(service web) was unable to assume the role arn:aws:iam::1:role/web-task.",
            "ECS cannot take the task's role or execution role",
        ],
    ];
    for (const [event, words] of events) {
        it(`reads the event ${event.replace(PLACE, "… unable to place a task.")}`, () => {
            const found = diagnose(facts({ events: [event] }));
            assert.equal(found.length, 1, found.join("\n"));
            assert.ok(found[0]?.startsWith(words), found[0]);
        });
    }

    const pull = "CannotPullContainerError:";
    const reasons: [string, string][] = [
        [`${pull} failed to resolve ref 1.dkr.ecr.amazonaws.com/web:9: not found`, "The image is not in its registry"],
        [`${pull} manifest unknown`, "The image is not in its registry"],
        [`${pull} pull access denied, repository does not exist or may require authorization`, "The registry refuses"],
        [`${pull} no basic auth credentials`, "The registry refuses"],
        [`${pull} toomanyrequests: You have reached your pull rate limit`, "Docker Hub's limit of pulls is reached"],
        [
            `${pull} Get https://1.dkr.ecr: dial tcp 10.0.0.1:443: i/o timeout`,
            "The instance does not reach the registry",
        ],
        [`${pull} context deadline exceeded`, "The instance does not reach the registry"],
        [`${pull} no matching manifest for linux/arm64/v8`, "The image was not built for the architecture"],
        [`${pull} write /var/lib/docker: no space left on device`, "The instance's disk is full"],
        [`${pull} something new`, "The image could not be pulled"],
        ["CannotStartContainerError: exec /app: exec format error", "The image is of another architecture"],
        ["CannotStartContainerError: Bind for 0.0.0.0:80 failed: port is already allocated", "The host port is taken"],
        [
            'CannotStartContainerError: exec: "serve": executable file not found in $PATH',
            "The command or entry point is not in the image",
        ],
        ["OutOfMemoryError: Container killed due to memory usage", "The container needed more memory"],
        [
            "ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException",
            "A secret could not be read",
        ],
        [
            "Fetching secret data from AWS Secrets Manager in region eu-central-1: secret db: ResourceNotFoundException",
            "A secret or one of its keys is not there",
        ],
        [
            "failed to initialize logging driver: failed to create Cloudwatch log stream",
            "The container's log cannot be",
        ],
        [
            "ResourceInitializationError: failed to invoke EFS utils commands: mount.nfs4 failed",
            "A volume could not be",
        ],
        ["DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", "Docker on the instance"],
        ["Timeout waiting for network interface provisioning to complete.", "No instance has a network interface left"],
        ["Task failed ELB health checks in (target-group arn:aws:1)", "The load balancer finds the tasks unhealthy"],
    ];
    for (const [reason, words] of reasons) {
        it(`reads the reason ${reason}`, () => {
            const found = diagnose(facts({ stoppedTasks: [stopped(reason)] }));
            assert.equal(found.length, 1, found.join("\n"));
            assert.ok(found[0]?.startsWith(words), found[0]);
        });
    }

    const exits: [number, string][] = [
        [1, "The application ended by itself with an error"],
        [127, "The command is not in the image"],
        [137, "The container was killed: out of memory, unless"],
        [139, "The application crashed"],
        [143, "The container was asked to stop and did"],
        [7, "The application ended with exit code 7"],
    ];
    for (const [code, words] of exits) {
        it(`reads exit code ${code} where ECS says nothing more`, () => {
            const found = diagnose(facts({ stoppedTasks: [stopped(EXITED, code)] }));
            assert.equal(found.length, 1, found.join("\n"));
            assert.ok(found[0]?.startsWith(words), found[0]);
        });
    }

    it("reads the kernel's word on the architecture in a log, and no other", () => {
        const log = ["exec /usr/local/bin/node: exec format error"];
        assert.deepEqual(diagnose(facts({ stoppedTasks: [stopped(EXITED, 1, log)] })), [
            "The image is of another architecture than the instance. Build it for the cluster's own.",
        ]);
        const own = ["job: CannotPull is what our test prints, port is already allocated"];
        assert.match(
            diagnose(facts({ stoppedTasks: [stopped(EXITED, 1, own)] })).join(),
            /^The application ended by itself/,
        );
    });

    it("says each cause once, the most frequent first, and nothing of what went well", () => {
        const found = diagnose(
            facts({
                events: [
                    "(service web) has started 1 tasks: (task 1).",
                    "(service web) has reached a steady state.",
                    `${PLACE} ${CLOSEST} has insufficient memory available.`,
                ],
                stoppedTasks: [stopped(`${pull} not found`), stopped(`${pull} not found`)],
            }),
        );
        assert.deepEqual(
            found.map((words) => words.split(".")[0]),
            ["The image is not in its registry", "No instance has enough memory left"],
        );
        assert.deepEqual(diagnose(facts()), []);
    });
});

describe("describeFailure", () => {
    const definition = (revision: number) =>
        `arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-dev-web:${revision}`;

    it("tells what was asked for, what runs, why, and what AWS said", () => {
        const text = describeFailure(
            definition(8),
            facts({
                deployments: [
                    {
                        status: "PRIMARY",
                        taskDefinition: definition(7),
                        desiredCount: 2,
                        runningCount: 2,
                        failedTasks: 0,
                        rolloutState: "COMPLETED",
                        rolloutStateReason: "ECS deployment circuit breaker: rolling back.",
                    },
                ],
                events: ["(service web) rolling back to deployment ecs-svc/7."],
                stoppedTasks: [{ ...stopped(EXITED, 137, ["loading", "Killed\n"]), taskDefinition: definition(8) }],
            }),
        );
        assert.equal(
            text,
            [
                "revision shop-dev-web:8 was asked for, but shop-dev-web:7 runs: ECS has rolled the deployment back, or somebody has deployed beside this program",
                "Diagnosis:",
                "  The container was killed: out of memory, unless it did not stop within stopTimeout. Look at its memory.",
                "Deployments:",
                "  PRIMARY shop-dev-web:7, 2 of 2 tasks run, COMPLETED, ECS deployment circuit breaker: rolling back.",
                "Events, newest first:",
                "  (service web) rolling back to deployment ecs-svc/7.",
                "Stopped tasks, newest first:",
                "  0af1 of shop-dev-web:8: Essential container in task exited",
                "    web: exit code 137",
                "    | loading",
                "    | Killed",
            ].join("\n"),
        );
    });

    it("does not speak of another revision where there is none", () => {
        assert.equal(describeFailure(definition(8), facts()), "revision shop-dev-web:8 does not run as it should");
    });

    it("reads the provider's error as well, without repeating it", () => {
        const error = `waiting for ECS Service: timeout while waiting for state to become 'tfSTABLE' ${PLACE} ${CLOSEST} has insufficient memory available.`;
        assert.deepEqual(describeFailure(definition(8), facts(), [error]).split("\n"), [
            "revision shop-dev-web:8 does not run as it should",
            "Diagnosis:",
            "  No instance has enough memory left. Lower what the task reserves, raise the capacity's maxSize, or take a larger instance type.",
        ]);
    });

    it("shows eight events at most", () => {
        const events = Array.from({ length: 20 }, (_, index) => `event ${index}`);
        const lines = describeFailure(definition(8), facts({ events })).split("\n");
        assert.deepEqual([lines.length, lines.at(-1)], [10, "  event 7"]);
    });
});
