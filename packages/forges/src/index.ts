export * from "./access.ts";
export * from "./bitbucket-cloud/index.ts";
export * from "./bitbucket-data-center/index.ts";
export * from "./check/check-forge.ts";
export * from "./create-forge.ts";
export * from "./github/index.ts";
export * from "./http/index.ts";
export * from "./ports/index.ts";
