import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type CallEvent, World } from "./account";
import { setBuildDirectory } from "./docker/image";
import { type Fault, Faults } from "./faults";
import { PackageProvider } from "./provider";
import { isLeft } from "./registry";

export type { CallEvent } from "./account";
export type { Fault } from "./faults";

/** The packages that are served, with the versions that the providers would report. */
const PACKAGES = { aws: "7.48.0", "docker-build": "0.0.22", docker: "5.2.0" };

export interface SimulationOptions {
    /** File that holds the simulated accounts; it is created when missing. */
    stateFile: string;
    /** First of three TCP ports on 127.0.0.1; free ports when absent. */
    port?: number;
    /** Folder to which relative build contexts belong: the program's; default the current one. */
    directory?: string;
    /** Calls that are to fail. */
    faults?: readonly Fault[];
}

export interface SimulatedResource {
    /** Pulumi's type token. */
    type: string;
    id: string;
    region: string;
    account: string;
}

export interface Simulation {
    /** The value for PULUMI_DEBUG_PROVIDERS. */
    debugProviders: string;
    /** What stacks have made and not yet deleted. AWS's own objects (default VPCs, managed policies) are not in it. */
    resources(): SimulatedResource[];
    /** Every operation since the start, in order, with virtual seconds. */
    events(): CallEvent[];
    stop(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
        server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
}

/** Serves the simulated AWS on loopback, one port a package (the engine attaches to each by its own port). */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
    const world = new World(options.stateFile);
    setBuildDirectory(options.directory ?? process.cwd());
    const faults = new Faults(options.faults);
    const servers: Server[] = [];
    const attached: string[] = [];
    for (const [index, [name, version]] of Object.entries(PACKAGES).entries()) {
        const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
        server.addService(
            ResourceProviderService as never,
            new PackageProvider(name, version, world, faults).service(),
        );
        servers.push(server);
        attached.push(`${name}:${await listen(server, options.port ? options.port + index : 0)}`);
    }
    return {
        debugProviders: attached.join(","),
        resources: () =>
            world
                .all()
                .filter(isLeft)
                .map(({ type, id, region, account }) => ({ type, id, region, account })),
        events: () => [...world.events],
        stop: async () => {
            for (const server of servers) {
                server.forceShutdown();
            }
            world.close();
        },
    };
}
