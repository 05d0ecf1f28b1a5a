import * as t from "../aws/types";
import type { Call } from "../call";
import type { Invoke, ResourceType } from "../definition";
import { hash, list } from "../values";

const ECR = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?/;

/** The digest of a tag: an image in ECR must exist; one elsewhere has a digest that follows from its name. */
function digestOf(call: Call, name: string): string {
    const match = ECR.exec(name);
    if (!match) {
        return `sha256:${hash(name)}`;
    }
    const [, account, region, repository, tag] = match;
    const found = call.world
        .list(t.IMAGE)
        .find(
            (each) =>
                each.account === account &&
                each.region === region &&
                each.props.repository === repository &&
                list(each.props.tags).includes(tag ?? "latest"),
        );
    if (!found) {
        throw new Error(
            `Got error when attempting to fetch image version ${name} from registry: Got bad response from registry: 404 Not Found`,
        );
    }
    return found.props.digest;
}

export const getRegistryImage: Invoke = (call, args) => ({
    id: digestOf(call, args.name),
    sha256Digest: digestOf(call, args.name),
    name: args.name,
});

export const remoteImage: ResourceType = {
    token: "docker:index/remoteImage:RemoteImage",
    title: "Docker Image",
    api: { service: "docker", create: "pull", update: "pull", read: "inspect", delete: "remove" },
    replaceOn: ["name", "build", "platform", "pullTriggers", "triggers"],
    sets: ["pullTriggers"],
    seconds: { create: 20 },
    outputs: (inputs) => {
        const digest = `sha256:${hash(inputs.name)}`;
        return {
            id: `${digest}${inputs.name}`,
            imageId: digest,
            repoDigest: `${String(inputs.name).split(/:(?!.*\/)/)[0]}@${digest}`,
        };
    },
};
