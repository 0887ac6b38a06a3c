export * from "./bitbucket-cloud/index.ts";
export * from "./github/index.ts";
export * from "./http/index.ts";
export * from "./ports/index.ts";
