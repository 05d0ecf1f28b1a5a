import { USER_DATA_BYTES } from "../../components/ecs/limits";
import type { Call } from "../call";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, list, type Props, type Value } from "../values";
import * as t from "./types";

function validate(inputs: Props): Failure[] {
    const { userData, name, networkInterfaces, vpcSecurityGroupIds } = inputs;
    const failures: Failure[] = [];
    if (typeof name === "string" && !isUnknown(name) && !/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
        failures.push({ property: "name", reason: `"name" must be 3 to 128 of a-z, A-Z, 0-9, ().-/_: "${name}"` });
    }
    if (typeof userData === "string" && !isUnknown(userData)) {
        const raw = Buffer.from(userData, "base64");
        if (raw.toString("base64").replace(/=+$/, "") !== userData.replace(/\s/g, "").replace(/=+$/, "")) {
            failures.push({ property: "userData", reason: "Invalid BASE64 encoding of user data" });
        } else if (raw.length > USER_DATA_BYTES) {
            failures.push({ property: "userData", reason: `User data is limited to ${USER_DATA_BYTES} bytes` });
        }
    }
    if (list(networkInterfaces).length > 0 && list(vpcSecurityGroupIds).length > 0) {
        const reason =
            "Network interfaces and an instance-level security groups may not be specified on the same request";
        failures.push({ property: "vpcSecurityGroupIds", reason });
    }
    return failures;
}

/** Properties that do not make a new version. */
const OUTSIDE = ["tags", "tagsAll", "defaultVersion", "updateDefaultVersion", "disableApiTermination"];

export const launchTemplate: ResourceType = {
    token: t.LAUNCH_TEMPLATE,
    title: "EC2 Launch Template",
    api: {
        service: "EC2",
        create: "CreateLaunchTemplate",
        update: "CreateLaunchTemplateVersion",
        read: "DescribeLaunchTemplates",
        delete: "DeleteLaunchTemplate",
    },
    autoName: { property: "name", max: 125, unless: "namePrefix" },
    replaceOn: ["name", "namePrefix"],
    sets: ["vpcSecurityGroupIds", "securityGroups", "securityGroupNames"],
    equal: { ebsOptimized: (a: Value, b: Value) => String(a) === String(b) },
    seconds: { create: 2, update: 2, delete: 1 },
    validate,
    unknownOnUpdate: (changed) => (changed.some((each) => !OUTSIDE.includes(each)) ? ["latestVersion"] : []),
    outputs: (inputs, env) => {
        const id = env.ec2Id("lt");
        const name = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        const arn = env.arn("ec2", `launch-template/${id}`);
        return {
            id,
            arn,
            name,
            namePrefix: inputs.namePrefix ?? "",
            defaultVersion: 1,
            latestVersion: 1,
            metadataOptions: inputs.metadataOptions ?? {},
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.findBy(t.LAUNCH_TEMPLATE, "name", outputs.name)) {
            const text = `Launch template name already in use.`;
            call.fail("InvalidLaunchTemplateName.AlreadyExistsException", text);
        }
    },
    created: (call) => {
        call.entity.meta.versions = { 1: { ...call.props } };
    },
    update: (call, next, changed) => {
        if (changed.some((each) => !OUTSIDE.includes(each))) {
            next.latestVersion = call.props.latestVersion + 1;
            call.entity.meta.versions = { ...call.entity.meta.versions, [next.latestVersion]: { ...next } };
        }
        next.defaultVersion = next.updateDefaultVersion ? next.latestVersion : call.props.defaultVersion;
    },
};

/** The launch data that a group gets: the version it names, `$Latest`, `$Default` or a number. */
export function launchData(call: Call, specification: Props): Props | undefined {
    const template =
        call.find(t.LAUNCH_TEMPLATE, specification.id ?? specification.launchTemplateId) ??
        call.findBy(t.LAUNCH_TEMPLATE, "name", specification.name ?? specification.launchTemplateName);
    if (!template) {
        return undefined;
    }
    const { latestVersion, defaultVersion } = template.props;
    const asked = String(specification.version ?? "$Default");
    const version = asked === "$Latest" ? latestVersion : asked === "$Default" ? defaultVersion : Number(asked);
    return template.meta.versions?.[version];
}

/** User data as the instance reads it. */
export function decodedUserData(data: Props): string {
    return typeof data.userData === "string" ? Buffer.from(data.userData, "base64").toString("utf8") : "";
}

/** The security groups that the template gives to an instance. */
export function groupsOf(data: Props): string[] {
    return list(data.networkInterfaces?.[0]?.securityGroups ?? data.vpcSecurityGroupIds);
}
