import type { ProcessFinder } from "./process-finder.ts";

/** Finds a stage's processes, given which shells were started for its steps. */
export interface StageProcesses extends ProcessFinder {
  shellStarted(pid: number): void;
  shellExited(pid: number): void;
}
