import { containers } from "./containers";
import { logs } from "./logs";
import { resources } from "./resources";
import { spot } from "./spot";

/** Every planted defect. */
export const defects = [...spot, ...logs, ...containers, ...resources];
