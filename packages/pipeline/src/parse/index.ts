export type { ResolveStageType } from "./expand-use.ts";
export type { ParsedPipeline, ParseOptions } from "./parse-pipeline.ts";
export { parsePipeline } from "./parse-pipeline.ts";
export type { ParsedStageType } from "./parse-stage-type.ts";
export { parseStageType } from "./parse-stage-type.ts";
export type { ParseLimits } from "./read-definition.ts";
