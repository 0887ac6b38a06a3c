export * from "./bitbucket-pipelines/index.ts";
export { type Dialect, detectDialect } from "./detect-dialect.ts";
export * from "./github-actions/index.ts";
export * from "./json/index.ts";
export * from "./legacy-stages/index.ts";
