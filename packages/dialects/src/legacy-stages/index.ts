export { type ConditionFacts, conditionsHold } from "./conditions.ts";
export * from "./config.ts";
export { type ParsedLegacyStages, parseLegacyStages } from "./parse.ts";
export type { LegacyJobName } from "./to-pipeline.ts";
