export * from "./blobs.ts";
export * from "./catalog.ts";
export * from "./clock.ts";
export * from "./executor.ts";
export * from "./journal.ts";
export * from "./logs.ts";
export * from "./secrets.ts";
export * from "./slots.ts";
