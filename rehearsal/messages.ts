import type { Call } from "./call";
import type { ResourceType } from "./definition";
import type { AwsError } from "./errors";
import type { Props } from "./values";

const VERBS: Record<string, string> = {
    create: "creating",
    read: "reading",
    update: "updating",
    delete: "deleting",
    invoke: "reading",
};

/** Services whose errors have no model in the SDK: it prints them as "api error". */
const UNMODELED = new Set(["EC2", "SNS", "CloudWatch"]);

/** An API's refusal in the words of the real provider. */
export function explain(
    definition: ResourceType,
    operation: string,
    subject: { name: string },
    inputs: Props,
    call: Call,
    error: AwsError,
): string {
    const { service } = definition.api;
    const api = operation === "read" ? definition.api.read : definition.api[operation as "create"];
    const named =
        operation === "create" ? (inputs.name ?? inputs.family ?? subject.name) : (call.target?.id ?? subject.name);
    const request = call.environment.uuid(`${operation}${error.code}`);
    const kind = UNMODELED.has(service) ? `api error ${error.code}` : error.code;
    return (
        `1 error occurred:\n\t* ${VERBS[operation]} ${definition.title} (${named}): operation error ${service}: ` +
        `${api ?? operation}, https response error StatusCode: 400, RequestID: ${request}, ${kind}: ${error.reason}\n\n`
    );
}
