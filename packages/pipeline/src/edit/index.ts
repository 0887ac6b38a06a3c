export { type ConnectionVerdict, judgeConnection } from "./connection-verdict.ts";
export { copyStages, type Edited, type EditOptions, editPipeline } from "./edit-pipeline.ts";
export type { Edge, Gesture, NewStage } from "./gesture.ts";
export { keyOrder } from "./key-order.ts";
export { newPipeline } from "./new-pipeline.ts";
export { type QuickFix, quickFixes } from "./quick-fixes.ts";
export type { Refusal, RefusalReason } from "./refused.ts";
