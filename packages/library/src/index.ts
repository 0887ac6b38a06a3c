// What every function of the library throws.
export { type ErrorCode, type Fault, HeadraceError } from "@headrace/pipeline";
export * from "./manager/index.ts";
export * from "./monitor/index.ts";
export * from "./project/index.ts";
export * from "./remote/index.ts";
export * from "./report/index.ts";
