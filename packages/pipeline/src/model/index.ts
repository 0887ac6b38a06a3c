export type * from "./parameter.ts";
export type * from "./pipeline.ts";
export * from "./stage.ts";
export type * from "./step.ts";
export type * from "./triggers.ts";
