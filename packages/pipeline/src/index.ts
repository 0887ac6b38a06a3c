export * from "./diagnostics/codes.ts";
export * from "./errors.ts";
export * from "./diagnostics/diagnostic.ts";
export * from "./model/index.ts";
