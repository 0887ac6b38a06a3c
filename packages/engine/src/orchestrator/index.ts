export { randomIds, systemClock } from "./clock.ts";
export type { LogOrigin, Observer } from "./observer.ts";
export { createOrchestrator, type ExecutionHandle, type Orchestrator } from "./orchestrator.ts";
export type {
  AdmitRequest,
  CancelPreparedRequest,
  PrepareRequest,
  ResumeRequest,
  StartRequest,
} from "./orchestrator-requests.ts";
export type { EngineServices } from "./services.ts";
export { createSteadyClock } from "./steady-clock.ts";
