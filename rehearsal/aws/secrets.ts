import type { Call } from "../call";
import type { ResourceType } from "../definition";
import { isUnknown, type Props, type Value } from "../values";
import { samePolicy } from "./policyDocuments";
import * as t from "./types";

const API = "Secrets Manager";

/** A secret by ARN, partial ARN or name. */
export function findSecret(call: Call, reference: Value) {
    return (
        call.find(t.SECRET, reference) ??
        call.list(
            t.SECRET,
            (each) => each.name === reference || String(each.arn).replace(/-[A-Za-z0-9]{6}$/, "") === reference,
        )[0]
    );
}

export const secret: ResourceType = {
    token: t.SECRET,
    title: "Secrets Manager Secret",
    api: {
        service: API,
        create: "CreateSecret",
        update: "UpdateSecret",
        read: "DescribeSecret",
        delete: "DeleteSecret",
    },
    autoName: { property: "name", max: 512, unless: "namePrefix" },
    defaults: { recoveryWindowInDays: 30, forceOverwriteReplicaSecret: false },
    replaceOn: ["name", "namePrefix"],
    sets: ["replicas"],
    equal: { policy: samePolicy },
    seconds: { create: 1, update: 1, delete: 1 },
    validate: ({ name, recoveryWindowInDays: days }) => [
        ...(typeof name === "string" && !isUnknown(name) && !/^[a-zA-Z0-9/_+=.@-]{1,512}$/.test(name)
            ? [{ property: "name", reason: `invalid value for name: "${name}"` }]
            : []),
        ...(typeof days === "number" && days !== 0 && (days < 7 || days > 30)
            ? [
                  {
                      property: "recoveryWindowInDays",
                      reason: `expected recovery_window_in_days to be 0 or in the range (7 - 30), got ${days}`,
                  },
              ]
            : []),
    ],
    outputs: (inputs, env) => {
        const name = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        const arn = env.arn("secretsmanager", `secret:${name}-${env.letters(6)}`);
        return {
            id: arn,
            arn,
            name,
            namePrefix: inputs.namePrefix ?? "",
            policy: inputs.policy ?? "",
            replicas: inputs.replicas ?? [],
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.find(t.DELETED_SECRET, outputs.name)) {
            const text =
                "You can't create this secret because a secret with this name is already scheduled for deletion.";
            call.fail("InvalidRequestException", text);
        }
        if (call.findBy(t.SECRET, "name", outputs.name)) {
            call.fail(
                "ResourceExistsException",
                `The operation failed because the secret ${outputs.name} already exists.`,
            );
        }
    },
    deleted: (call) => {
        if (call.props.recoveryWindowInDays !== 0) {
            call.add(t.DELETED_SECRET, call.props.name, { arn: call.entity.id });
        }
        for (const version of call.list(t.SECRET_VERSION, (each) => each.secretId === call.entity.id)) {
            call.remove(version);
        }
    },
};

export const secretVersion: ResourceType = {
    token: t.SECRET_VERSION,
    title: "Secrets Manager Secret Version",
    api: {
        service: API,
        create: "PutSecretValue",
        update: "UpdateSecretVersionStage",
        read: "GetSecretValue",
        delete: "UpdateSecretVersionStage",
    },
    replaceOn: ["secretId", "secretString", "secretBinary", "secretStringWo", "secretStringWoVersion"],
    sets: ["versionStages"],
    outputs: (inputs, env) => {
        const versionId = env.uuid();
        return {
            id: `${inputs.secretId}|${versionId}`,
            arn: inputs.secretId,
            secretArn: inputs.secretId,
            versionId,
            versionStages: inputs.versionStages ?? ["AWSCURRENT"],
            hasSecretStringWo: inputs.secretStringWo !== undefined,
        };
    },
    create: (call, inputs) => {
        if (!findSecret(call, inputs.secretId)) {
            call.fail("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }
        if (
            inputs.secretString === undefined &&
            inputs.secretBinary === undefined &&
            inputs.secretStringWo === undefined
        ) {
            call.fail("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
        }
    },
};

function validateParameter({ name, value, tier }: Props) {
    const failures = [];
    if (typeof name === "string" && !isUnknown(name) && !/^[a-zA-Z0-9_.\-/]{1,2048}$/.test(name)) {
        failures.push({ property: "name", reason: `Parameter name: only a-zA-Z0-9_.-/ are allowed: "${name}"` });
    }
    if (typeof value === "string" && value.length > (tier === "Advanced" ? 8192 : 4096)) {
        failures.push({
            property: "value",
            reason: "Standard tier parameters support a maximum parameter value of 4096 characters",
        });
    }
    return failures;
}

export const parameter: ResourceType = {
    token: t.PARAMETER,
    title: "SSM Parameter",
    api: {
        service: "SSM",
        create: "PutParameter",
        update: "PutParameter",
        read: "GetParameter",
        delete: "DeleteParameter",
    },
    autoName: { property: "name", max: 2048 },
    replaceOn: ["name"],
    unknownOnUpdate: (changed) => (changed.some((each) => !/^tags/.test(each)) ? ["version"] : []),
    validate: validateParameter,
    outputs: (inputs, env) => ({
        id: inputs.name,
        arn: inputs.arn ?? env.arn("ssm", `parameter${String(inputs.name).startsWith("/") ? "" : "/"}${inputs.name}`),
        dataType: inputs.dataType ?? "text",
        keyId: inputs.keyId ?? (inputs.type === "SecureString" ? "alias/aws/ssm" : ""),
        tier: inputs.tier ?? "Standard",
        version: 1,
        value: inputs.value ?? "",
        insecureValue: inputs.insecureValue ?? "",
        hasValueWo: inputs.valueWo !== undefined,
    }),
    create: (call, inputs) => {
        const taken = call.find(t.PARAMETER, inputs.name);
        if (taken && !inputs.overwrite) {
            call.fail(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
            );
        }
        if (/^\/?(aws|ssm)\b/i.test(inputs.name)) {
            call.fail("ValidationException", `No access to reserved parameter name: ${inputs.name}.`);
        }
    },
    update: (call, next, changed) => {
        if (changed.some((each) => !/^tags/.test(each))) {
            next.version = call.props.version + 1;
        }
    },
};
