import { noSpotCapacity } from "./no-spot-capacity";
import { requireAwslogs } from "./require-awslogs";

/** Every rule of the pack, in the order of the catalogue. A test compares it with the files of this folder. */
export const rules = [noSpotCapacity, requireAwslogs];
