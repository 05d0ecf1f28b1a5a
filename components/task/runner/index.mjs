// Handlers of the Lambda functions that start tasks and tell how they ended. The AWS SDK is part of the Lambda runtime.
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { ECS } from "@aws-sdk/client-ecs";

import { inspectService, runTask, startUnlessRunning } from "./tasks.mjs";

const aws = { ecs: new ECS({}), logs: new CloudWatchLogs({}), sleep };

/** Runs a task to its end, for the update that waits for it. */
export const run = (event) => runTask(event, aws);
/** Starts a task unless one of its family runs, for a schedule. */
export const start = (event) => startUnlessRunning(event, aws);
/** Tells what has become of a service's deployment. */
export const inspect = (event) => inspectService(event, aws);
