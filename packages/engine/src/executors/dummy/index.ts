export * from "./dummy-executor.ts";
