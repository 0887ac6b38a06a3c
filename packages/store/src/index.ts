export * from "./blobs/directory-blobs.ts";
export { mediansByInstance } from "./catalog/usual-durations.ts";
export * from "./hold-directory.ts";
export * from "./layout.ts";
export * from "./logs/file-log-store.ts";
export * from "./open-store.ts";
export * from "./queries/execution-list.ts";
export * from "./queries/execution-queries.ts";
export * from "./queries/rows.ts";
