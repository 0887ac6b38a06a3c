export * from "./project/index.ts";
export * from "./report/index.ts";
