export * from "./carried-stages.ts";
export * from "./definition.ts";
export { noGit } from "./git-context.ts";
export * from "./open-project.ts";
export * from "./plan-definition.ts";
export * from "./plan-run.ts";
export * from "./read-definition.ts";
