export * from "./parameter.ts";
export * from "./pipeline.ts";
export * from "./stage.ts";
export * from "./step.ts";
export * from "./triggers.ts";
