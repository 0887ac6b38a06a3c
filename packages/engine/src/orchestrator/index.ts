export { randomIds, systemClock } from "./clock.ts";
export type { LogOrigin, Observer } from "./observer.ts";
export {
  type AdmitRequest,
  type CancelPreparedRequest,
  createOrchestrator,
  type ExecutionHandle,
  type Orchestrator,
  type PrepareRequest,
  type ResumeRequest,
  type StartRequest,
} from "./orchestrator.ts";
export type { EngineServices } from "./services.ts";
export { createSteadyClock } from "./steady-clock.ts";
