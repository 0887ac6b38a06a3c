export * from "./process/process-executor.ts";
