import type { Simulation, SimulationOptions } from "../simulation";
import { programDirectory } from "./workspace";

export type StartSimulation = (options: SimulationOptions) => Promise<Simulation>;

/** Loaded when it is used: the simulated AWS takes half a second, which `--help` and a wrong option need not wait for. */
export const startSimulation: StartSimulation = (options) => {
    const { startSimulation: start }: typeof import("../simulation") = require("../simulation");
    return start(options);
};

/** Serves providers to a program from the folder in which Pulumi would start them: an image's context is relative. */
export function serveProgram(program: string, options: SimulationOptions, serve: StartSimulation): Promise<Simulation> {
    process.chdir(programDirectory(program));
    return serve(options);
}
