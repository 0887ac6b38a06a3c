import { executionOperations } from "../executions/operations.ts";
import { managePipelineOperations } from "../pipelines/manage-operations.ts";
import { pipelineRunOperations } from "../pipelines/run-operations.ts";
import { pipelineTextOperations } from "../pipelines/text-operations.ts";
import { repositoryOperations } from "../repositories/operations.ts";
import type { Operation } from "./operation.ts";

const everything = [
  ...repositoryOperations,
  ...managePipelineOperations,
  ...pipelineTextOperations,
  ...pipelineRunOperations,
  ...executionOperations,
] as const;

/** Everything Headrace can do, in the order of the reference. */
export const allOperations: readonly Operation[] = everything;

/** The same with each one's own types, for the client. */
export type KnownOperation = (typeof everything)[number];
