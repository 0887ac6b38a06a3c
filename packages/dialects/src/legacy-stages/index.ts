export { type ConditionFacts, conditionsHold } from "./conditions.ts";
export * from "./config.ts";
export type { LegacyNote } from "./notes.ts";
export { type ParsedLegacyStages, parseLegacyStages } from "./parse.ts";
export { type LegacyFormat, type PrintedLegacyStages, printLegacyConfig, printLegacyStages } from "./print.ts";
export type { LegacyJobName } from "./to-pipeline.ts";
