export * from "./capabilities.ts";
export type * from "./control.ts";
export type * from "./logs.ts";
export type * from "./page.ts";
export type * from "./repositories.ts";
export type * from "./runs.ts";
export type * from "./schedules.ts";
export type * from "./variables.ts";
