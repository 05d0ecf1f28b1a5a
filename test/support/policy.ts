// biome-ignore-all lint/suspicious/noExplicitAny: the request handlers of the SDK are internal and have no types
import type { Policies } from "@pulumi/policy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { rules } from "../../policy/rules";
import { type Declared, type Mode, type Program, program, type Resolved, resolve } from "./policy-program";

// The analyzer's own request handlers, as the engine calls them: unknown values stand behind the SDK's proxy, errors and
// "not applicable" are told apart by its rules. Internal to @pulumi/policy, whose version is pinned.
const server = require("@pulumi/policy/server");
const analyzer = require("@pulumi/pulumi/proto/analyzer_pb");

export interface Finding {
    rule: string;
    level: "advisory" | "mandatory";
    /** Name of the resource. */
    on: string;
    /** Without the rule's description, which stands above each. */
    message: string;
}
export type Config = Record<string, "disabled" | object>;

/** Everything the pack says of a program, resource by resource and then of the stack; sorted. */
export function findings(declared: Program, mode: Mode = "preview", config: Config = {}): Promise<Finding[]> {
    const resources = Object.values(declared).map((one) => resolve(declared, one, mode));
    return judged(resources, config);
}

/** The same of resources as the engine knows them. */
export async function judged(all: Resolved[], config: Config = {}): Promise<Finding[]> {
    const policies = configured(rules, config);
    const found: Finding[] = [];
    for (const one of all) {
        const request = new analyzer.AnalyzeRequest();
        fill(request, one, one.props);
        found.push(...(await call(server.makeAnalyzeRpcFun, policies, request, one.urn)));
    }
    const request = stackRequest(all);
    found.push(...(await call(server.makeAnalyzeStackRpcFun, policies, request, "")));
    return found.sort((a, b) => (a.rule + a.on + a.message).localeCompare(b.rule + b.on + b.message));
}

/** The request of the stack pass. */
function stackRequest(all: Resolved[]) {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
        all.map((one) => {
            const stackResource = new analyzer.AnalyzerResource();
            fill(stackResource, one, one.outputs);
            stackResource.setParent(one.parent ?? "");
            stackResource.setDependenciesList(one.dependencies);
            for (const [property, urns] of Object.entries(one.propertyDependencies)) {
                const dependencies = new analyzer.AnalyzerPropertyDependencies();
                dependencies.setUrnsList(urns);
                stackResource.getPropertydependenciesMap().set(property, dependencies);
            }
            return stackResource;
        }),
    );
    return request;
}

/** The requests that the engine would send for a program, as bytes: one for each resource, and the stack's. */
export function requests(declared: Program, mode: Mode): { resources: Uint8Array[]; stack: Uint8Array } {
    const all = Object.values(declared).map((one) => resolve(declared, one, mode));
    const resources = all.map((one) => {
        const request = new analyzer.AnalyzeRequest();
        fill(request, one, one.props);
        return request.serializeBinary();
    });
    return { resources, stack: stackRequest(all).serializeBinary() };
}

/** Properties that the enabled remediations leave, or undefined when none of them wrote anything. */
export async function remediated(one: Declared, config: Config = {}): Promise<Record<string, unknown> | undefined> {
    const remediating = configured(rules, config).map((policy) => ({
        ...policy,
        enforcementLevel: (policy as any).remediateResource ? "remediate" : "disabled",
    }));
    const request = new analyzer.AnalyzeRequest();
    const resolved = resolve(program(one), one, "update");
    fill(request, resolved, resolved.props);
    const response: any = await rpc(server.makeRemediateRpcFun, remediating, request);
    const [last] = response.getRemediationsList().slice(-1);
    return last?.getProperties()?.toJavaScript();
}

// The handler for configuration is not exported: what it would set is put around each policy instead.
function configured(policies: Policies, config: Config): Policies {
    return policies.map((policy: any) => {
        const setting = config[policy.name] ?? {};
        if (setting === "disabled") return { ...policy, enforcementLevel: "disabled" };
        const { enforcementLevel = policy.enforcementLevel, ...values } = setting as Record<string, unknown>;
        const bind = (run: any) =>
            run &&
            Object.assign((args: object, report: unknown) => run({ ...args, getConfig: () => values }, report), {
                __pulumiType: run.__pulumiType,
            });
        const { validateResource, validateStack, remediateResource } = policy;
        return {
            ...policy,
            enforcementLevel,
            ...(validateResource && { validateResource: bind(validateResource) }),
            ...(validateStack && { validateStack: bind(validateStack) }),
            ...(remediateResource && { remediateResource: bind(remediateResource) }),
        };
    });
}

async function call(make: any, policies: Policies, request: unknown, urn: string): Promise<Finding[]> {
    const response: any = await rpc(make, policies, request);
    return response.getDiagnosticsList().map((diagnostic: any) => {
        const rule = diagnostic.getPolicyname();
        const description = policies.find(({ name }) => name === rule)?.description ?? "";
        return {
            rule,
            level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
            on: (diagnostic.getUrn() || urn).split("::").at(-1),
            message: diagnostic.getMessage().replace(`${description}\n`, ""),
        };
    });
}

function rpc(make: any, policies: unknown, request: unknown): Promise<unknown> {
    return new Promise((done, fail) =>
        make(
            "ecs-ec2",
            "0.0.0",
            "advisory",
            policies,
        )({ request }, (error: Error | null, response: unknown) => (error ? fail(error) : done(response))),
    );
}

function fill(request: any, one: Resolved, props: object): void {
    request.setType(one.type);
    request.setUrn(one.urn);
    request.setName(one.name);
    request.setProperties(Struct.fromJavaScript(props as any));
    const options = new analyzer.AnalyzerResourceOptions();
    options.setIgnorechangesList(one.ignoreChanges);
    if (one.parent) options.setParent(one.parent);
    request.setOptions(options);
}
