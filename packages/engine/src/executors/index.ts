export { createDummyExecutor } from "./dummy/dummy-executor.ts";
export { createProcessExecutor, type ProcessExecutorOptions } from "./process/process-executor.ts";
