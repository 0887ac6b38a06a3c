export { parsePipeline } from "./parse-pipeline.ts";
export type { ParsedPipeline, ParseLimits, ParseOptions } from "./parse-pipeline.ts";
