export { describeDiff } from "./describe-diff.ts";
export { diffPipelines, type PipelineDiff, type StageChange } from "./diff-pipelines.ts";
export type { FieldChange } from "./field-changes.ts";
