export * from "./problem.ts";
export { problemOf } from "./problem-of.ts";
