import type { Simulation, SimulationOptions } from "../simulation";

export type StartSimulation = (options: SimulationOptions) => Promise<Simulation>;

/** Loaded when it is used: the simulated AWS takes half a second, which `--help` and a wrong option need not wait for. */
export const startSimulation: StartSimulation = (options) => {
    const { startSimulation: start }: typeof import("../simulation") = require("../simulation");
    return start(options);
};
