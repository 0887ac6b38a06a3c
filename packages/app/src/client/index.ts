export { Problem, type ProblemCode } from "../problems/problem.ts";
export { type TemplateCategory, templateCategories } from "../templates/categories.ts";
export { type Bytes, type CallOptions, type Client, type ClientOptions, createClient } from "./create-client.ts";
export type { InputOf, OperationName, OutputOf } from "./known.ts";
export { routes } from "./routes.ts";
