import { containers } from "./containers";
import { logs } from "./logs";
import { resources } from "./resources";
import { spot } from "./spot";
import { stack } from "./stack";

/** Every planted defect. */
export const defects = [...spot, ...logs, ...containers, ...resources, ...stack];
