export * from "./project/index.ts";
export * from "./report/index.ts";
export * from "./manager/index.ts";
export * from "./monitor/index.ts";
