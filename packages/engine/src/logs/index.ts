export type { LogAnnotation } from "./log-annotation.ts";
export { createStepLog, type StepLog, type StepLogOptions } from "./step-log.ts";
