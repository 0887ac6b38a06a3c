export * from "./diagnostics/codes.ts";
export * from "./errors.ts";
export * from "./diagnostics/diagnostic.ts";
export * from "./model/index.ts";
export * from "./format/index.ts";
export * from "./values/index.ts";
