export type * from "./blobs.ts";
export type * from "./catalog.ts";
export type * from "./clock.ts";
export type * from "./executor.ts";
export type * from "./journal.ts";
export type * from "./logs.ts";
export type * from "./secrets.ts";
export type * from "./slots.ts";
export * from "./trees.ts";
