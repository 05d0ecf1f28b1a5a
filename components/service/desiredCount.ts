import type { EcsServiceArgs } from "./ecsService";

/** Number of tasks that a service starts with. */
export const desiredCount = (args: EcsServiceArgs) => args.autoScaling?.minCapacity ?? args.desiredCount ?? 1;
