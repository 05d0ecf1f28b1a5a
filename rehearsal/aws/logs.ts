import { LOG_RETENTION_DAYS } from "../../components/ecs/limits";
import type { ResourceType } from "../definition";
import type { Failure } from "../errors";
import { isUnknown, type Props } from "../values";
import * as t from "./types";

function validate({ name, retentionInDays }: Props): Failure[] {
    const failures: Failure[] = [];
    if (typeof name === "string" && !isUnknown(name) && !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
        failures.push({
            property: "name",
            reason: `"name" must be 1 to 512 of a-z, A-Z, 0-9, '_', '-', '/', '.' and '#': "${name}"`,
        });
    }
    if (typeof retentionInDays === "number" && retentionInDays !== 0 && !LOG_RETENTION_DAYS.includes(retentionInDays)) {
        const days = LOG_RETENTION_DAYS.join(" ");
        failures.push({
            property: "retentionInDays",
            reason: `expected retention_in_days to be one of [0 ${days}], got ${retentionInDays}`,
        });
    }
    return failures;
}

export const logGroup: ResourceType = {
    token: t.LOG_GROUP,
    title: "CloudWatch Logs Log Group",
    api: {
        service: "CloudWatch Logs",
        create: "CreateLogGroup",
        update: "PutRetentionPolicy",
        read: "DescribeLogGroups",
        delete: "DeleteLogGroup",
    },
    autoName: { property: "name", max: 512, unless: "namePrefix" },
    defaults: { retentionInDays: 0, skipDestroy: false },
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    seconds: { create: 1, update: 1, delete: 1 },
    validate,
    outputs: (inputs, env) => {
        const name = inputs.name ?? `${inputs.namePrefix}${env.digits(26)}`;
        return {
            id: name,
            name,
            namePrefix: inputs.namePrefix ?? "",
            arn: env.arn("logs", `log-group:${name}`),
            logGroupClass: inputs.logGroupClass ?? "STANDARD",
            deletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
        };
    },
    create: (call, _inputs, outputs) => {
        if (call.find(t.LOG_GROUP, outputs.id)) {
            call.fail("ResourceAlreadyExistsException", "The specified log group already exists");
        }
    },
    deleted: (call) => {
        if (call.props.skipDestroy) {
            call.add(t.LOG_GROUP, call.entity.id, call.props);
        }
    },
};
