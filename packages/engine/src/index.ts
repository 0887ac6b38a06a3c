export * from "./environment-error.ts";
export * from "./executors/index.ts";
export * from "./faults.ts";
export * from "./logs/index.ts";
export * from "./masking/index.ts";
export * from "./orchestrator/index.ts";
export * from "./ownership/owner.ts";
export type * from "./ports/index.ts";
export { createLauncher, type Launcher } from "./programs/launcher.ts";
