import { repositoryOperations } from "../repositories/operations.ts";
import type { Operation } from "./operation.ts";

/** Everything Headrace can do, in the order of the reference. */
export const allOperations: readonly Operation[] = [...repositoryOperations];
