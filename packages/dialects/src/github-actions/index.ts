export { type DispatchInput, type ReadDispatch, readDispatch } from "./read-dispatch.ts";
