export { inputVariable } from "./input-variables.ts";
export type { StageTypeRegistry } from "./registry.ts";
export { createStageTypes } from "./registry.ts";
export type {
  StageExpansion,
  StageType,
  StageTypeInput,
  StageTypeInputs,
  StageTypeOutput,
  StageTypeStep,
} from "./stage-type.ts";
