export * from "./ports/index.ts";
export * from "./environment-error.ts";
export * from "./faults.ts";
export * from "./ownership/owner.ts";
export * from "./logs/index.ts";
export * from "./masking/index.ts";
export * from "./reports/index.ts";
