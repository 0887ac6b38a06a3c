export * from "./dummy/dummy-executor.ts";
export * from "./process/process-executor.ts";
