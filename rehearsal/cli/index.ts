export { parseRehearse, parseSimulate, REHEARSE_HELP, SIMULATE_HELP, UsageError } from "./arguments";
export type { CommandResult, Host } from "./host";
export { rehearse } from "./rehearse";
export { simulate } from "./simulate";
