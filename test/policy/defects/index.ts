import { logs } from "./logs";
import { spot } from "./spot";

/** Every planted defect. */
export const defects = [...spot, ...logs];
