export * from "./cache-scopes.ts";
export * from "./hash-files.ts";
export * from "./restore-cache.ts";
export * from "./save-cache.ts";
