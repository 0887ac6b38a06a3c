export { allOperations } from "./all-operations.ts";
export * from "./answers.ts";
export type { OperationContext } from "./context.ts";
export * from "./operation.ts";
export { type Asking, perform } from "./perform.ts";
export { sayFault } from "./say-fault.ts";
