export { randomIds, systemClock } from "./clock.ts";
export type { LogOrigin, Observer } from "./observer.ts";
export {
  createOrchestrator,
  type ExecutionHandle,
  type Orchestrator,
  type ResumeRequest,
  type StartRequest,
} from "./orchestrator.ts";
export type { EngineServices } from "./services.ts";
