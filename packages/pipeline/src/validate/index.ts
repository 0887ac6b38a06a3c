export type { ValidateOptions } from "./check-definition.ts";
export type { AvailableResources } from "./check-resources.ts";
export type { TriggerEvent, TriggerMatch } from "./match-triggers.ts";
export { matchTriggers } from "./match-triggers.ts";
export { nearestName } from "./nearest-name.ts";
export type { OptionalKey } from "./support-problems.ts";
export { optionalKeys, supportedKeys, supportProblems } from "./support-problems.ts";
export { validatePipeline } from "./validate-pipeline.ts";
