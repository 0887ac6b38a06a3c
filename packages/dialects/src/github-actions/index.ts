export { type DispatchInput, type ReadDispatch, readDispatch } from "./read-dispatch.ts";
export { githubNeeds } from "./read-needs.ts";
