import { containers } from "./containers";
import { mission } from "./mission";
import { network } from "./network";
import { resources } from "./resources";
import { services } from "./services";

/** Every near miss. */
export const nearMisses = [...mission, ...containers, ...resources, ...network, ...services];
