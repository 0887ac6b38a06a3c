export type { JsonSchema } from "./json-schema.ts";
export { pipelineJsonSchema, pipelineSchema, stageTypeJsonSchema } from "./json-schema.ts";
export type { PipelineText } from "./pipeline.ts";
export type { Shape } from "./shape.ts";
export { shapeAt } from "./shape-at.ts";
export type { StageTypeText } from "./stage-type.ts";
