import type { Entity } from "../../account";
import type { Call } from "../../call";
import { list, type Props } from "../../values";
import { offerOf } from "../instances";
import * as t from "../types";
import type { ResolvedTask } from "./taskDefinition";

const ECR =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]+))?$/;

function imageProblem(call: Call, image: string, architecture: string | undefined): string | undefined {
    const match = ECR.exec(image);
    if (!match) {
        return undefined;
    }
    const [, account = "", region = "", repository = "", tag, digest] = match;
    const home = call.world.get(account, region, t.REPOSITORY, repository);
    const stored = call.world
        .list(t.IMAGE)
        .filter((each) => each.account === account && each.region === region && each.props.repository === repository)
        .find((each) => (digest ? each.props.digest === digest : list(each.props.tags).includes(tag ?? "latest")));
    if (!home || !stored) {
        return `CannotPullContainerError: failed to resolve reference "${image}": ${image}: not found`;
    }
    const platforms = list(stored.props.platforms);
    const wanted = architecture === "ARM64" ? "linux/arm64" : "linux/amd64";
    const fits = platforms.length === 0 || platforms.some((platform) => String(platform).startsWith(wanted));
    return fits
        ? undefined
        : `exec format error: ${image} was built for ${platforms.join(", ")}, the instance is ${wanted}`;
}

function secretProblem(call: Call, valueFrom: string): string | undefined {
    const [, , service, region] = valueFrom.split(":");
    if (service === "secretsmanager") {
        const arn = valueFrom.split(":").slice(0, 7).join(":");
        const secret = call.list(t.SECRET, (each) => each.arn === arn || String(each.arn).startsWith(`${arn}-`))[0];
        const version = secret && call.findBy(t.SECRET_VERSION, "secretId", secret.id);
        return version
            ? undefined
            : `ResourceInitializationError: unable to pull secrets or registry auth: ${arn}: Secrets Manager can't find the specified secret value`;
    }
    const name = service === "ssm" ? valueFrom.split(":parameter").pop() : valueFrom;
    const known = call.list(t.PARAMETER, (each) => each.name === name || `/${each.name}` === name).length > 0;
    return known || (region && region !== call.region)
        ? undefined
        : `ResourceInitializationError: unable to pull secrets or registry auth: invalid ssm parameters: ${name}`;
}

function logProblem(call: Call, container: Props): string | undefined {
    const logging = container.logConfiguration;
    if (logging?.logDriver !== "awslogs" || logging.options?.["awslogs-create-group"] === "true") {
        return undefined;
    }
    const group = logging.options?.["awslogs-group"];
    const isHere = logging.options?.["awslogs-region"] === call.region;
    return !isHere || call.findBy(t.LOG_GROUP, "name", group)
        ? undefined
        : `CannotStartContainerError: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist: ${group}`;
}

/** Whether an EFS volume can be mounted where the task runs. */
function volumeProblem(call: Call, volume: Props, instance: Entity): string | undefined {
    const id = volume.efsVolumeConfiguration?.fileSystemId;
    if (!id) {
        return undefined;
    }
    const zone = instance.props.availabilityZone;
    const targets = call.list(t.MOUNT_TARGET, (each) => each.fileSystemId === id);
    const near = targets.some((each) => call.find(t.SUBNET, each.props.subnetId)?.props.availabilityZone === zone);
    return near
        ? undefined
        : `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: no mount target of ${id} in ${zone}`;
}

/** Why a task that was placed does not start; undefined when it runs. */
export function startProblem(call: Call, task: ResolvedTask, instance: Entity): string | undefined {
    const architecture = offerOf(call, instance)?.architecture;
    for (const property of ["executionRoleArn", "taskRoleArn"]) {
        const arn = task.props[property];
        if (arn && !call.list(t.ROLE, (role) => role.arn === arn || role.name === arn).length) {
            return `ECS was unable to assume the role '${arn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions`;
        }
    }
    for (const container of task.containers) {
        const secrets = list(container.secrets).map((secret) => secretProblem(call, String(secret.valueFrom)));
        const problem =
            imageProblem(call, container.image, architecture) ??
            secrets.find((each) => each !== undefined) ??
            logProblem(call, container);
        if (problem) {
            return problem;
        }
    }
    return list(task.props.volumes)
        .map((volume) => volumeProblem(call, volume, instance))
        .find((problem) => problem !== undefined);
}
