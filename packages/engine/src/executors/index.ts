export { removeAbandonedGroups } from "./process/abandoned-groups.ts";
export * from "./process/process-executor.ts";
export { type RunAsRequest, resolveRunAs } from "./process/resolve-run-as.ts";
export type { RunAs } from "./process/run-as.ts";
