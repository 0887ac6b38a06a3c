export {
  type AsyncCancelRequest,
  AsyncPipelineManager,
  type AsyncPipelineManagerOptions,
  type AsyncRunsRequest,
  type AsyncStatusRequest,
  type AsyncTriggerRequest,
  type AsyncWaitRequest,
} from "./async-pipeline-manager.ts";
export type { AsyncPipelineResult, WorkflowRun } from "./async-pipeline-result.ts";
