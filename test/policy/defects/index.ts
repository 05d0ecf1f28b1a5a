import { containers } from "./containers";
import { edge } from "./edge";
import { logs } from "./logs";
import { placement } from "./placement";
import { progress } from "./progress";
import { resources } from "./resources";
import { spot } from "./spot";
import { traffic } from "./traffic";

/** Every planted defect. */
export const defects = [...spot, ...logs, ...containers, ...resources, ...edge, ...traffic, ...placement, ...progress];
