import { Metadata, type ServerUnaryCall, type ServiceError, type sendUnaryData, status } from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as statusProto from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { World } from "./account";
import { type Configuration, configurationOf, DEFAULT_ACCOUNT } from "./configuration";
import type { Failure } from "./errors";
import type { Faults } from "./faults";
import { Operations, type Subject } from "./operations";
import { guarded, revealed } from "./secretValues";
import type { Props, Value } from "./values";

// biome-ignore lint/suspicious/noExplicitAny: requests are the generated classes of provider.proto
type Request = any;
type Handler = (request: Request, peer: string) => Value;

/** Properties as they came, with secrets marked. */
function raw(struct: Struct | undefined): Props {
    return (struct?.toJavaScript() as Props | undefined) ?? {};
}

function toObject(struct: Struct | undefined): Props {
    return revealed(raw(struct));
}

function toStruct(props: Props): Struct {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(props)));
}

function subjectOf(request: Request): Subject {
    const urn: string = request.getUrn();
    const token = request.getType?.() || (urn.split("::")[2] ?? "").split("$").pop() || "";
    return { urn, token, name: request.getName?.() || (urn.split("::").slice(3).join("::") ?? "") };
}

function failureOf({ property, reason }: Failure): proto.CheckFailure {
    return new proto.CheckFailure().setProperty(property).setReason(reason);
}

/** The error with which a provider says that the object exists but is not well: the engine keeps it in the state. */
function initFailed(id: string, state: Props, inputs: Props, reason: string): Partial<ServiceError> {
    const detail = new proto.ErrorResourceInitFailed()
        .setId(id)
        .setProperties(toStruct(state))
        .setInputs(toStruct(inputs))
        .setReasonsList([reason]);
    const details = new Any();
    details.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const response = new statusProto.Status().setCode(status.UNKNOWN).setMessage(reason).addDetails(details);
    const metadata = new Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(response.serializeBinary()));
    return Object.assign(new Error(reason), { code: status.UNKNOWN, details: reason, metadata });
}

/**
 * One package's provider service. The engine opens a connection for each provider instance and configures it there,
 * so that the peer of a request tells which configuration is meant.
 */
export class PackageProvider {
    private readonly configurations = new Map<string, Configuration>();
    private last: Configuration | undefined;

    constructor(
        private readonly packageName: string,
        private readonly version: string,
        private readonly world: World,
        private readonly faults: Faults,
    ) {}

    /** The handlers, in the form that grpc-js takes. */
    service(): Record<string, (call: ServerUnaryCall<Request, Value>, callback: sendUnaryData<Value>) => void> {
        const handlers: Record<string, Handler> = {
            checkConfig: (request) => this.checkConfig(request),
            diffConfig: (request) => this.diffConfig(request),
            configure: (request, peer) => this.configure(request, peer),
            getPluginInfo: () => new plugin.PluginInfo().setVersion(this.version),
            getSchema: () => new proto.GetSchemaResponse().setSchema(this.schemaText()),
            attach: () => new Empty(),
            cancel: () => new Empty(),
            check: (request, peer) => this.check(request, peer),
            diff: (request, peer) => this.diff(request, peer),
            create: (request, peer) => this.create(request, peer),
            read: (request, peer) => this.read(request, peer),
            update: (request, peer) => this.update(request, peer),
            delete: (request, peer) => this.delete(request, peer),
            invoke: (request, peer) => this.invoke(request, peer),
        };
        return Object.fromEntries(
            Object.entries(handlers).map(([name, handler]) => [
                name,
                (call: ServerUnaryCall<Request, Value>, callback: sendUnaryData<Value>) => {
                    try {
                        callback(null, handler(call.request, call.getPeer()));
                    } catch (error) {
                        const { code, message, metadata } = error as ServiceError;
                        callback({ code: code ?? status.UNKNOWN, details: message, metadata });
                    }
                },
            ]),
        );
    }

    private schemaText(): string {
        return JSON.stringify({ name: this.packageName, version: this.version });
    }

    private operations(peer: string): Operations {
        const configuration = this.configurations.get(peer) ?? this.last;
        const fallback = configurationOf({ region: "us-east-1" }).configuration;
        return new Operations(this.world, configuration ?? { ...fallback, account: DEFAULT_ACCOUNT }, this.faults);
    }

    private checkConfig(request: Request): proto.CheckResponse {
        const news = request.getNews();
        const response = new proto.CheckResponse().setInputs(news);
        const raw = JSON.stringify(toObject(news));
        const problem = this.packageName === "aws" ? configurationOf(toObject(news)).problem : undefined;
        if (problem && !raw.includes("04da6b54-80e4-46f7-96ec-b56ff0331ba9")) {
            response.addFailures(failureOf({ property: "", reason: problem }));
        }
        return response;
    }

    private diffConfig(request: Request): proto.DiffResponse {
        const olds = toObject(request.getOlds());
        const news = toObject(request.getNews());
        const differ = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
            (key) => key !== "version" && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
        );
        const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
        return new proto.DiffResponse().setChanges(differ.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(differ);
    }

    private configure(request: Request, peer: string): proto.ConfigureResponse {
        const { configuration, problem } = configurationOf(toObject(request.getArgs()));
        if (problem && this.packageName === "aws") {
            throw new Error(problem);
        }
        this.configurations.set(peer, configuration);
        this.last = configuration;
        return new proto.ConfigureResponse()
            .setAcceptsecrets(true)
            .setSupportspreview(true)
            .setAcceptresources(false)
            .setAcceptoutputs(false);
    }

    private check(request: Request, peer: string): proto.CheckResponse {
        const seed = Buffer.from(request.getRandomseed_asU8()).toString("hex");
        const news = request.getNews();
        const olds = toObject(request.getOlds());
        const { inputs, failures } = this.operations(peer).check(subjectOf(request), toObject(news), olds, seed);
        const response = new proto.CheckResponse().setInputs(toStruct(guarded(inputs, raw(news))));
        return response.setFailuresList(failures.map(failureOf));
    }

    private diff(request: Request, peer: string): proto.DiffResponse {
        const result = this.operations(peer).diff(
            subjectOf(request),
            toObject(request.getOlds()),
            toObject(request.getOldInputs()),
            toObject(request.getNews()),
            request.getIgnorechangesList(),
        );
        const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
        const response = new proto.DiffResponse()
            .setChanges(result.changes.length > 0 ? DIFF_SOME : DIFF_NONE)
            .setDiffsList(result.changed)
            .setReplacesList(result.replaces)
            .setHasdetaileddiff(true);
        const { Kind } = proto.PropertyDiff;
        const kinds = {
            add: [Kind.ADD, Kind.ADD_REPLACE],
            delete: [Kind.DELETE, Kind.DELETE_REPLACE],
            update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
        } as const;
        for (const { path, kind, replace } of result.changes) {
            response.getDetaileddiffMap().set(path, new proto.PropertyDiff().setKind(kinds[kind][replace ? 1 : 0]));
        }
        return response;
    }

    private create(request: Request, peer: string): proto.CreateResponse {
        const given = raw(request.getProperties());
        const inputs = revealed(given);
        const operations = this.operations(peer);
        if (request.getPreview()) {
            const state = operations.previewCreate(subjectOf(request), inputs);
            return new proto.CreateResponse().setProperties(toStruct(guarded(state, given)));
        }
        const made = operations.create(subjectOf(request), inputs, request.getTimeout());
        const state = guarded(made.state, given);
        if (made.incomplete) {
            throw initFailed(made.id, state, given, made.incomplete);
        }
        return new proto.CreateResponse().setId(made.id).setProperties(toStruct(state));
    }

    private read(request: Request, peer: string): proto.ReadResponse {
        const inputs = raw(request.getInputs());
        const state = raw(request.getProperties());
        const id = request.getId();
        const result = this.operations(peer).read(subjectOf(request), id, revealed(inputs), revealed(state));
        const response = new proto.ReadResponse();
        return result
            ? response
                  .setId(result.id)
                  .setProperties(toStruct(guarded(result.state, inputs, state)))
                  .setInputs(toStruct(guarded(result.inputs, inputs)))
            : response;
    }

    private update(request: Request, peer: string): proto.UpdateResponse {
        const olds = toObject(request.getOlds());
        const oldInputs = toObject(request.getOldInputs());
        const given = raw(request.getNews());
        const news = revealed(given);
        const ignored = request.getIgnorechangesList();
        const subject = subjectOf(request);
        const operations = this.operations(peer);
        if (request.getPreview()) {
            const planned = operations.previewUpdate(subject, olds, oldInputs, news, ignored);
            return new proto.UpdateResponse().setProperties(toStruct(guarded(planned, given)));
        }
        const timeout = request.getTimeout();
        const made = operations.update(subject, request.getId(), olds, oldInputs, news, ignored, timeout);
        const state = guarded(made.state, given);
        if (made.incomplete) {
            throw initFailed(request.getId(), state, given, made.incomplete);
        }
        return new proto.UpdateResponse().setProperties(toStruct(state));
    }

    private delete(request: Request, peer: string): Empty {
        const state = toObject(request.getProperties());
        this.operations(peer).delete(subjectOf(request), request.getId(), state, request.getTimeout());
        return new Empty();
    }

    private invoke(request: Request, peer: string): proto.InvokeResponse {
        const args = raw(request.getArgs());
        const result = this.operations(peer).invoke(request.getTok(), revealed(args));
        return new proto.InvokeResponse().setReturn(toStruct(guarded(result, args)));
    }
}
