export * from "./ports/index.ts";
export * from "./environment-error.ts";
export * from "./faults.ts";
export * from "./ownership/owner.ts";
